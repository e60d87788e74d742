import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { socketPath, socketProtocol } from '../../rpc/connectSocket'
import type { Router } from '../../rpc/createRouter'
import { servePort } from '../../rpc/servePort'
import { socketPort } from '../../rpc/socketPort'
import { checkOrigin, checkSocketToken, type Door } from './door'
import { refusalBody, type Refusal } from './refusal'

export interface SocketLimits {
  maxMessageBytes: number
  maxSockets: number
  /** How often a silent socket is asked whether it still lives, in milliseconds. */
  pingMs: number
}

/** Serves the contract on WebSockets at `/rpc`. */
export function serveSockets(server: Server, router: Router, { door, limits }: { door: Door; limits: SocketLimits }): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: () => socketProtocol,
  })
  const silent = new WeakSet<WebSocket>()

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const refusal = refusalOf(request)
    if (refusal) return refuseUpgrade(stream, refusal)
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('pong', () => silent.delete(socket))
      servePort(router, socketPort(socket))
    })
  })

  const refusalOf = (request: IncomingMessage): Refusal | null => {
    const refusal = checkOrigin(request, door) ?? checkSocketToken(request, door)
    if (refusal) return refusal
    if (request.url !== socketPath) return { status: 404, code: 'BAD_REQUEST', message: 'WebSockets are served at /rpc.' }
    if (sockets.clients.size < limits.maxSockets) return null
    return { status: 503, code: 'BUSY', message: 'Too many windows are connected. Close some.', headers: { 'retry-after': '1' } }
  }

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate()
      silent.add(socket)
      socket.ping()
    }
  }, limits.pingMs)
  pinging.unref()

  return {
    close() {
      clearInterval(pinging)
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

function refuseUpgrade(stream: Duplex, refusal: Refusal): void {
  const body = refusalBody(refusal)
  const headers = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...refusal.headers,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  stream.end([`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`, ...lines, '', body].join('\r\n'))
}
