import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Contract, contract } from '../../contract'
import { connectSocket } from '../../rpc/connectSocket'
import { createRouter } from '../../rpc/createRouter'
import { noWorkspaces, smallCore, type SmallCore } from './fixtures/smallCore'
import { serveSockets } from './sockets'

const token = 'a'.repeat(64)
const protocols = ['carrel', `token.${token}`]
let folder: string
let core: SmallCore
let server: Server
let sockets: { close(): void }
let port: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-sockets-'))
  core = smallCore(folder)
  server = createServer()
  const door = { port: 0, token }
  const limits = { maxMessageBytes: 1024 ** 2, maxSockets: 3, pingMs: 50 }
  sockets = serveSockets(server, createRouter(contract, core.handlers), { door, limits })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  door.port = port = (server.address() as AddressInfo).port
})

afterEach(async () => {
  sockets.close()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, protocols)
  socket.on('error', () => {})
  const [answer] = await Promise.race([
    once(socket, 'open').then(() => ['open']),
    once(socket, 'unexpected-response').then(([, { statusCode }]) => [statusCode]),
  ])
  return { socket, answer }
}

const soon = (value: () => unknown) => expect.poll(value as never, { timeout: 3_000, interval: 10 })

describe('WebSockets', () => {
  it('say only their protocol back, not the token', async () => {
    const { socket } = await open()
    expect(socket.protocol).toBe('carrel')
  })

  it('are refused beyond their number until one has left', async () => {
    const opened = [await open(), await open(), await open()]
    expect(opened.map(({ answer }) => answer)).toEqual(['open', 'open', 'open'])
    expect((await open()).answer).toBe(503)
    opened[0]?.socket.close()
    await soon(async () => (await open()).answer).toBe('open')
  })

  it('that send too much or no words at all are closed, and the host goes on', async () => {
    const { socket } = await open()
    socket.send('no words')
    socket.send(Buffer.alloc(10, 255))
    socket.send('x'.repeat(1024 ** 2 + 1))
    const [code] = await once(socket, 'close')
    expect(code).toBe(1009)
    const connection = connectSocket<Contract>({ address: `http://127.0.0.1:${port}`, token })
    expect(await connection.client.workspaces.list()).toEqual(noWorkspaces)
    connection.close()
  })

  it('that have gone silent are ended, with their streams; those that answer stay', async () => {
    const alive = connectSocket<Contract>({ address: `http://127.0.0.1:${port}`, token })
    await alive.client.events.watch()
    const silent = connect(port, '127.0.0.1')
    const lines = ['GET /rpc HTTP/1.1', `host: 127.0.0.1:${port}`, 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13']
    lines.push('sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', `sec-websocket-protocol: ${protocols.join(', ')}`)
    silent.write(`${lines.join('\r\n')}\r\n\r\n`)
    silent.resume()
    await once(silent, 'close')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(core.open()).toBe(1)
    expect(await alive.client.workspaces.list()).toEqual(noWorkspaces)
    alive.close()
    await soon(() => core.open()).toBe(0)
  })
})
