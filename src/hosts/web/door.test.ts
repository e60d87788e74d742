import { isContractProcedure } from '@orpc/contract'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../contract'
import { hostPaths } from './hostPaths'
import { startWebHost, type WebHost } from './startWebHost'
import { smallCore } from './fixtures/smallCore'

let folder: string
let host: WebHost
const written: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-door-'))
  const log = (message: string, details?: Record<string, unknown>) => written.push(`${message} ${JSON.stringify(details)}`)
  const core = smallCore(folder)
  // A stream without end would hold up the requests behind it on the same connection.
  core.handlers.events.watch = async function* () {
    yield { type: 'ready' }
  }
  host = await startWebHost(core, { port: 0, rendererFolder: join(folder, 'none'), log, version: '0.0.0' })
})

afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

interface Route {
  method: string
  path: string
}

/** Every procedure with its route, read from the contract itself, so that none can be forgotten. */
function contractRoutes(part: object): Route[] {
  if (!isContractProcedure(part)) return Object.values(part).flatMap((inner) => contractRoutes(inner))
  const { method, path } = part['~orpc'].route
  return [{ method: String(method), path: `/api${String(path).replaceAll(/\{\+?\w+\}/g, 'x')}` }]
}

const hostRoutes: Route[] = [
  { method: 'GET', path: '/api/openapi.json' },
  ...Object.entries(hostPaths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, 'x') })),
  ),
]

const hosts = (port: number) => ({
  right: [`127.0.0.1:${port}`, `localhost:${port}`],
  wrong: [
    '127.0.0.1',
    'localhost',
    `[::1]:${port}`,
    `0.0.0.0:${port}`,
    `evil.example:${port}`,
    `127.0.0.1:${port + 1}`,
    `localhost:${port}.evil.example`,
    `127.0.0.1.nip.io:${port}`,
    `LOCALHOST:${port}`,
    '',
  ],
})

const origins = (port: number) => ({
  right: [undefined, `http://127.0.0.1:${port}`, `http://localhost:${port}`],
  wrong: [
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}.evil.example`,
    'http://evil.example',
    'null',
  ],
})

const otherToken = 'f'.repeat(64)

const tokens = (token: string) => ({
  right: [{ headers: [`authorization: Bearer ${token}`], query: '' }],
  wrong: [
    { headers: [], query: '' },
    { headers: [`authorization: Bearer ${otherToken}`], query: '' },
    { headers: [`cookie: token=${token}`], query: '' },
    { headers: [], query: `?token=${token}` },
  ],
})

const types = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  undefined,
]

interface Cell {
  request: string
  expected: 'through' | 401 | 403 | 415
  name: string
}

/** All cells of one route, each with what the rules say about it. */
function cellsOf({ method, path }: Route): Cell[] {
  const { port, token } = host
  const cells: Cell[] = []
  const hasBody = method !== 'GET'
  const allTypes = path.startsWith('/uploads') ? [...types.slice(1), 'application/octet-stream'] : types
  const isRightType = (type: string | undefined) => {
    if (path.startsWith('/uploads')) return type === 'application/octet-stream'
    if (!path.startsWith('/api/') || path === '/api/openapi.json') return true
    return type === undefined ? !hasBody : type.startsWith('application/json')
  }
  for (const name of [...hosts(port).right, ...hosts(port).wrong]) {
    for (const origin of [...origins(port).right, ...origins(port).wrong]) {
      for (const credential of [...tokens(token).right, ...tokens(token).wrong]) {
        for (const type of allTypes) {
          const isOurs = hosts(port).right.includes(name) && origins(port).right.includes(origin)
          const expected = !isOurs
            ? 403
            : credential.headers[0] !== `authorization: Bearer ${token}`
              ? 401
              : isRightType(type)
                ? 'through'
                : 415
          const lines = [`${method} ${path}${credential.query} HTTP/1.1`, `host: ${name}`, ...credential.headers]
          if (origin !== undefined) lines.push(`origin: ${origin}`)
          if (type !== undefined) lines.push(`content-type: ${type}`)
          if (path === '/uploads') lines.push('x-carrel-name: a.txt')
          if (hasBody) lines.push('content-length: 2')
          cells.push({ request: `${lines.join('\r\n')}\r\n\r\n${hasBody ? '{}' : ''}`, expected, name: lines.join(' | ') })
        }
      }
    }
  }
  return cells
}

interface Answer {
  status: number
  body: string
}

/** Sends requests one after another down one connection without waiting, and reads the answers in order. */
function pipelined(requests: readonly string[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1')
    const answers: Answer[] = []
    let rest = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      rest += text
      for (let answer = takeAnswer(rest); answer; answer = takeAnswer(rest)) {
        answers.push(answer)
        rest = rest.slice(answer.length)
      }
      if (answers.length >= requests.length) {
        socket.destroy()
        resolve(answers)
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`The connection ended after ${answers.length} of ${requests.length} answers: ${rest}`)))
    socket.write(requests.join(''))
  })
}

function takeAnswer(text: string): (Answer & { length: number }) | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = text.slice(0, end)
  const start = end + 4
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
  // Without a length the answer is chunked, and these are small: its end is the empty chunk.
  const bodyEnd = /^transfer-encoding: chunked$/im.test(head) ? text.indexOf('0\r\n\r\n', start) + 5 : start + length
  if (bodyEnd < start || text.length < bodyEnd) return null
  return { status: Number(head.slice(9, 12)), body: text.slice(start, bodyEnd), length: bodyEnd }
}

describe('the door', () => {
  it('every procedure of the contract has a route, and there are many', () => {
    const routes = contractRoutes(contract)
    expect(routes.length).toBeGreaterThan(30)
    expect(routes.filter(({ path }) => path.includes('undefined'))).toEqual([])
  })

  it('only the right host, origin, token and type get through, on every route', { timeout: 120_000 }, async () => {
    let through = 0
    let refused = 0
    const wrong: string[] = []
    for (const route of [...contractRoutes(contract), ...hostRoutes, { method: 'GET', path: '/nothing' }]) {
      const cells = cellsOf(route)
      expect(cells.length).toBe(12 * 8 * 5 * 6)
      const answers = await pipelined(cells.map(({ request }) => request))
      for (const [index, { expected, name }] of cells.entries()) {
        const { status, body } = answers[index] as Answer
        const isRefused = [401, 403, 415].includes(status)
        if (isRefused) refused++
        else through++
        const isRight = expected === 'through' ? !isRefused && !body.includes('no such route') && status < 500 : status === expected
        if (!isRight) wrong.push(`${name}: ${status}, not ${expected}`)
      }
    }
    expect(wrong.slice(0, 5)).toEqual([])
    expect(through).toBeGreaterThan(400)
    console.log(`door: ${through} through, ${refused} refused`)
  })

  it('WebSockets open only with the right host, origin and token', async () => {
    const { port, token } = host
    const protocols = [`carrel, token.${token}`, 'carrel', `carrel, token.${otherToken}`, `token.${token}`, undefined]
    const wrong: string[] = []
    for (const name of [...hosts(port).right, ...hosts(port).wrong]) {
      for (const origin of [...origins(port).right, ...origins(port).wrong]) {
        for (const protocol of protocols) {
          const isOurs = hosts(port).right.includes(name) && origins(port).right.includes(origin)
          const expected = !isOurs ? 403 : protocol === protocols[0] ? 101 : 401
          const lines = ['GET /rpc HTTP/1.1', `host: ${name}`, 'connection: upgrade', 'upgrade: websocket']
          lines.push('sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==')
          if (origin !== undefined) lines.push(`origin: ${origin}`)
          if (protocol !== undefined) lines.push(`sec-websocket-protocol: ${protocol}`)
          const [answer] = await pipelined([`${lines.join('\r\n')}\r\n\r\n`])
          if (answer?.status !== expected) wrong.push(`${lines.join(' | ')}: ${answer?.status}, not ${expected}`)
        }
      }
    }
    expect(wrong.slice(0, 5)).toEqual([])
  })

  it.each([
    ['a prefix of the token', (token: string) => `authorization: Bearer ${token.slice(0, 63)}`],
    ['the token and one more', (token: string) => `authorization: Bearer ${token}0`],
    ['another scheme', (token: string) => `authorization: Basic ${token}`],
    ['the token alone', (token: string) => `authorization: ${token}`],
    ['an empty token', () => 'authorization: Bearer '],
    ['a header of another name', (token: string) => `x-token: ${token}`],
  ])('%s does not open it', async (_name, header) => {
    const [answer] = await pipelined([`GET /api/host HTTP/1.1\r\nhost: 127.0.0.1:${host.port}\r\n${header(host.token)}\r\n\r\n`])
    expect(answer?.status).toBe(401)
  })

  it('two Host headers, or a wrong one with an absolute address, do not open it', async () => {
    const right = `host: 127.0.0.1:${host.port}`
    const bearer = `authorization: Bearer ${host.token}`
    const [two] = await pipelined([`GET /api/host HTTP/1.1\r\n${right}\r\nhost: evil.example\r\n${bearer}\r\n\r\n`])
    expect([400, 403]).toContain(two?.status)
    const [absolute] = await pipelined([`GET http://127.0.0.1:${host.port}/api/host HTTP/1.1\r\nhost: evil.example\r\n${bearer}\r\n\r\n`])
    expect(absolute?.status).toBe(403)
  })

  it('no answer allows another site to read it, and a preflight is refused', async () => {
    const answer = await fetch(`${host.address}/api/host`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    })
    expect(answer.status).toBe(403)
    const read = await fetch(`${host.address}/api/workspaces`, { headers: { authorization: `Bearer ${host.token}` } })
    for (const { headers } of [answer, read]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(headers.get('set-cookie')).toBeNull()
    }
  })

  it('the token is in nothing the host wrote', () => {
    expect(host.token).toMatch(/^[0-9a-f]{64}$/)
    expect(written.length).toBeGreaterThan(0)
    expect(written.join('\n')).not.toContain(host.token)
  })
})
