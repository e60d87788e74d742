import type { AnyContractRouter } from '@orpc/contract'
import { AppError } from '../contract/errors'
import { connectPort, type Connection } from './connectPort'
import { connectionLost } from './errorBorder'
import type { Port } from './port'
import { socketPort, type SocketLike } from './socketPort'

/** The WebSocket subprotocol of the contract; a second one, `token.<token>`, carries the token. */
export const socketProtocol = 'carrel'
export const tokenProtocolPrefix = 'token.'

/** Where a host serves the contract on WebSockets. */
export const socketPath = '/rpc'

export interface SocketOptions {
  /** Address of the host, e.g. `http://127.0.0.1:4771`. */
  address: string
  token: string
  /** Opens the socket; the platform's own WebSocket where absent. */
  open?: (address: string, protocols: string[]) => SocketLike
}

/**
 * Calls a contract over a WebSocket. Calls wait until it is open; where it cannot be opened they throw AppError: UNAUTHORIZED or FORBIDDEN
 * where the host is there and refuses, otherwise the error isConnectionLost tells.
 */
export function connectSocket<C extends AnyContractRouter>({ address, token, open }: SocketOptions): Connection<C> {
  const url = `${address.replace(/^http/, 'ws')}${socketPath}`
  const protocols = [socketProtocol, `${tokenProtocolPrefix}${token}`]
  const socket: SocketLike = open ? open(url, protocols) : new WebSocket(url, protocols)
  const port = socketPort(socket)
  let hasOpened = false
  let refusal: AppError | undefined
  socket.addEventListener('open', () => (hasOpened = true))
  const explained: Port = {
    ...port,
    onClose: (listener) =>
      port.onClose(async () => {
        if (!hasOpened) refusal = await askWhy(address, token)
        listener()
      }),
  }
  return connectPort<C>(explained, () => refusal ?? connectionLost())
}

/** A socket that was refused does not tell why; the same address asked over HTTP does. */
async function askWhy(address: string, token: string): Promise<AppError | undefined> {
  try {
    const { status } = await fetch(`${address}${socketPath}`, { headers: { authorization: `Bearer ${token}` } })
    if (status === 401) return new AppError('UNAUTHORIZED', 'The token is not the one of the running Carrel. Open the address it printed.')
    if (status === 403)
      return new AppError('FORBIDDEN', 'Carrel refused the connection: it answers only pages and programs of this machine.')
  } catch {
    // Nobody is there: the connection is lost, as it looked.
  }
}
