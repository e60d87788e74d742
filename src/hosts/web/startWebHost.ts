import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { contract } from '../../contract'
import { createRouter } from '../../rpc/createRouter'
import { createRoutes, limits } from './routes'
import type { HostLog, WebCore } from './core'
import { listenOnLoopback } from './listenOnLoopback'
import { serveSockets } from './sockets'

export interface WebHostOptions {
  /** The port to take and no other; absent: the usual one or the next that is free. 0: any free one. */
  port?: number
  /** Folder of the built window. Where it is not built the API is served alone. */
  rendererFolder: string
  log: HostLog
  /** 256 random bits in hex where absent. */
  token?: string
  version: string
}

export interface WebHost {
  /** `http://127.0.0.1:PORT` */
  readonly address: string
  /** The address a person opens; it carries the token in its fragment, which no browser sends. */
  readonly url: string
  readonly port: number
  readonly token: string
  /** Ends every connection within a second. */
  close(): Promise<void>
}

/** How long a request under way may still take when the host closes, in milliseconds. */
const closeGraceMs = 500

/**
 * Serves the window and the contract to this machine: the page, `/api`, `/rpc`, `/uploads` and `/files`, on 127.0.0.1 only.
 * Throws AppError: BUSY where the port that was asked for is taken.
 */
export async function startWebHost(core: WebCore, options: WebHostOptions): Promise<WebHost> {
  const { log, rendererFolder, version } = options
  const door = { port: 0, token: options.token ?? randomBytes(32).toString('hex') }
  const onError = (error: unknown, path: string) =>
    log('A call failed unexpectedly', { path, error: (error as Error)?.stack ?? String(error) })
  const router = createRouter(contract, core.handlers, { onError })
  const routes = createRoutes({ core, router, door, rendererFolder, version, onError })
  const server = createServer(
    // Bodies have time limits of their own, so that a large upload is not cut off.
    { headersTimeout: limits.headersMs, requestTimeout: 0, connectionsCheckingInterval: 1_000 },
    (request: IncomingMessage, response: ServerResponse) => void routes(request, response),
  )
  server.maxConnections = limits.maxConnections
  const sockets = serveSockets(server, router, { door, limits })
  door.port = await listenOnLoopback(server, options.port)
  const address = `http://127.0.0.1:${door.port}`
  log('The web host listens', { address })
  return {
    address,
    url: `${address}/#token=${door.token}`,
    port: door.port,
    token: door.token,
    close: () => close(server, sockets),
  }
}

async function close(server: Server, sockets: { close(): void }): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  sockets.close()
  server.closeIdleConnections()
  await Promise.race([closed, wait(closeGraceMs)])
  server.closeAllConnections()
  await closed
}
