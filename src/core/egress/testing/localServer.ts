import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server on this machine that answers as a test says, and remembers what it was asked. */
export interface LocalServer {
  port: number
  /** Host with port, as it is allowed by name. */
  host: string
  origin: string
  requests: Pick<IncomingMessage, 'url' | 'method' | 'headers'>[]
  close(): Promise<void>
}

export async function startLocalServer(answer: RequestListener, { address = '127.0.0.1', port = 0 } = {}): Promise<LocalServer> {
  const requests: LocalServer['requests'] = []
  const server = createServer((request, response) => {
    requests.push({ url: request.url, method: request.method, headers: request.headers })
    answer(request, response)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve))
  const own = (server.address() as AddressInfo).port
  return {
    port: own,
    host: `${address}:${own}`,
    origin: `http://${address}:${own}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
