import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '../../contract/errors'

/** Where the host listens unless told otherwise: unassigned by IANA, and far from what development servers take. */
export const usualPort = 4771

/** How many ports after the usual one are tried before any free one is taken. */
const neighbours = 20

/** Listens on 127.0.0.1 and answers the port. Throws AppError: BUSY where the wanted port is taken. */
export async function listenOnLoopback(server: Server, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await tryListening(server, wanted)) return portOf(server)
    throw new AppError('BUSY', `Port ${wanted} is already taken by another program. Choose another port, or none to get a free one.`)
  }
  for (let port = usualPort; port <= usualPort + neighbours; port++) if (await tryListening(server, port)) return port
  await tryListening(server, 0)
  return portOf(server)
}

const portOf = (server: Server) => (server.address() as AddressInfo).port

/** False where the port is taken or may not be taken; other failures are thrown. */
function tryListening(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening)
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    }
    const onListening = () => {
      server.off('error', onError)
      resolve(true)
    }
    server.once('error', onError)
    server.once('listening', onListening)
    server.listen({ port, host: '127.0.0.1', exclusive: true })
  })
}
