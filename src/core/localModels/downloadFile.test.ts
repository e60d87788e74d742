import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EgressUse } from '../egress'
import { createDownloadFetch } from '../egress/fetchDownload'
import { type LocalServer, startLocalServer } from '../egress/testing/localServer'
import { type DownloadContext, downloadFile, type FileWanted } from './downloadFile'

/* A web server on this machine that does what servers of large files do wrong. */

const content = Buffer.alloc(300_000, 'All the model says. ')
const sha256 = createHash('sha256').update(content).digest('hex')
const gitBlob = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')

/** Goes to no ledger here. */
const use: EgressUse = {
  purpose: 'download',
  book: { policy: null, ledger: { note: () => 0, received: () => {}, failed: () => {} } },
}

type Answer = (range: number | null, response: ServerResponse, asked: { nth: number }) => void

let folder: string
let server: LocalServer
let answer: Answer
let nth: number
let cut: { at: number; now: () => void } | null
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-download-'))
  nth = 0
  cut = null
  server = await startLocalServer((request, response) => {
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
    answer(from === undefined ? null : Number(from), response, { nth: nth++ })
  })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const path = () => join(folder, 'model.bin')
const leftovers = () => readdirSync(folder)

function fetchFile(wanted: Partial<FileWanted> = {}, context: Partial<DownloadContext> = {}) {
  const file = { address: `${server.origin}/repo/resolve/main/model.bin`, path: path(), mostBytes: 1_000_000, ...wanted }
  return downloadFile(file, {
    fetch: createDownloadFetch({ allowed: [], userAgent: 'Carrel/1', use }),
    source: server.origin,
    hosts: ['huggingface.co'],
    signal: new AbortController().signal,
    silenceMs: 2_000,
    pauseMs: 5,
    ...context,
    progress: (done, total) => {
      context.progress?.(done, total)
      if (cut && done >= cut.at) cut.now()
    },
  })
}

/** The whole file, or what is asked of it, up to a byte where the connection breaks. */
function give(
  range: number | null,
  response: ServerResponse,
  how: { etag?: string; until?: number; headers?: Record<string, string> } = {},
) {
  const from = range ?? 0
  response.writeHead(range === null ? 200 : 206, {
    'content-length': content.length - from,
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    etag: how.etag ?? '"one"',
    ...how.headers,
  })
  if (how.until === undefined) return void response.end(content.subarray(from))
  // Cut when all of it has come in: what a broken connection still held is lost.
  cut = { at: how.until, now: () => response.destroy() }
  response.write(content.subarray(from, how.until))
}

describe('a file', () => {
  test('is fetched whole, with its progress, and its hash is told', async () => {
    answer = (range, response) => give(range, response)
    const seen: [number, number | null][] = []
    const fetched = await fetchFile({}, { progress: (done, total) => void seen.push([done, total]) })
    expect(fetched).toEqual({ sha256, bytes: content.length, checked: 'first' })
    expect(readFileSync(path())).toEqual(content)
    expect(seen.at(-1)).toEqual([content.length, content.length])
    expect(leftovers()).toEqual(['model.bin'])
    expect(server.requests[0]!.headers).toMatchObject({ 'accept-encoding': 'identity', 'user-agent': 'Carrel/1' })
  })

  test('goes on where the connection was cut, with the version it began with', async () => {
    answer = (range, response, { nth }) => give(range, response, nth < 2 ? { until: [100_000, 200_000][nth]! } : {})
    expect(await fetchFile({ sha256 })).toMatchObject({ sha256, checked: 'known' })
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-'])
    expect(server.requests.map(({ headers }) => headers['if-range'])).toEqual([undefined, '"one"', '"one"'])
  })

  test('goes on in another process, after the first was stopped', async () => {
    const stop = new AbortController()
    answer = (range, response) => give(range, response, range === null ? { until: 150_000 } : {})
    const first = fetchFile({}, { signal: stop.signal, pauseMs: 60_000, progress: (done) => done >= 150_000 && stop.abort() })
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    expect(leftovers().sort()).toEqual(['model.bin.part', 'model.bin.part.json'])
    expect(await fetchFile()).toMatchObject({ sha256 })
    expect(server.requests.at(-1)!.headers.range).toMatch(/^bytes=\d{4,}-$/)
  })

  test.each([
    ['the server sends all of it again', (_range: number | null, response: ServerResponse) => give(null, response, { etag: '"two"' })],
    [
      'the server goes on with another version',
      (range: number | null, response: ServerResponse) => give(range, response, { etag: '"two"' }),
    ],
    [
      'what was there is longer than it is now',
      (range: number | null, response: ServerResponse) =>
        range ? void response.writeHead(416).end() : give(null, response, { etag: '"two"' }),
    ],
  ])('begins anew where it has changed: %s', async (_name, later) => {
    const earlier = Buffer.alloc(content.length, 'Quite another model. ')
    answer = (range, response, { nth }) => {
      if (nth > 0) return later(range, response)
      response.writeHead(200, { 'content-length': content.length, etag: '"one"' })
      cut = { at: 90_000, now: () => response.destroy() }
      response.write(earlier.subarray(0, 90_000))
    }
    expect(await fetchFile()).toMatchObject({ sha256 })
    expect(readFileSync(path())).toEqual(content)
  })

  test('without a strong mark of its version is not gone on with', async () => {
    answer = (range, response, { nth }) => give(range, response, { etag: 'W/"weak"', ...(nth === 0 ? { until: 90_000 } : {}) })
    expect(await fetchFile()).toMatchObject({ sha256 })
    expect(readFileSync(path())).toEqual(content)
  })
})

describe('what was fetched is compared', () => {
  const wrong = 'f'.repeat(64)
  const linked = (hash: string) => ({ headers: { 'x-linked-etag': `"${hash}"` } })
  const blob = (hash: string) => ({ etag: `"${hash}"`, headers: { 'x-repo-commit': 'a'.repeat(40) } })

  test('with the hash that is known, that the source gives, or that of its blob', async () => {
    answer = (range, response) => give(range, response, linked(sha256))
    expect(await fetchFile()).toMatchObject({ checked: 'source' })
    answer = (range, response) => give(range, response, blob(gitBlob))
    expect(await fetchFile()).toMatchObject({ checked: 'source' })
    expect(await fetchFile({ sha256 })).toMatchObject({ checked: 'known' })
  })

  test.each([
    ['the catalogue', {}, { sha256: wrong }],
    ['the source', linked(wrong), {}],
    ['its blob', blob('e'.repeat(40)), {}],
  ])('and is refused and removed where it is not what %s says', async (_name, how, wanted) => {
    answer = (range, response) => give(range, response, how)
    await expect(fetchFile(wanted)).rejects.toMatchObject({ code: 'MODEL_ANSWER', message: expect.stringMatching(/SHA-256/) })
    expect(leftovers()).toEqual([])
    expect(server.requests).toHaveLength(1)
  })

  test('and is not even fetched where its size is another one, or far too large', async () => {
    answer = (range, response) => give(range, response)
    await expect(fetchFile({ bytes: 5 })).rejects.toMatchObject({ code: 'MODEL_ANSWER', message: expect.stringMatching(/another size/) })
    await expect(fetchFile({ mostBytes: 1_000 })).rejects.toMatchObject({
      code: 'MODEL_ANSWER',
      message: expect.stringMatching(/far larger/),
    })
    answer = (_range, response) => {
      response.writeHead(200)
      const more = () => response.destroyed || response.write(content, () => setImmediate(more))
      more()
    }
    await expect(fetchFile()).rejects.toMatchObject({ code: 'MODEL_ANSWER', message: expect.stringMatching(/more than/) })
  })
})

describe('a server that does not give it', () => {
  const status =
    (code: number, headers: Record<string, string> = {}): Answer =>
    (_range, response) =>
      void response.writeHead(code, headers).end('no')

  test.each([
    [404, 'MODEL_REFUSED', /does not have/],
    [401, 'MODEL_REFUSED', /accept its terms/],
    [403, 'MODEL_REFUSED', /import it/],
  ])('with %i is not asked again', async (code, error, says) => {
    answer = status(code)
    await expect(fetchFile()).rejects.toMatchObject({ code: error, message: expect.stringMatching(says) })
    expect(server.requests).toHaveLength(1)
  })

  test('because there are too many is asked again when it says, and no more where that is long', async () => {
    answer = (range, response, { nth }) => (nth < 2 ? void response.writeHead(429, { 'retry-after': '0' }).end() : give(range, response))
    expect(await fetchFile()).toMatchObject({ sha256 })
    answer = status(429, { 'retry-after': '7200' })
    await expect(fetchFile()).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
    expect(server.requests).toHaveLength(4)
  })

  test('because it is ill is asked a few times', async () => {
    answer = status(503)
    await expect(fetchFile()).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE', message: expect.stringMatching(/503/) })
    expect(server.requests).toHaveLength(5)
  })

  test('but a web page is refused', async () => {
    answer = (_range, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in to this network')
    await expect(fetchFile()).rejects.toMatchObject({ code: 'MODEL_ANSWER', message: expect.stringMatching(/web page/) })
    expect(leftovers()).toEqual([])
  })

  test('and says nothing is given up, at the answer and in the middle of it', { timeout: 60_000 }, async () => {
    answer = () => {}
    await expect(fetchFile({}, { silenceMs: 60 })).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      message: expect.stringMatching(/in time/),
    })
    answer = (_range, response) => {
      response.writeHead(200, { 'content-length': content.length, etag: '"one"' })
      response.write(content.subarray(0, 5_000))
    }
    await expect(fetchFile({}, { silenceMs: 60 })).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
    expect(existsSync(`${path()}.part`)).toBe(true)
  })

  test('and is slow is stopped at once', async () => {
    const stop = new AbortController()
    answer = (_range, response) => {
      response.writeHead(200, { 'content-length': content.length })
      const drip = () => response.destroyed || response.write('x', () => setTimeout(drip, 10))
      drip()
    }
    const fetching = fetchFile({}, { signal: stop.signal, progress: () => stop.abort() })
    await expect(fetching).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a server that leads on', () => {
  const leadTo =
    (location: string): Answer =>
    (_range, response) =>
      void response.writeHead(302, { location }).end()

  test('within its own host is followed, and what it announces of the file counts', async () => {
    answer = (range, response, { nth }) =>
      nth === 0 ? void response.writeHead(302, { location: '/blob', 'x-linked-etag': `"${sha256}"` }).end() : give(range, response)
    expect(await fetchFile()).toMatchObject({ checked: 'source' })
    expect(server.requests.map(({ url }) => url)).toEqual(['/repo/resolve/main/model.bin', '/blob'])
  })

  test('to another host is not followed, nor to a private address, nor to one that only looks like a friend', async () => {
    const other = await startLocalServer((_request, response) => void response.end(content))
    for (const location of [
      `${other.origin}/model.bin`,
      'http://169.254.169.254/latest/meta-data',
      'https://192.168.1.1/model.bin',
      'https://huggingface.co.evil.example/model.bin',
      'https://evilhuggingface.co/model.bin',
      'file:///etc/passwd',
    ]) {
      answer = leadTo(location)
      await expect(fetchFile(), location).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' })
    }
    expect(other.requests).toEqual([])
    await other.close()
  })

  test('to a friend on a private address, or without encryption, is not followed either', async () => {
    const lookup = async () => [{ address: '10.0.0.7', family: 4 }]
    const fetch = createDownloadFetch({ allowed: [], userAgent: 'Carrel/1', use, lookup })
    answer = leadTo('https://cdn.huggingface.co/model.bin')
    await expect(fetchFile({}, { fetch })).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
      message: expect.stringMatching(/not on the public/),
    })
    answer = leadTo('http://cdn.huggingface.co/model.bin')
    await expect(fetchFile({}, { fetch })).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED',
      message: expect.stringMatching(/without encryption/),
    })
  })

  test('in circles is given up', async () => {
    answer = leadTo('/repo/resolve/main/model.bin')
    await expect(fetchFile()).rejects.toMatchObject({ code: 'EGRESS_BLOCKED', message: expect.stringMatching(/more than 5 times/) })
  })
})
