import type { Readable } from 'node:stream'
import { AppError, isAppError } from '../../contract/errors'
import { admit, type EgressUse, type Tally } from './admit'
import { type AllowedHosts, hostOf, readAddress } from './addresses'
import { untilAborted } from './clock'
import { unreachable } from './faults'
import { lookupAmong } from './fetchSource'
import { type Lookup, lookupBySystem, resolveHost } from './resolveHost'

export interface DownloadOptions {
  allowed: AllowedHosts
  userAgent: string
  /** Whose connections these are. */
  use: EgressUse
  lookup?: Lookup | undefined
}

export interface DownloadRequest {
  /** Where the user has set that models come from: its host is asked whatever network it is on. */
  source: string
  /** Names a redirect may lead to, beside the first host: each with everything below it. */
  hosts: readonly string[]
  /** First byte that is wanted, and the mark of the version the bytes before it are of. */
  from?: number
  etag?: string | null
  /** Longest silence, in milliseconds. */
  silenceMs: number
}

/** An answer as it comes in. */
export interface DownloadAnswer {
  status: number
  /** Host that answered in the end. */
  host: string
  headers: Record<string, string | string[] | undefined>
  /** Headers of the first answer: where that led on, the source says there what it leads to. */
  first: Record<string, string | string[] | undefined>
  body: AsyncIterable<Buffer>
  /** Ends the connection. */
  close(): Promise<void>
}

export type DownloadFetch = (address: string, request: DownloadRequest, signal: AbortSignal) => Promise<DownloadAnswer>

const maxRedirects = 5
const redirects = [301, 302, 303, 307, 308]

/**
 * A fetch for large files from a source the user has chosen: to its host, and by redirects to those named beside it, each looked up once
 * and checked. Throws EGRESS_BLOCKED, MODEL_UNREACHABLE, and the reason of the signal.
 */
export function createDownloadFetch({ allowed, userAgent, use, lookup = lookupBySystem }: DownloadOptions): DownloadFetch {
  return async (address, request, signal) => {
    const source = new URL(request.source)
    // Chosen by name: so it may be a mirror on this machine or in the house. Nothing it leads to has that right.
    const own = [...allowed, source.host]
    let at = address
    let first: DownloadAnswer['headers'] | null = null
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const url = await checked(at, { source, own: hop === 0 ? own : allowed, hosts: request.hosts, lookup, signal })
      const answer = await askOnce(url, request, { userAgent, use, signal })
      first ??= answer.headers
      const location = [answer.headers.location ?? []].flat()[0]
      if (!redirects.includes(answer.status) || !location) return { ...answer, first }
      await answer.close()
      at = URL.parse(location, url.href)?.href ?? location
    }
    throw new AppError('EGRESS_BLOCKED', `${source.host} led on more than ${maxRedirects} times, so it was given up. Try again later.`)
  }
}

interface Checking {
  source: URL
  own: AllowedHosts
  hosts: readonly string[]
  lookup: Lookup
  signal: AbortSignal
}

type Checked = URL & { addresses?: Awaited<ReturnType<typeof resolveHost>> }

async function checked(address: string, { source, own, hosts, lookup, signal }: Checking): Promise<Checked> {
  try {
    const url: Checked = readAddress(address, [...own, source.host])
    const isOwn = url.host === source.host
    const isNamed = hosts.some((host) => hostOf(url) === host || hostOf(url).endsWith(`.${host}`))
    if (!isOwn && !isNamed)
      throw new AppError('EGRESS_BLOCKED', `${source.host} leads on to ${url.host}, which was not chosen; nothing was fetched from there.`)
    if (url.protocol !== 'https:' && !(isOwn && source.protocol === 'http:'))
      throw new AppError('EGRESS_BLOCKED', `${url.host} would be asked without encryption, so it was not.`)
    url.addresses = await untilAborted(resolveHost(url, { lookup, allowed: isOwn ? [...own, source.host] : own }), signal)
    return url
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error
    // These speak of pages and documents elsewhere; here the code says that it was a model.
    const code = error.code === 'SOURCE_BLOCKED' ? 'EGRESS_BLOCKED' : error.code === 'SOURCE_UNREACHABLE' ? 'MODEL_UNREACHABLE' : error.code
    throw new AppError(code, error.message, { cause: error })
  }
}

async function askOnce(
  url: Checked,
  { from = 0, etag, silenceMs }: DownloadRequest,
  { userAgent, use, signal }: Pick<DownloadOptions, 'userAgent' | 'use'> & { signal: AbortSignal },
): Promise<Omit<DownloadAnswer, 'first'>> {
  const { Agent, request: send } = await import('undici')
  const tally = admit(url, use, 0)
  const connect = { lookup: lookupAmong(url.addresses ?? []), timeout: silenceMs }
  const dispatcher = new Agent({ connect, allowH2: false, headersTimeout: silenceMs, bodyTimeout: silenceMs })
  const resumed = from > 0 ? { range: `bytes=${from}-`, ...(etag ? { 'if-range': etag } : {}) } : {}
  try {
    const { statusCode, headers, body } = await send(url, {
      dispatcher,
      method: 'GET',
      headers: { accept: '*/*', 'user-agent': userAgent, 'accept-encoding': 'identity', ...resumed },
      signal,
    })
    // A body that is thrown away tells so as an error, which must have a listener.
    body.on('error', () => {})
    const counted = countedBody(body, tally)
    return { status: statusCode, host: url.host, headers, body: counted.pieces(), close: () => (counted.end(), dispatcher.destroy()) }
  } catch (error) {
    tally.failed()
    await dispatcher.destroy()
    if (signal.aborted) throw error
    throw new AppError('MODEL_UNREACHABLE', unreachableSentence(error, url.host), { cause: error })
  }
}

/** The pieces of a body, and what came of it for the ledger once nobody reads on. */
function countedBody(body: Readable, tally: Tally): { pieces(): AsyncGenerator<Buffer>; end(): void } {
  let bytes = 0
  return {
    async *pieces() {
      for await (const piece of body as AsyncIterable<Buffer>) {
        bytes += piece.length
        yield piece
      }
    },
    end: () => tally.received(bytes),
  }
}

/** A broken connection in words. */
export function unreachableSentence(error: unknown, host: string): string {
  return `${unreachable(error, host).message.split('. ')[0]}. Check the connection, then go on with the download.`
}
