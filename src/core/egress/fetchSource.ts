import type { Dispatcher } from 'undici'
import { AppError, isAppError } from '../../contract/errors'
import type { SourceFetch, SourceRequest, SourceResponse } from '../../engine/source'
import { admit, type EgressUse, requireAllowed } from './admit'
import { type AllowedHosts, blocked, hostOf, readAddress, shorten } from './addresses'
import { type Clock, type SourceLimits, sourceLimits, startClock, untilAborted } from './clock'
import { unreachable } from './faults'
import { acceptedEncodings, readBody, tooLarge } from './readBody'
import { type HostAddress, type Lookup, lookupBySystem, resolveHost } from './resolveHost'

export interface FetchOptions {
  allowed: AllowedHosts
  /** How the gate calls itself. */
  userAgent: string
  signal: AbortSignal
  /** Whose connections these are. */
  use: EgressUse
  lookup?: Lookup | undefined
  limits?: Partial<SourceLimits> | undefined
}

/** Types that hold no document: sound and film, scripts, styles, fonts, programs. Everything else may be one, and its content decides. */
const notADocument =
  /^(audio|video|font)\/|^(text|application)\/(css|javascript|x-javascript|ecmascript|wasm)$|^application\/(vnd\.apple\.mpegurl|dash\+xml|x-msdownload|vnd\.microsoft\.portable-executable|x-apple-diskimage|vnd\.android\.package-archive|font-|x-font-)/

/** What a request may say of itself; no cookie, no referrer, no key ever leaves through here. */
const sayable = ['accept', 'accept-language', 'content-type']

const redirects = [301, 302, 303, 307, 308]

/**
 * A fetch for things the user adds: http and https only, each hop checked by name and by address and connected to the address that was
 * checked, at most five redirects, 10 MB, 20 seconds.
 */
export function createSourceFetch(options: FetchOptions): SourceFetch {
  const limits = { ...sourceLimits, ...options.limits }
  return async (address, request = {}) => {
    const clock = startClock(limits, options.signal)
    let at = address
    let asked: SourceRequest = request
    try {
      for (let hop = 0; ; hop++) {
        const url = await untilAborted(checked(at, hop, options), clock.signal)
        clock.host = hostOf(url.url)
        const answer = await askOnce(url, asked, { ...options, limits, clock })
        if (!('location' in answer)) return answer
        if (hop === limits.maxRedirects)
          throw blocked(`${hostOf(url.url)} led on more than ${limits.maxRedirects} times, so it was given up. Check the address.`)
        at = URL.parse(answer.location, url.url.href)?.href ?? answer.location
        if (answer.status < 307) asked = { headers: withoutType(asked.headers) }
      }
    } catch (error) {
      throw clock.verdict ?? (isAppError(error) || options.signal.aborted ? error : unreachable(error, clock.host))
    } finally {
      clock.stop()
    }
  }
}

interface Checked {
  url: URL
  addresses: HostAddress[]
}

/** Checks one hop; what a page leads to is judged as strictly as what the user asked for. */
async function checked(address: string, hop: number, { allowed, use, lookup = lookupBySystem }: FetchOptions): Promise<Checked> {
  try {
    const url = readAddress(address, allowed)
    // Before its name is looked up: that is a connection, too.
    requirePolicy(url, use)
    return { url, addresses: await resolveHost(url, { lookup, allowed }) }
  } catch (error) {
    if (hop === 0 || !isAppError(error)) throw error
    throw new AppError(error.code, `The page leads to ${shorten(address)}. ${error.message}`, { cause: error })
  }
}

/** The refusal of a policy is one of a source. Throws SOURCE_BLOCKED. */
function requirePolicy(url: URL, use: EgressUse): void {
  try {
    requireAllowed(url, use)
  } catch (error) {
    throw isAppError(error) ? blocked(error.message) : error
  }
}

interface Ask extends FetchOptions {
  limits: SourceLimits
  clock: Clock
}

type Answer = SourceResponse | { location: string; status: number }

async function askOnce({ url, addresses }: Checked, request: SourceRequest, { limits, clock, userAgent, use }: Ask): Promise<Answer> {
  const { Agent, request: send } = await import('undici')
  const tally = admit(url, use, Buffer.byteLength(request.body ?? ''))
  const dispatcher = new Agent({ connect: { lookup: lookupAmong(addresses), timeout: limits.stallMs }, allowH2: false })
  try {
    const answer = await send(url, {
      dispatcher,
      method: request.method ?? 'GET',
      headers: { ...sayableOf(request.headers), 'user-agent': userAgent, 'accept-encoding': acceptedEncodings },
      body: request.body ?? null,
      signal: clock.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    clock.heard()
    const read = await readAnswer(url, answer, limits, clock)
    if ('bytes' in read) tally.received(read.bytes.length)
    return read
  } catch (error) {
    tally.failed()
    throw error
  } finally {
    await dispatcher.destroy()
  }
}

async function readAnswer(url: URL, answer: Dispatcher.ResponseData, limits: SourceLimits, clock: Clock): Promise<Answer> {
  const { statusCode: status, headers, body } = answer
  // A body that is thrown away tells so as an error, which must have a listener.
  body.on('error', () => {})
  const header = (name: string) => [headers[name] ?? []].flat()[0]
  const location = header('location')
  if (redirects.includes(status) && location) {
    body.destroy()
    return { location, status }
  }
  const { mediaType, charset } = readType(header('content-type') ?? '')
  const refusal = refusalOf(url, status, mediaType, Number(header('content-length') ?? 0), limits)
  if (refusal) {
    body.destroy()
    throw refusal
  }
  const { signal } = clock
  const reading = { maxBytes: limits.maxBytes, onPiece: clock.heard, signal, host: hostOf(url) }
  return { url: url.href, status, mediaType, charset, bytes: await readBody(body, header('content-encoding'), reading) }
}

/** Why an answer is not even read; null where it is. What an error page is made of does not matter: its status says what happened. */
function refusalOf(url: URL, status: number, mediaType: string, length: number, { maxBytes }: SourceLimits): AppError | null {
  if (status < 300 && notADocument.test(mediaType))
    return blocked(`What stands at ${shorten(url.href)} is ${mediaType}, which holds nothing to read. Add the page that names it.`)
  return length > maxBytes ? tooLarge(hostOf(url), maxBytes) : null
}

/** Answers with the addresses that were checked, whatever it is asked: the name is not looked up a second time. */
export function lookupAmong(addresses: readonly HostAddress[]) {
  type Done = (error: Error | null, address: string | HostAddress[], family?: number) => void
  return (_host: string, options: { all?: boolean }, done: Done) => {
    const [first] = addresses as [HostAddress]
    if (options.all) done(null, [...addresses])
    else done(null, first.address, first.family)
  }
}

function sayableOf(headers: Record<string, string> = {}): Record<string, string> {
  const said = Object.entries(headers).filter(([name]) => sayable.includes(name.toLowerCase()))
  return { accept: '*/*', ...Object.fromEntries(said.map(([name, value]) => [name.toLowerCase(), value])) }
}

function withoutType(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type'))
}

function readType(header: string): { mediaType: string; charset: string | null } {
  const [type = ''] = header.split(';')
  const charset = /;\s*charset\s*=\s*"?([\w:.-]{2,40})/i.exec(header)?.[1]?.toLowerCase() ?? null
  return { mediaType: type.trim().toLowerCase(), charset }
}
