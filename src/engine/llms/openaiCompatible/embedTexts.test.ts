import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { llm } from '../openaiCompatible'

/* Against a real server on this machine that answers as it is told. */

interface Asked {
  model: string
  input: string[]
}
type Script = (response: ServerResponse, asked: Asked, tries: number) => void

let script: Script
let tries = 0
let url: string
const bodies: Asked[] = []
const rejections: unknown[] = []
const noteRejection = (reason: unknown) => void rejections.push(reason)

const server = createServer((request, response) => {
  response.shouldKeepAlive = false
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    bodies.push(JSON.parse(body) as Asked)
    script(response, bodies.at(-1)!, ++tries)
  })
})

beforeAll(async () => {
  process.on('unhandledRejection', noteRejection)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
beforeEach(() => {
  tries = 0
  bodies.length = 0
})
afterAll(() => {
  process.off('unhandledRejection', noteRejection)
  server.close()
  server.closeAllConnections()
})

const send = (response: ServerResponse, vectors: unknown[]) =>
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ object: 'list', data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })) }))
/** A vector that tells its text by its length. */
const honest: Script = (response, { input }) => send(response, input.map((text) => [text.length, 1, 0])) // prettier-ignore

const embed = (texts: string[], signal = new AbortController().signal, idleTimeoutMs = 2_000) =>
  llm.embed!({ url, model: 'm', key: 'secret-key' }, texts, { signal, fetch: globalThis.fetch, idleTimeoutMs })

test('texts come back as unit vectors in their order, in several calls where there are many', async () => {
  script = honest
  const texts = Array.from({ length: 150 }, (_one, i) => 'x'.repeat(i))
  const vectors = await embed(texts)
  expect(bodies.map(({ input }) => input.length)).toEqual([64, 64, 22])
  for (const [i, vector] of vectors.entries()) {
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    expect(vector[0]! / vector[1]!).toBeCloseTo(Math.max(1, i), 2)
  }
})

test('a server that answers out of order is understood', async () => {
  const of = (index: number) => ({ index, embedding: [index + 1, 1] })
  script = (response) => response.end(JSON.stringify({ data: [of(2), of(0), of(1)] }))
  expect((await embed(['a', 'b', 'c'])).map((vector) => Math.round(vector[0]! / vector[1]!))).toEqual([1, 2, 3])
})

test.each<[string, Script, string, RegExp]>([
  ['fewer vectors than texts', (response) => send(response, [[1, 2]]), 'EMBEDDING_MISMATCH', /1 vectors for 2 texts/],
  ['vectors of different lengths', (response) => send(response, [[1], [1, 2]]), 'EMBEDDING_MISMATCH', /different lengths/],
  ['a number that is none', (response) => send(response, [[1, Number.NaN], [1, 2]]), 'EMBEDDING_MISMATCH', /number that is none/], // prettier-ignore
  ['nothing but zeros', (response) => send(response, [[0, 0], [1, 2]]), 'EMBEDDING_MISMATCH', /without a length/], // prettier-ignore
  ['no numbers at all', (response) => send(response, ['x', 'y']), 'MODEL_ANSWER', /embedding model/],
  ['something that is no JSON', (response) => response.end('hello'), 'MODEL_ANSWER', /sent no vectors/],
  ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), 'MODEL_ANSWER', /web page/],
  ['a wrong key', (response) => response.writeHead(401).end('{"error":"secret-key?"}'), 'MODEL_REFUSED', /refuses the key/],
  ['too many requests for long', (response) => response.writeHead(429, { 'retry-after': '900' }).end(), 'MODEL_REFUSED', /429/],
  ['silence', () => {}, 'MODEL_STALLED', /said nothing for 0\.3 seconds/],
  ['an answer cut in the middle', (response) => void (response.writeHead(200, { 'content-length': '900' }).write('{"data":[{"embe'), setTimeout(() => response.destroy(), 50)), 'MODEL_ANSWER', /broke off/], // prettier-ignore
])('a server that gives %s ends in a named error', async (_name, faulty, code, says) => {
  script = faulty
  const failure = await embed(['a', 'b'], undefined, 300).catch((error: unknown) => error as Error & { code: string })
  expect(failure).toMatchObject({ code })
  expect((failure as Error).message).toMatch(says)
  expect((failure as Error).message).not.toContain('secret-key')
})

test('a server that is busy is asked again', async () => {
  script = (response, asked, n) => (n < 3 ? void response.writeHead(429, { 'retry-after': '0' }).end() : honest(response, asked, n))
  expect(await embed(['a'])).toHaveLength(1)
  expect(tries).toBe(3)
})

test('stopping ends the call with the reason of the stop, at once', async () => {
  script = () => {}
  const stop = new AbortController()
  const started = performance.now()
  setTimeout(() => stop.abort(), 100)
  await expect(embed(['a'], stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  expect(performance.now() - started).toBeLessThan(600)
})

test('nothing of all this was left as an unhandled rejection', async () => {
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(rejections).toEqual([])
})
