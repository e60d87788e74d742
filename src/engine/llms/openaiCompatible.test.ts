import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LlmSettings } from '../llm'
import { llm } from './openaiCompatible'

type Script = (response: ServerResponse, request: { body: string; headers: IncomingMessage['headers']; tries: number }) => void

let script: Script
let tries: number
let url: string
const rejections: unknown[] = []
const noteRejection = (reason: unknown) => void rejections.push(reason)

const server = createServer((request, response) => {
  tries++
  response.shouldKeepAlive = false
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => script(response, { body, headers: request.headers, tries }))
})
const elsewhere = createServer((_request, response) => void (strayRequests++, response.end('{}')))
let strayRequests = 0

beforeAll(async () => {
  process.on('unhandledRejection', noteRejection)
  for (const one of [server, elsewhere]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
beforeEach(() => {
  tries = 0
})
afterAll(() => {
  process.off('unhandledRejection', noteRejection)
  server.close()
  elsewhere.close()
  for (const one of [server, elsewhere]) one.closeAllConnections()
})

const data = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`
const piece = (content: string, finish: string | null = null) =>
  data({
    id: '1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  })
const usage = data({
  id: '1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [],
  usage: { prompt_tokens: 7, completion_tokens: 20, total_tokens: 27 },
})
const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const whole = (response: ServerResponse) =>
  stream(response).end(piece('Ninety ') + piece('days [1].') + piece('', 'stop') + usage + data('[DONE]'))
const tenPieces = Array.from({ length: 10 }, (_, i) => piece(`word${i} `)).join('')

interface Outcome {
  text: string
  code: string | null
  message: string
  usage?: { inputTokens?: number; outputTokens?: number; cost?: object }
  elapsedMs: number
  isCutOff?: boolean
}

async function run(
  more: { settings?: Partial<LlmSettings>; idleTimeoutMs?: number; stopAfterMs?: number; maxOutputTokens?: number } = {},
): Promise<Outcome> {
  const stop = new AbortController()
  const started = performance.now()
  let stoppedMs = started
  if (more.stopAfterMs !== undefined) setTimeout(() => ((stoppedMs = performance.now()), stop.abort()), more.stopAfterMs)
  const outcome: Outcome = { text: '', code: null, message: '', elapsedMs: 0 }
  const request = {
    question: 'q',
    passages: [],
    system: 'Answer.',
    prompt: 'How long?',
    maxOutputTokens: more.maxOutputTokens ?? 200,
    temperature: 0,
  }
  const context = { signal: stop.signal, fetch: globalThis.fetch, idleTimeoutMs: more.idleTimeoutMs ?? 3_000 }
  try {
    for await (const event of llm.generate({ url, model: 'm', key: null, ...more.settings }, request, context)) {
      if (event.type === 'text') outcome.text += event.text
      else if (event.type === 'cutOff') outcome.isCutOff = true
      else outcome.usage = event
    }
  } catch (error) {
    outcome.code = (error as { code?: string }).code ?? 'NO CODE'
    outcome.message = (error as Error).message
  }
  outcome.elapsedMs = performance.now() - stoppedMs
  return outcome
}

test('an answer streams with its usage, and the key and the prompt reach the server', async () => {
  let seen = { body: '', authorization: '' }
  script = (response, { body, headers }) => {
    seen = { body, authorization: String(headers.authorization) }
    whole(response)
  }
  const outcome = await run({ settings: { key: 'secret-key' } })
  expect(outcome).toMatchObject({ text: 'Ninety days [1].', code: null, usage: { inputTokens: 7, outputTokens: 20 } })
  expect(seen.authorization).toBe('Bearer secret-key')
  expect(JSON.parse(seen.body)).toMatchObject({
    model: 'm',
    stream: true,
    max_tokens: 200,
    messages: [{ role: 'system', content: 'Answer.' }, { role: 'user' }],
  })
})

test('a server that gives no reason for its end but says the last word is believed', async () => {
  script = (response) => stream(response).end(piece('Ninety days.') + data('[DONE]'))
  expect(await run()).toMatchObject({ text: 'Ninety days.', code: null })
})

test('a service that tells the cost of an answer is believed before the prices that are kept', async () => {
  const told = usage.replace('"total_tokens":27', '"total_tokens":27,"cost":0.0125')
  script = (response) => stream(response).end(piece('Ninety days.', 'stop') + told + data('[DONE]'))
  const options = { inputPrice: 2, outputPrice: 10 }
  expect((await run({ settings: { options } })).usage).toMatchObject({ inputTokens: 7, cost: { amount: 0.0125, currency: 'USD' } })
  script = whole
  expect((await run({ settings: { options } })).usage?.cost).toEqual({ amount: 0.000214, currency: 'USD' })
})

test('an answer that ended at its length says so, a whole one does not', async () => {
  script = (response) => stream(response).end(piece('Ninety', 'length') + data('[DONE]'))
  expect(await run()).toMatchObject({ text: 'Ninety', code: null, isCutOff: true })
  script = whole
  expect((await run()).isCutOff).toBeUndefined()
})

test('what a model thinks aloud is not part of its answer', async () => {
  script = (response) => stream(response).end(piece('<think>Let me see. </think>') + piece('Ninety days.', 'stop') + data('[DONE]'))
  expect((await run()).text.trim()).toBe('Ninety days.')
})

interface Fault {
  name: string
  script: Script
  code: string | null
  says?: RegExp
  text?: string
  idleTimeoutMs?: number
  settings?: Partial<LlmSettings>
  maxOutputTokens?: number
  tries?: number
}

const faults: Fault[] = [
  { name: 'no answer at all', script: () => {}, code: 'MODEL_STALLED', says: /said nothing for 0\.6 seconds/, idleTimeoutMs: 600 },
  {
    name: 'comments and empty pieces without end',
    script: (response) => {
      stream(response).write(piece('Begin '))
      const ping = setInterval(() => response.write(`: ping\n\n${piece('')}`), 50)
      response.on('close', () => clearInterval(ping))
    },
    code: 'MODEL_STALLED',
    says: /said nothing for 0\.6 seconds/,
    idleTimeoutMs: 600,
  },
  {
    name: 'a stall after ten pieces',
    script: (response) => void stream(response).write(tenPieces),
    code: 'MODEL_STALLED',
    text: 'word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 ',
    idleTimeoutMs: 600,
  },
  {
    name: 'a cut in the middle of a character',
    script: (response) => {
      stream(response)
      const bytes = Buffer.from(piece('Zürich'))
      response.write(piece('In '))
      response.write(bytes.subarray(0, bytes.indexOf(0xc3) + 1), () => setTimeout(() => response.destroy(), 50))
    },
    code: 'MODEL_ANSWER',
    says: /broke off/,
    text: 'In ',
  },
  { name: 'an end without a last word', script: (response) => stream(response).end(tenPieces), code: 'MODEL_ANSWER', says: /broke off/ },
  {
    name: 'invalid JSON',
    script: (response) => stream(response).end(piece('One. ') + data('{"choices": [{"delta": ')),
    code: 'MODEL_ANSWER',
    says: /not an answer/,
  },
  {
    name: 'a web page',
    script: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
    code: 'MODEL_ANSWER',
    says: /web page/,
  },
  {
    name: 'a web page with an error status',
    script: (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>nothing here</html>'),
    code: 'MODEL_ANSWER',
    says: /“m”.*404/,
  },
  {
    name: '429 with Retry-After, then an answer',
    script: (response, { tries: n }) => (n < 2 ? void response.writeHead(429, { 'retry-after': '1' }).end() : void whole(response)),
    code: null,
    text: 'Ninety days [1].',
    tries: 2,
  },
  {
    name: '429 with a Retry-After of an hour',
    script: (response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
    code: 'MODEL_REFUSED',
    says: /429/,
    tries: 1,
  },
  { name: '429 without end', script: (response) => response.writeHead(429).end(), code: 'MODEL_REFUSED', says: /429/, tries: 5 },
  {
    name: '500 three times, then an answer',
    script: (response, { tries: n }) =>
      n <= 3 ? void response.writeHead(500).end('{"error":{"message":"out of memory"}}') : void whole(response),
    code: null,
    text: 'Ninety days [1].',
    tries: 4,
  },
  {
    name: '500 without end',
    script: (response) => response.writeHead(500).end('{"error":{"message":"out of memory"}}'),
    code: 'MODEL_ANSWER',
    says: /500.*out of memory/,
    tries: 5,
  },
  { name: '200 with an empty body', script: (response) => stream(response).end(), code: 'MODEL_ANSWER', says: /nothing/ },
  {
    name: 'an answer without end',
    script: (response) => {
      stream(response)
      const timer = setInterval(() => response.write(piece('and on and on ')), 2)
      response.on('close', () => clearInterval(timer))
    },
    code: 'MODEL_ANSWER',
    says: /did not stop/,
    maxOutputTokens: 20,
  },
  {
    name: 'one huge piece',
    script: (response) => stream(response).end(piece('x'.repeat(2_000_000)) + data('[DONE]')),
    code: 'MODEL_ANSWER',
    says: /did not stop/,
  },
  {
    name: 'an address that speaks no TLS',
    script: () => {},
    code: 'MODEL_UNREACHABLE',
    says: /secure connection/,
    settings: { url: 'https://127.0.0.1:PORT/v1' },
  },
  {
    name: 'a redirect to another host',
    script: (response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1/chat/completions` }).end(),
    code: 'MODEL_ANSWER',
    says: /not sent there/,
  },
  {
    name: 'a redirect within the host',
    script: (response, { tries: n, body }) =>
      n < 2 ? void response.writeHead(307, { location: '/v2/chat' }).end() : void (body.includes('How long') && whole(response)),
    code: null,
    text: 'Ninety days [1].',
    tries: 2,
  },
  {
    name: 'nobody there',
    script: () => {},
    code: 'MODEL_UNREACHABLE',
    says: /Nothing answers at http:\/\/127\.0\.0\.1:1\b.*Start/,
    settings: { url: 'http://127.0.0.1:1/v1' },
  },
  {
    name: 'a wrong key',
    script: (response) => response.writeHead(401).end('{"error":{"message":"Incorrect API key provided: secret-key"}}'),
    code: 'MODEL_REFUSED',
    says: /the key that is kept.*401/,
    settings: { key: 'secret-key' },
    tries: 1,
  },
  {
    name: 'an error in the stream',
    script: (response) => stream(response).end(data({ error: { message: 'context too long', type: 'x' } })),
    code: 'MODEL_ANSWER',
  },
  { name: 'no address', script: () => {}, code: 'MODEL_UNREACHABLE', says: /has no address/, settings: { url: null } },
]

test.each(faults)('a server with $name ends in a named error or an answer', { timeout: 30_000 }, async (fault) => {
  script = fault.script
  const settings = { ...fault.settings }
  if (settings.url) settings.url = settings.url.replace('PORT', new URL(url).port)
  const outcome = await run({ settings, idleTimeoutMs: fault.idleTimeoutMs, maxOutputTokens: fault.maxOutputTokens })
  expect(outcome.code, outcome.message).toBe(fault.code)
  expect(outcome.message).toMatch(fault.says ?? /^/)
  expect(outcome.text).toBe(fault.text ?? outcome.text)
  expect(tries).toBe(fault.tries ?? tries)
  expect(outcome.message).not.toContain('secret-key')
  expect(outcome.elapsedMs).toBeLessThan(20_000)
  expect(strayRequests).toBe(0)
})

test.each([
  ['before the first word', (() => {}) as Script],
  ['in the middle', ((response) => void stream(response).write(tenPieces)) as Script],
  ['between two tries', ((response) => void response.writeHead(503, { 'retry-after': '15' }).end()) as Script],
])('stopping %s ends quietly within half a second and lets go of the server', async (_when, faulty) => {
  let closed = false
  script = (response, request) => {
    response.on('close', () => (closed = true))
    faulty(response, request)
  }
  const outcome = await run({ stopAfterMs: 400 })
  expect(outcome.code).toBeNull()
  expect(outcome.elapsedMs).toBeLessThan(500)
  await expect.poll(() => closed).toBe(true)
})

test('nothing of all this was left as an unhandled rejection', async () => {
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(rejections).toEqual([])
})
