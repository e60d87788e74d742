import { OpenAPIHandler } from '@orpc/openapi/node'
import { fork, type ChildProcess } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { AppError } from '../contract/errors'
import { childPort } from './childPort'
import { connectHttp } from './connectHttp'
import { connectPort, type Connection } from './connectPort'
import { connectSocket } from './connectSocket'
import { createRouter } from './createRouter'
import { isConnectionLost } from './errorBorder'
import { trialContract, trialHandlers, type TrialContract } from './fixtures/trialContract'
import { servePort } from './servePort'
import { socketPort } from './socketPort'

/** A served trial contract, seen from outside. */
interface Transport {
  connect(): Promise<Connection<TrialContract>>
  /** Breaks every connection without a word, as a crash or a pulled cable does. */
  drop(): void
  /** Calls the serving side still works on. */
  open(): number
  unexpected(): readonly string[]
  close(): Promise<void>
}

let folder: string
let childEntry: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-rpc-'))
  childEntry = join(folder, 'trialChild.mjs')
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'fixtures/trialChild.ts'),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'trialChild.mjs' } },
    },
  })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function serveHere() {
  let open = 0
  const unexpected: string[] = []
  const router = createRouter(
    trialContract,
    trialHandlers((calls) => (open = calls)),
    { onError: (error) => unexpected.push((error as Error).message) },
  )
  return { router, open: () => open, unexpected: () => unexpected }
}

async function overMessagePort(): Promise<Transport> {
  const { router, open, unexpected } = serveHere()
  const serving: { close(): void }[] = []
  return {
    async connect() {
      const { port1, port2 } = new MessageChannel()
      servePort(router, port1)
      serving.push(port1)
      return connectPort<TrialContract>(port2)
    },
    drop: () => serving.forEach((port) => port.close()),
    open,
    unexpected,
    close: async () => serving.forEach((port) => port.close()),
  }
}

async function overChildProcess(): Promise<Transport> {
  const children: { process: ChildProcess; open: number }[] = []
  const unexpected: string[] = []
  return {
    async connect() {
      const child = { process: fork(childEntry, { serialization: 'advanced', stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }), open: 0 }
      children.push(child)
      child.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
        for (const [, calls] of text.matchAll(/^open (\d+)$/gm)) child.open = Number(calls)
        for (const [, message] of text.matchAll(/^unexpected (.+)$/gm)) unexpected.push(String(message))
      })
      child.process.on('exit', () => (child.open = 0))
      return connectPort<TrialContract>(childPort(child.process))
    },
    drop: () => children.forEach((child) => child.process.kill('SIGKILL')),
    open: () => children.reduce((sum, child) => sum + child.open, 0),
    unexpected: () => unexpected,
    close: async () => children.forEach((child) => child.process.kill('SIGKILL')),
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function overWebSocket(): Promise<Transport> {
  const { router, open, unexpected } = serveHere()
  const server = createServer()
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'carrel' })
  sockets.on('connection', (socket) => servePort(router, socketPort(socket)))
  const port = await listening(server)
  return {
    connect: async () => connectSocket<TrialContract>({ address: `http://127.0.0.1:${port}`, token: 'a' }),
    drop: () => sockets.clients.forEach((socket) => socket.terminate()),
    open,
    unexpected,
    async close() {
      sockets.clients.forEach((socket) => socket.terminate())
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function overHttp(): Promise<Transport> {
  const { router, open, unexpected } = serveHere()
  const handler = new OpenAPIHandler(router)
  const server = createServer((request, response) => void handler.handle(request, response, { prefix: '/api' }))
  const port = await listening(server)
  return {
    connect: async () => connectHttp(trialContract, { address: `http://127.0.0.1:${port}`, token: 'a' }),
    drop: () => server.closeAllConnections(),
    open,
    unexpected,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error) => error as AppError,
  )

const soon = (assertion: () => void) => expect.poll(assertion as never, { timeout: 3_000, interval: 10 })

describe.each([
  ['a MessagePort', overMessagePort],
  ['a child process', overChildProcess],
  ['a WebSocket', overWebSocket],
  ['HTTP', overHttp],
])('over %s', (_name, serve) => {
  let transport: Transport
  let connection: Connection<TrialContract>
  let client: Connection<TrialContract>['client']

  beforeEach(async () => {
    transport = await serve()
    connection = await transport.connect()
    client = connection.client
  })

  afterEach(async () => {
    connection.close()
    await transport.close()
  })

  it('a call is answered, its defaults filled in', async () => {
    expect(await client.text.echo({ text: 'drop' })).toEqual({ text: 'drop' })
    expect(await client.text.named({ name: 'a/b %2F?#', limit: 7 })).toEqual({ name: 'a/b %2F?#', limit: 7 })
    expect(await client.text.named({ name: 'x' })).toEqual({ name: 'x', limit: 5 })
  })

  it('a typed error keeps its code, message and details', async () => {
    const error = await failure(client.failing.typed())
    expect(error).toBeInstanceOf(AppError)
    expect(error.code).toBe('WORKSPACE_NOT_FOUND')
    expect(error.message).toBe('There is no workspace called “Ünï 北”.')
    expect(error.details).toEqual({ workspace: 'Ünï 北', tried: [1, 2] })
    expect(transport.unexpected()).toEqual([])
  })

  it('an unexpected error tells the caller nothing and the host everything', async () => {
    const error = await failure(client.failing.unexpected())
    expect(error.code).toBe('INTERNAL')
    expect(error.message).not.toContain('secret')
    expect(isConnectionLost(error)).toBe(false)
    await soon(() => transport.unexpected()).toEqual(['secret /home/path of an inner failure'])
  })

  it('an output the contract does not know is an unexpected error', async () => {
    expect((await failure(client.failing.wrongOutput())).code).toBe('INTERNAL')
    await soon(() => transport.unexpected().length).toBe(1)
  })

  it('an input that is not valid is refused with a sentence that names the field', async () => {
    const error = await failure(client.text.echo({ text: 'x', times: 12 }))
    expect(error.code).toBe('BAD_REQUEST')
    expect(error.message).toMatch(/^“times” (?:has to|may) be .+\.$/)
    expect(error.details).toEqual({ issues: [{ field: 'times', message: expect.any(String) }] })
    expect((await failure(client.text.named({ name: 'x', limit: 11 }))).message).toContain('“limit”')
    expect((await failure(client.text.echo({ times: 0.5 } as never))).message).toContain('And 1 more.')
  })

  it('a stream arrives whole and in order', async () => {
    const events = []
    for await (const event of await client.waiting.count({ to: 500 })) events.push(event.n)
    expect(events).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
    await soon(() => transport.open()).toBe(0)
  })

  it('an error within a stream is typed and comes after the events before it', async () => {
    const events: number[] = []
    const error = await failure(
      (async () => {
        for await (const { n } of await client.failing.stream()) events.push(n)
      })(),
    )
    expect(events).toEqual([1])
    expect([error.code, error.message, error.details]).toEqual(['MODEL_STALLED', 'The model went silent.', { afterMs: 5 }])
    expect(error).toBeInstanceOf(AppError)
  })

  it('cancelling a call ends it on both sides', async () => {
    const cancelling = new AbortController()
    const call = failure(client.waiting.forever(undefined, { signal: cancelling.signal }))
    await soon(() => transport.open()).toBe(1)
    cancelling.abort()
    expect((await call).code).toBe('CANCELLED')
    await soon(() => transport.open()).toBe(0)
    expect(transport.unexpected()).toEqual([])
  })

  it('cancelling a stream half-way runs the finally of its source', async () => {
    const cancelling = new AbortController()
    const events: number[] = []
    const error = await failure(
      (async () => {
        for await (const { n } of await client.waiting.count({ to: 3, thenWait: true }, { signal: cancelling.signal })) {
          events.push(n)
          if (n === 3) setTimeout(() => cancelling.abort(), 20)
        }
      })(),
    )
    expect(error.code).toBe('CANCELLED')
    expect(events).toEqual([1, 2, 3])
    await soon(() => transport.open()).toBe(0)
    expect(transport.unexpected()).toEqual([])
    expect(await client.text.echo({ text: 'still here' })).toEqual({ text: 'still here' })
  })

  it('leaving a stream by break runs the finally of its source', async () => {
    for await (const { n } of await client.waiting.count({ to: 3, thenWait: true })) if (n === 2) break
    await soon(() => transport.open()).toBe(0)
    expect(await client.text.echo({ text: 'still here' })).toEqual({ text: 'still here' })
  })

  it('a connection that breaks fails the calls under way, and the serving side stops', async () => {
    const call = failure(client.waiting.forever())
    const stream = await client.waiting.count({ to: 2, thenWait: true })
    const rest = failure(
      (async () => {
        for await (const _event of stream);
      })(),
    )
    await soon(() => transport.open()).toBe(2)
    transport.drop()
    for (const error of [await call, await rest]) {
      expect(error.code).toBe('INTERNAL')
      expect(isConnectionLost(error)).toBe(true)
    }
    await soon(() => transport.open()).toBe(0)
    expect(transport.unexpected()).toEqual([])
  })

  it('closing the connection fails the calls under way and those after it', async () => {
    const call = failure(client.waiting.forever())
    await soon(() => transport.open()).toBe(1)
    connection.close()
    expect(isConnectionLost(await call)).toBe(true)
    await connection.closed
    expect(isConnectionLost(await failure(client.text.echo({ text: 'x' })))).toBe(true)
    await soon(() => transport.open()).toBe(0)
  })

  it('5 MB travel both ways', async () => {
    const text = 'é'.repeat(2_500_000)
    expect((await client.text.echo({ text })).text === text).toBe(true)
  })

  it('100 calls at once each get their own answer', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => client.text.echo({ text: `${index}`, times: 2 })))
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, index) => `${index}${index}`))
  })

  it('every kind of character survives', async () => {
    const text = '\u0000\t"\\ é e\u0301 北京 🧑🏽‍🚀 \u202eabc \u{e0041} \ud800 </script>\u2028'
    expect(await client.text.echo({ text })).toEqual({ text })
  })
})

describe('a port', () => {
  it('survives words that are no calls', async () => {
    const { router } = serveHere()
    const { port1, port2 } = new MessageChannel()
    servePort(router, port1)
    const connection = connectPort<TrialContract>(port2)
    for (const word of ['', 'hello', '{', '{"i":1}', '{"i":"x","p":{"u":"/no/such"}}', 7, null, new Uint8Array([255, 1])])
      port2.postMessage(word)
    expect(await connection.client.text.echo({ text: 'ok' })).toEqual({ text: 'ok' })
    connection.close()
    port1.close()
  })

  it('asks for what the contract does not know and is told so', async () => {
    const { router } = serveHere()
    const { port1, port2 } = new MessageChannel()
    servePort(router, port1)
    const connection = connectPort<{ text: { gone: TrialContract['text']['echo'] } }>(port2)
    const error = await failure(connection.client.text.gone({ text: 'x' }))
    expect([error.code, isConnectionLost(error)]).toEqual(['INTERNAL', false])
    connection.close()
  })
})
