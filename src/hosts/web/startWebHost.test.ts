import { createServer } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Contract, contract } from '../../contract'
import type { AppError } from '../../contract/errors'
import { connectHttp } from '../../rpc/connectHttp'
import type { Connection } from '../../rpc/connectPort'
import { connectSocket } from '../../rpc/connectSocket'
import { isConnectionLost } from '../../rpc/errorBorder'
import { startTrialHost, type TrialHost } from './fixtures/trialHost'
import { usualPort } from './listenOnLoopback'

let trial: TrialHost

beforeEach(async () => {
  trial = await startTrialHost()
})

afterEach(() => trial.stop())

const ask = (path: string, init?: RequestInit) => trial.ask(path, init)

const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error) => error as AppError,
  )

const soon = (value: () => unknown) => expect.poll(value as never, { timeout: 3_000, interval: 10 })

describe('the contract', () => {
  const connections: Connection<Contract>[] = []
  afterEach(() => connections.splice(0).forEach((connection) => connection.close()))

  const overSocket = (token = trial.host.token) => {
    const connection = connectSocket<Contract>({ address: trial.host.address, token })
    connections.push(connection)
    return connection.client
  }

  const overHttp = (token = trial.host.token) => {
    const connection = connectHttp(contract, { address: trial.host.address, token })
    connections.push(connection)
    return connection.client
  }

  it.each([
    ['WebSocket', overSocket],
    ['HTTP', overHttp],
  ])('is answered over %s', async (_name, open) => {
    const client = open()
    expect((await client.workspaces.list()).workspaces).toEqual([])
    expect((await failure(client.documents.list({ workspace: 'a/b ü' }))).code).toBe('WORKSPACE_NOT_FOUND')
    const cancelling = new AbortController()
    const left = failure(
      (async () => {
        for await (const event of await client.events.watch(undefined, { signal: cancelling.signal }))
          expect(event).toEqual({ type: 'ready' })
      })(),
    )
    await soon(() => trial.core.open()).toBe(1)
    cancelling.abort()
    expect((await left).code).toBe('CANCELLED')
    await soon(() => trial.core.open()).toBe(0)
  })

  it('tells a wrong token and a wrong name from a host that is gone', async () => {
    expect((await failure(overHttp('0'.repeat(64)).workspaces.list())).code).toBe('UNAUTHORIZED')
    expect((await failure(overSocket('no').workspaces.list())).code).toBe('UNAUTHORIZED')
    const address = trial.host.address.replace('127.0.0.1', '[::ffff:127.0.0.1]')
    const open = (url: string, protocols: string[]) => new WebSocket(url, protocols)
    const byAnotherName = connectSocket<Contract>({ address, token: trial.host.token, open })
    expect((await failure(byAnotherName.client.workspaces.list())).code).toBe('FORBIDDEN')
    const [socket, http] = [overSocket(), overHttp()]
    await socket.workspaces.list()
    await trial.host.close()
    expect(isConnectionLost(await failure(overSocket().workspaces.list()))).toBe(true)
    expect(isConnectionLost(await failure(socket.workspaces.list()))).toBe(true)
    expect(isConnectionLost(await failure(http.workspaces.list()))).toBe(true)
  })

  it('describes itself as OpenAPI 3.1, with its error and its token', async () => {
    const document = (await (await ask('/api/openapi.json')).json()) as {
      openapi: string
      info: object
      paths: Record<string, object>
      security: unknown
    }
    expect(document.openapi).toMatch(/^3\.1/)
    expect(document.info).toMatchObject({ title: 'Carrel', version: '1.2.3' })
    expect(document.security).toEqual([{ token: [] }])
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/workspaces', '/api/workspaces/{workspace}/ask', '/uploads', '/files/{workspace}/{document}']),
    )
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
    expect(new Set(references)).toEqual(new Set(['Error']))
  })

  it('refuses what is no JSON, too much, or no route, and says why', async () => {
    const post = (body: BodyInit, type = 'application/json') =>
      ask('/api/workspaces', { method: 'POST', body, headers: { 'content-type': type } })
    const broken = await post('{"name":')
    expect([broken.status, ((await broken.json()) as { message: string }).message]).toEqual([400, expect.stringContaining('not JSON')])
    const unnamed = await post('{"name":" "}')
    expect([unnamed.status, ((await unnamed.json()) as { message: string }).message]).toEqual([
      400,
      '“name” is not valid: A workspace needs a name.',
    ])
    expect((await post('x'.repeat(11 * 1024 ** 2))).status).toBe(413)
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024 ** 2).fill(32)) })
    const cut = await post(endless as never).catch((error) => error as Error)
    expect(cut instanceof Error || (cut as Response).status === 413).toBe(true)
    expect((await ask('/api/nothing')).status).toBe(404)
    expect((await ask('/api/workspaces', { method: 'PUT' })).status).toBe(404)
    expect((await ask('/api/workspaces')).status).toBe(200)
  })
})

describe('starting and closing', () => {
  it('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one && one.family === 'IPv4' && !one.internal)
      .map((one) => one?.address)
    for (const address of [...outside, '127.0.0.2', '::1']) {
      const reached = await new Promise((resolve) => {
        const socket = connect(trial.host.port, address)
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      })
      expect([address, reached]).toEqual([address, false])
    }
  })

  it('a port that was asked for and is taken is an error that says so; a usual one gives way', async () => {
    expect((await failure(trial.another({ port: trial.host.port }))).message).toContain(`Port ${trial.host.port} is already taken`)
    const blocker = createServer()
    const isFree = await new Promise<boolean>((resolve) =>
      blocker.once('error', () => resolve(false)).listen(usualPort, '127.0.0.1', () => resolve(true)),
    )
    const other = await trial.another({})
    expect(other.port).toBeGreaterThan(usualPort)
    await other.close()
    if (isFree) blocker.close()
  })

  it('closing ends streams, sockets and half-sent requests within a second', async () => {
    const socket = connectSocket<Contract>({ address: trial.host.address, token: trial.host.token })
    await socket.client.events.watch()
    const stream = await ask('/api/events')
    const half = connect(trial.host.port, '127.0.0.1')
    half.on('error', () => {})
    half.write('GET / HTTP/1.1\r\n')
    await soon(() => trial.core.open()).toBe(2)
    const begun = performance.now()
    await trial.host.close()
    expect(performance.now() - begun).toBeLessThan(1_000)
    await socket.closed
    await expect(stream.text()).rejects.toThrow('terminated')
    await soon(() => trial.core.open()).toBe(0)
    expect(await fetch(trial.host.address).catch(() => 'gone')).toBe('gone')
  })

  it('the printed address carries the token where no browser sends it', () => {
    const url = new URL(trial.host.url)
    expect(url.origin).toBe(trial.host.address)
    expect(url.hash).toBe(`#token=${trial.host.token}`)
    expect(url.search).toBe('')
  })
})
