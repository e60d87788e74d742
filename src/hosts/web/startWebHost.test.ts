import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Contract, contract } from '../../contract'
import type { AppError } from '../../contract/errors'
import type { Connection } from '../../rpc/connectPort'
import { connectHttp } from '../../rpc/connectHttp'
import { connectSocket } from '../../rpc/connectSocket'
import { isConnectionLost } from '../../rpc/errorBorder'
import { originals, smallCore, type SmallCore } from './fixtures/smallCore'
import { usualPort } from './listenOnLoopback'
import { startWebHost, type WebHost } from './startWebHost'

let folder: string
let core: SmallCore
let host: WebHost
const written: string[] = []

const start = (options: { port?: number } = { port: 0 }) =>
  startWebHost(core, {
    ...options,
    rendererFolder: join(folder, 'renderer'),
    log: (message, details) => written.push(`${message} ${JSON.stringify(details)}`),
    version: '1.2.3',
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-web-'))
  await mkdir(join(folder, 'renderer/assets'), { recursive: true })
  await writeFile(
    join(folder, 'renderer/index.html'),
    '<!doctype html><style nonce="__CARREL_NONCE__"></style><script type="module" src="/assets/a.js"></script>',
  )
  await writeFile(join(folder, 'renderer/assets/a.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'not for anyone')
  core = smallCore(folder)
  host = await start()
})

afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${host.address}${path}`, { ...init, headers: { authorization: `Bearer ${host.token}`, ...init.headers } })

const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error) => error as AppError,
  )

const soon = (value: () => unknown, timeout = 3_000) => expect.poll(value as never, { timeout, interval: 10 })

/** What comes back for text sent as it is. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('latin1').on('data', (part: string) => (answer += part))
    socket.on('close', () => resolve(answer)).on('error', reject)
    socket.write(text)
  })
}

describe('the page', () => {
  it('is open to this machine, with a strict policy and a fresh nonce', async () => {
    const answers = await Promise.all([fetch(`${host.address}/`), fetch(`${host.address}/index.html`)])
    const nonces = []
    for (const answer of answers) {
      const [, nonce] = /nonce="([^"]+)"/.exec(await answer.text()) ?? []
      nonces.push(nonce)
      const policy = answer.headers.get('content-security-policy')
      expect(answer.status).toBe(200)
      expect(policy).toBe(
        `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob: data:; ` +
          `connect-src 'self' ws://127.0.0.1:${host.port} ws://localhost:${host.port}; font-src 'self'; worker-src 'self'; ` +
          "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    }
    expect(new Set(nonces).size).toBe(2)
    expect((await fetch(`${host.address}/assets/a.js`)).headers.get('content-type')).toContain('text/javascript')
  })

  it('gives out nothing that was not in its folder when it started, whatever the path', async () => {
    await writeFile(join(folder, 'renderer/later.js'), 'x')
    const paths = [
      '/later.js',
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/assets',
      '/assets/',
    ]
    paths.push(
      `${join(folder, 'secret.txt')}`,
      '/C:/secret.txt',
      '/assets/a.js%00',
      '/index.html/',
      '\\..\\secret.txt',
      '/./index.html',
      '/assets//a.js',
    )
    for (const path of paths) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${host.port}\r\nconnection: close\r\n\r\n`)
      expect(answer, path).toMatch(/^HTTP\/1\.1 (401|400) /)
      expect(answer).not.toContain('not for anyone')
    }
  })

  it('is not there for other methods, nor where the window is not built', async () => {
    expect((await fetch(`${host.address}/`, { method: 'POST' })).status).toBe(401)
    await host.close()
    await rm(join(folder, 'renderer'), { recursive: true })
    host = await start()
    expect((await fetch(`${host.address}/`)).status).toBe(401)
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/api/workspaces')).status).toBe(200)
  })
})

describe('the contract', () => {
  const connections: Connection<Contract>[] = []
  afterEach(() => connections.splice(0).forEach((connection) => connection.close()))

  const overSocket = (token = host.token) => {
    const connection = connectSocket<Contract>({ address: host.address, token })
    connections.push(connection)
    return connection.client
  }

  const overHttp = (token = host.token) => {
    const connection = connectHttp(contract, { address: host.address, token })
    connections.push(connection)
    return connection.client
  }

  it.each([
    ['WebSocket', overSocket],
    ['HTTP', overHttp],
  ])('is answered over %s', async (_name, open) => {
    const client = open()
    expect(await client.workspaces.list()).toEqual({ workspaces: [] })
    expect((await failure(client.documents.list({ workspace: 'a/b ü' }))).code).toBe('WORKSPACE_NOT_FOUND')
    const cancelling = new AbortController()
    const left = failure(
      (async () => {
        for await (const event of await client.events.watch(undefined, { signal: cancelling.signal }))
          expect(event).toEqual({ type: 'ready' })
      })(),
    )
    await soon(() => core.open()).toBe(1)
    cancelling.abort()
    expect((await left).code).toBe('CANCELLED')
    await soon(() => core.open()).toBe(0)
  })

  it('tells a wrong token from a host that is gone', async () => {
    expect((await failure(overHttp('0'.repeat(64)).workspaces.list())).code).toBe('UNAUTHORIZED')
    const withReason = connectSocket<Contract>({
      address: host.address,
      token: 'no',
      open: (url, protocols) => new WebSocket(url, protocols),
    })
    expect((await failure(withReason.client.workspaces.list())).code).toBe('UNAUTHORIZED')
    expect(isConnectionLost(await failure(overSocket('no').workspaces.list()))).toBe(true)
    const [socket, http] = [overSocket(), overHttp()]
    await socket.workspaces.list()
    await host.close()
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

describe('uploads', () => {
  const send = (body: BodyInit, headers: Record<string, string> = {}) =>
    ask('/uploads', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/octet-stream', 'x-carrel-name': 'Brief%20%C3%BC.pdf', ...headers },
    })

  it('are kept under a name of their own and told by it', async () => {
    const bytes = new Uint8Array(700_000).map((_, index) => index % 251)
    const answer = await send(bytes)
    const { upload, name, bytes: size } = (await answer.json()) as { upload: string; name: string; bytes: number }
    expect([answer.status, name, size]).toEqual([201, 'Brief ü.pdf', bytes.length])
    expect(upload).toMatch(/^[0-9a-f-]{36}$/)
    expect((await readFile(join(core.uploadsFolder, upload))).equals(bytes)).toBe(true)
    expect(readdirSync(core.uploadsFolder)).toEqual([upload])
  })

  it('are refused beyond the limit of the settings, as it stands now, and leave nothing', async () => {
    const tooMuch = new Uint8Array(1024 ** 2 + 1)
    const answer = await send(tooMuch)
    expect([answer.status, ((await answer.json()) as AppError).code]).toEqual([413, 'DOCUMENT_TOO_LARGE'])
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(tooMuch)
        controller.close()
      },
    })
    expect(
      (
        await ask('/uploads', {
          method: 'POST',
          body: chunked as never,
          duplex: 'half',
          headers: { 'content-type': 'application/octet-stream', 'x-carrel-name': 'a' },
        } as RequestInit)
      ).status,
    ).toBe(413)
    expect(existsSync(core.uploadsFolder) ? readdirSync(core.uploadsFolder) : []).toEqual([])
    core.maxFileMegabytes = 2
    expect((await send(tooMuch)).status).toBe(201)
  })

  it('need a name that is one', async () => {
    for (const name of ['', '%', '%00', 'a%0Ab', 'x'.repeat(1025)])
      expect((await send('x', { 'x-carrel-name': name })).status, name).toBe(400)
  })

  it('that break off leave nothing', async () => {
    const socket = connect(host.port, '127.0.0.1')
    const head = [`POST /uploads HTTP/1.1`, `host: 127.0.0.1:${host.port}`, `authorization: Bearer ${host.token}`]
    head.push('content-type: application/octet-stream', 'x-carrel-name: a', 'content-length: 1000')
    socket.write(`${head.join('\r\n')}\r\n\r\nhalf of it`)
    await soon(() => existsSync(core.uploadsFolder) && readdirSync(core.uploadsFolder).length).toBe(1)
    socket.destroy()
    await soon(() => readdirSync(core.uploadsFolder)).toEqual([])
  })
})

describe('originals', () => {
  const get = (name: string, headers: Record<string, string> = {}) => ask(`/files/w/${encodeURIComponent(name)}`, { headers })

  it('arrive whole and by ranges', async () => {
    const { text } = originals['letter.pdf'] as { text: string }
    const whole = await get('letter.pdf')
    expect([whole.status, await whole.text(), whole.headers.get('accept-ranges')]).toEqual([200, text, 'bytes'])
    const ranges: [string, number, string, string | null][] = [
      ['bytes=0-3', 206, '%PDF', 'bytes 0-3/19'],
      ['bytes=9-', 206, '0123456789', 'bytes 9-18/19'],
      ['bytes=-2', 206, '89', 'bytes 17-18/19'],
      ['bytes=17-99', 206, '89', 'bytes 17-18/19'],
      ['bytes=-99', 206, text, 'bytes 0-18/19'],
      ['bytes=19-', 416, '', 'bytes */19'],
      ['bytes=-0', 416, '', 'bytes */19'],
      ['bytes=0-1,3-4', 200, text, null],
      ['bytes=5-4', 416, '', 'bytes */19'],
      ['lines=1-2', 200, text, null],
    ]
    for (const [range, status, body, contentRange] of ranges) {
      const answer = await get('letter.pdf', { range })
      expect([range, answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([range, status, body, contentRange])
    }
    expect(await (await get('empty.txt')).text()).toBe('')
  })

  it('are never sent as anything a browser would run', async () => {
    const types: [string, string][] = [
      ['letter.pdf', 'application/pdf'],
      ['page.html', 'text/plain; charset=utf-8'],
      ['drawing.svg', 'text/plain; charset=utf-8'],
      ['mail.eml/annex “ü”.bin', 'application/octet-stream'],
    ]
    for (const [name, type] of types) {
      const { headers } = await get(name)
      expect([name, headers.get('content-type')]).toEqual([name, type])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-disposition')).toMatch(/^inline; filename\*=UTF-8''[\w%.~-]+$/)
    }
  })

  it('that are not there are named', async () => {
    expect((await get('none.pdf')).status).toBe(404)
    await rm(join(folder, '0'))
    expect(((await (await get('letter.pdf')).json()) as AppError).code).toBe('FILE_MISSING')
    for (const path of ['/files/w', '/files/w/', '/files/w/a/b', '/files//a']) expect((await ask(path)).status, path).toBe(404)
    expect((await ask('/files/w/%zz')).status).toBe(400)
  })
})

describe('under load', () => {
  it('100 requests at once, good, bad and broken off, are all answered, and no connection stays', async () => {
    const one = async (index: number): Promise<number> => {
      const kind = index % 5
      if (kind === 0) return (await ask('/api/workspaces')).status
      if (kind === 1) return (await fetch(`${host.address}/api/workspaces`)).status
      if (kind === 2)
        return (await ask('/api/workspaces', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })).status
      if (kind === 3) return (await ask('/files/w/letter.pdf')).status
      const leaving = new AbortController()
      const answer = await ask('/api/events', { signal: leaving.signal })
      leaving.abort()
      return answer.status
    }
    const statuses = await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)))
    expect([200, 401, 400].map((status) => statuses.filter((one) => one === status).length)).toEqual([60, 20, 20])
    await soon(() => core.open()).toBe(0)
    expect(written.filter((line) => line.includes('unexpectedly'))).toEqual([])
  })

  it('the 201st request at once is told to come back, and finds room when another has left', async () => {
    const leaving = Array.from({ length: 200 }, () => new AbortController())
    await Promise.all(leaving.map(({ signal }) => ask('/api/events', { signal })))
    expect(core.open()).toBe(200)
    const refused = await ask('/api/workspaces')
    expect([refused.status, refused.headers.get('retry-after'), ((await refused.json()) as AppError).code]).toEqual([503, '1', 'BUSY'])
    leaving[0]?.abort()
    await soon(async () => (await ask('/api/workspaces')).status).toBe(200)
    leaving.forEach((one) => one.abort())
    await soon(() => core.open()).toBe(0)
  })

  it('a caller that never finishes its headers or its body is cut off, and others are served meanwhile', { timeout: 40_000 }, async () => {
    const head = `POST /api/workspaces HTTP/1.1\r\nhost: 127.0.0.1:${host.port}\r\n`
    const slowHeaders: Socket[] = []
    const ends: Promise<number>[] = []
    const begun = performance.now()
    const open = (text: string) => {
      const socket = connect(host.port, '127.0.0.1')
      slowHeaders.push(socket)
      socket.write(text)
      ends.push(new Promise((resolve) => socket.on('close', () => resolve(performance.now() - begun)).on('error', () => {})))
      socket.resume()
    }
    for (let index = 0; index < 20; index++) open(head)
    open('')
    open(`${head}authorization: Bearer ${host.token}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{`)
    const dripping = setInterval(() => slowHeaders.slice(0, 20).forEach((socket) => socket.writable && socket.write('x')), 500)
    expect((await ask('/api/workspaces')).status).toBe(200)
    const times = await Promise.all(ends)
    clearInterval(dripping)
    expect(Math.max(...times)).toBeLessThan(14_000)
    expect(Math.min(...times)).toBeGreaterThan(9_000)
  })
})

describe('starting and closing', () => {
  it('it listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one && one.family === 'IPv4' && !one.internal)
      .map((one) => one?.address)
    for (const address of [...outside, '127.0.0.2', '::1']) {
      const reached = await new Promise((resolve) => {
        const socket = connect(host.port, address)
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      })
      expect([address, reached]).toEqual([address, false])
    }
  })

  it('a port that was asked for and is taken is an error that says so; a usual one gives way', async () => {
    expect((await failure(start({ port: host.port }))).message).toContain(`Port ${host.port} is already taken`)
    const blocker = createServer()
    const isFree = await new Promise<boolean>((resolve) =>
      blocker.once('error', () => resolve(false)).listen(usualPort, '127.0.0.1', () => resolve(true)),
    )
    const other = await start({})
    expect(other.port).toBeGreaterThan(usualPort)
    await other.close()
    if (isFree) blocker.close()
  })

  it('closing ends streams, sockets and half-sent requests within a second', async () => {
    const socket = connectSocket<Contract>({ address: host.address, token: host.token })
    await socket.client.events.watch()
    const stream = await ask('/api/events')
    const half = connect(host.port, '127.0.0.1')
    half.on('error', () => {})
    half.write('GET / HTTP/1.1\r\n')
    await soon(() => core.open()).toBe(2)
    const begun = performance.now()
    await host.close()
    expect(performance.now() - begun).toBeLessThan(1_000)
    await socket.closed
    await expect(stream.text()).rejects.toThrow()
    await soon(() => core.open()).toBe(0)
    expect(await fetch(host.address).catch(() => 'gone')).toBe('gone')
  })

  it('the printed address carries the token where no browser sends it', () => {
    const url = new URL(host.url)
    expect(url.origin).toBe(host.address)
    expect(url.hash).toBe(`#token=${host.token}`)
    expect(url.search).toBe('')
  })
})
