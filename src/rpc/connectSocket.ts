import type { AnyContractRouter } from '@orpc/contract'
import { AppError } from '../contract/errors'
import { connectPort, type Connection } from './connectPort'
import { connectionLost } from './errorBorder'
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
 * Calls a contract over a WebSocket. Calls wait until it is open; where it cannot be opened they throw AppError: UNAUTHORIZED or
 * FORBIDDEN where the platform tells why (`ws` does, browsers do not), otherwise the error isConnectionLost tells.
 */
export function connectSocket<C extends AnyContractRouter>({ address, token, open }: SocketOptions): Connection<C> {
  const url = `${address.replace(/^http/, 'ws')}${socketPath}`
  const protocols = [socketProtocol, `${tokenProtocolPrefix}${token}`]
  const socket: SocketLike = open ? open(url, protocols) : new WebSocket(url, protocols)
  let refusal: AppError | undefined
  socket.addEventListener('error', (event: { message?: string }) => (refusal = refusalOf(event.message)))
  return connectPort<C>(socketPort(socket), () => refusal ?? connectionLost())
}

/** `ws` tells the status in its message. */
function refusalOf(message: string | undefined): AppError | undefined {
  if (message?.endsWith('401'))
    return new AppError('UNAUTHORIZED', 'The token is not the one of the running Carrel. Open the address it printed.')
  if (message?.endsWith('403'))
    return new AppError('FORBIDDEN', 'Carrel refused the connection: it answers only pages and programs of this machine.')
}
