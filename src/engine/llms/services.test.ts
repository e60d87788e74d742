import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Llm, LlmSettings } from '../llm'
import { llm as anthropic } from './anthropic'
import { llm as google } from './google'
import { llm as openai } from './openai'

/* Each service against a scripted server on loopback, with every fault a server has: a named error or an answer, never a hang. */

interface Asked {
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  tries: number
}
type Script = (response: ServerResponse, asked: Asked) => void

let script: Script
let tries = 0
let asked: Asked
let url = ''
let elsewhereUrl = ''
let strayRequests = 0
const rejections: unknown[] = []
const noteRejection = (reason: unknown) => void rejections.push(reason)

const server = createServer((request, response) => {
  tries++
  response.shouldKeepAlive = false
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    asked = { path: request.url ?? '', headers: request.headers, body: JSON.parse(body || '{}') as Record<string, unknown>, tries }
    script(response, asked)
  })
})
const elsewhere = createServer((_request, response) => void (strayRequests++, response.end('{}')))

beforeAll(async () => {
  process.on('unhandledRejection', noteRejection)
  for (const one of [server, elsewhere]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
})
beforeEach(() => void (tries = 0))
afterAll(() => {
  process.off('unhandledRejection', noteRejection)
  for (const one of [server, elsewhere]) {
    one.close()
    one.closeAllConnections()
  }
  expect(rejections).toEqual([])
  expect(strayRequests).toBe(0)
})

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

interface Service {
  llm: Llm
  piece(text: string): string
  end: string
  refusal: string
  path: string
  keyHeader: [string, string]
}

const services: Record<string, Service> = {
  anthropic: {
    llm: anthropic,
    piece: (text) => `event: content_block_delta\n${event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}`,
    end: `${event({ type: 'message_start', message: { usage: { input_tokens: 7, output_tokens: 1 } } })}${event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 20 } })}${event({ type: 'message_stop' })}`,
    refusal: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    path: '/v1/messages',
    keyHeader: ['x-api-key', 'secret-key'],
  },
  google: {
    llm: google,
    piece: (text) => event({ candidates: [{ content: { parts: [{ text: 'a thought', thought: true }, { text }], role: 'model' } }] }),
    end: event({ candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 20 } }),
    refusal: event({ candidates: [{ finishReason: 'SAFETY' }] }),
    path: '/v1/models/m:streamGenerateContent?alt=sse',
    keyHeader: ['x-goog-api-key', 'secret-key'],
  },
  openai: {
    llm: openai,
    piece: (text) => event({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }),
    end: `${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}${event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 20 } })}data: [DONE]\n\n`,
    refusal: event({ error: { message: 'Overloaded' } }),
    path: '/v1/chat/completions',
    keyHeader: ['authorization', 'Bearer secret-key'],
  },
}

interface Outcome {
  text: string
  code: string | null
  message: string
  usage?: object
  elapsedMs: number
}

interface More {
  settings?: Partial<LlmSettings>
  idleTimeoutMs?: number
  stopAfterMs?: number
  maxOutputTokens?: number
}

async function run(llm: Llm, more: More = {}): Promise<Outcome> {
  const stop = new AbortController()
  let from = performance.now()
  if (more.stopAfterMs !== undefined) setTimeout(() => ((from = performance.now()), stop.abort()), more.stopAfterMs)
  const outcome: Outcome = { text: '', code: null, message: '', elapsedMs: 0 }
  const request = {
    question: 'q',
    passages: [],
    system: 'Rules.',
    prompt: 'How long?',
    maxOutputTokens: more.maxOutputTokens ?? 200,
    temperature: 0,
  }
  const settings = { url, model: 'm', key: 'secret-key', ...more.settings }
  try {
    const context = { signal: stop.signal, fetch: globalThis.fetch, idleTimeoutMs: more.idleTimeoutMs ?? 3_000 }
    for await (const one of llm.generate(settings, request, context)) {
      if (one.type === 'text') outcome.text += one.text
      else outcome.usage = one
    }
  } catch (error) {
    outcome.code = (error as { code?: string }).code ?? 'none'
    outcome.message = (error as Error).message
  }
  outcome.elapsedMs = performance.now() - from
  expect(outcome.message).not.toContain('secret-key')
  return outcome
}

const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })

describe.each(Object.keys(services))('%s', (name) => {
  const { llm, piece, end, refusal, path, keyHeader } = services[name] as Service
  const ten = Array.from({ length: 10 }, (_, i) => piece(`word${i} `)).join('')
  const whole = (response: ServerResponse) => stream(response).end(piece('Ninety ') + piece('days [1].') + end)

  it('streams an answer with its tokens and cost; rules, question and key stand where the service wants them', async () => {
    script = whole
    const got = await run(llm, { settings: { options: { inputPrice: 3, outputPrice: 15 } } })
    expect(got).toMatchObject({
      text: 'Ninety days [1].',
      code: null,
      usage: { inputTokens: 7, outputTokens: 20, cost: { amount: 0.000_321, currency: 'USD' } },
    })
    expect([asked.path, asked.headers[keyHeader[0]]]).toEqual([path, keyHeader[1]])
    expect(asked.path).not.toContain('secret')
    const body = JSON.stringify(asked.body)
    for (const words of ['Rules.', 'How long?', '200']) expect(body).toContain(words)
  })

  it('reads letters and line ends that are cut anywhere', async () => {
    script = (response) => {
      stream(response)
      const bytes = Buffer.from((piece('Zürich 東京 ') + piece('😀 done') + end).replaceAll('\n', '\r\n'))
      let at = 0
      const send = () => {
        if (at >= bytes.length) return void response.end()
        response.write(bytes.subarray(at, (at += 7)))
        setImmediate(send)
      }
      send()
    }
    expect(await run(llm)).toMatchObject({ text: 'Zürich 東京 😀 done', code: null })
  })

  it.each<[string, Script, Partial<Outcome>]>([
    ['stalls after ten tokens', (r) => void stream(r).write(ten), { code: 'MODEL_STALLED' }],
    [
      'sends comments for ever',
      (r) => {
        stream(r).write(ten)
        const ping = setInterval(() => r.write(': ping\n\nevent: ping\ndata: {"type":"ping"}\n\n'), 100)
        r.on('close', () => clearInterval(ping))
      },
      { code: 'MODEL_STALLED' },
    ],
    ['never answers', () => {}, { code: 'MODEL_STALLED', text: '' }],
    [
      'cuts inside a letter',
      (r) =>
        void stream(r).write(Buffer.concat([Buffer.from(piece('Zürich ')), Buffer.from('data: "東').subarray(0, -1)]), () => r.destroy()),
      { code: 'MODEL_ANSWER' },
    ],
    ['ends before the answer does', (r) => void stream(r).end(ten), { code: 'MODEL_ANSWER' }],
    [
      'sends what is no JSON',
      (r) => void stream(r).end(`${piece('Ninety ')}data: {nonsense\n\n`),
      { code: 'MODEL_ANSWER', text: 'Ninety ' },
    ],
    [
      'sends a web page',
      (r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
      { code: 'MODEL_ANSWER', text: '' },
    ],
    [
      'sends a page of a proxy with an error',
      (r) => void r.writeHead(502, { 'content-type': 'text/html', 'retry-after': '0' }).end('<html>Bad gateway</html>'),
      { code: 'MODEL_ANSWER' },
    ],
    ['says nothing at all', (r) => void stream(r).end(end), { code: 'MODEL_ANSWER', text: '' }],
    ['has an empty body', (r) => void r.writeHead(200).end(), { code: 'MODEL_ANSWER', text: '' }],
    [
      'refuses the key',
      (r) => void r.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"bad secret-key"}}'),
      { code: 'MODEL_REFUSED' },
    ],
    ['does not know the model', (r) => void r.writeHead(404).end('{"error":{"message":"no such model"}}'), { code: 'MODEL_ANSWER' }],
    ['is too busy and says for how long', (r) => void r.writeHead(429, { 'retry-after': '3600' }).end(), { code: 'MODEL_REFUSED' }],
    ['sends it on to another host', (r) => void r.writeHead(307, { location: elsewhereUrl }).end(), { code: 'MODEL_ANSWER' }],
    ['sends it on in circles', (r) => void r.writeHead(307, { location: '/v1/again' }).end(), { code: 'MODEL_ANSWER' }],
    [
      'breaks the answer off with a reason',
      (r) => void stream(r).end(piece('Ninety ') + refusal),
      { code: 'MODEL_ANSWER', text: 'Ninety ' },
    ],
    ['closes at once', (r) => void r.destroy(), { code: 'MODEL_UNREACHABLE' }],
    [
      'sends a line without end',
      (r) => {
        stream(r)
        const send = () => void (r.destroyed || r.write('x'.repeat(1_000_000), send))
        send()
      },
      { code: 'MODEL_ANSWER' },
    ],
  ])('a server that %s ends in a named error within the limit', async (_what, does, expected) => {
    script = does
    const got = await run(llm, { idleTimeoutMs: 1_500 })
    expect(got).toMatchObject(expected)
    expect(got.message.length).toBeGreaterThan(20)
    expect(got.elapsedMs).toBeLessThan(8_000)
  })

  it('keeps what came before a stall', async () => {
    script = (response) => void stream(response).write(ten)
    expect((await run(llm, { idleTimeoutMs: 800 })).text).toContain('word9')
  })

  it('tries again after 429 and 500, and gives up an answer without end', async () => {
    script = (response, { tries: at }) =>
      at < 3 ? void response.writeHead(at === 1 ? 429 : 500, { 'retry-after': '0' }).end() : whole(response)
    expect(await run(llm)).toMatchObject({ text: 'Ninety days [1].', code: null })
    expect(tries).toBe(3)
    script = (response) => {
      stream(response)
      const send = () => void (response.destroyed || response.write(ten, send))
      send()
    }
    expect(await run(llm, { maxOutputTokens: 100 })).toMatchObject({ code: 'MODEL_ANSWER' })
  })

  it('stops within 500 ms, quietly, before the first word and within the answer', async () => {
    for (const does of [() => {}, (response: ServerResponse) => void stream(response).write(ten)]) {
      script = does
      const got = await run(llm, { stopAfterMs: 200, idleTimeoutMs: 20_000 })
      expect(got.code).toBeNull()
      expect(got.elapsedMs).toBeLessThan(500)
    }
  })

  it('names a server that is not there', async () => {
    expect(await run(llm, { settings: { url: 'http://127.0.0.1:9/v1' } })).toMatchObject({ code: 'MODEL_UNREACHABLE' })
  })
})
