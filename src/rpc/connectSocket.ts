import type { AnyContractRouter } from '@orpc/contract'
import { AppError } from '../contract/errors'
import { connectPort, type Connection } from './connectPort'
import { connectionLost } from './errorBorder'
import { socketPort, type SocketLike } from './socketPort'

/** The WebSocket subprotocol of the contract; a second one, `token.<token>`, carries the token. */
export const socketProtocol = 'carrel'
export const tokenProtocolPrefix = 'token.'

export interface SocketOptions {
  token: string
  /** Opens the socket; the platform's own WebSocket where absent. */
  open?: (address: string, protocols: string[]) => SocketLike
}

/**
 * Calls a contract over a WebSocket, `ws://127.0.0.1:PORT/rpc`. Resolves once it is open.
 * Throws AppError: UNAUTHORIZED or FORBIDDEN where the platform tells why it was refused, otherwise the error isConnectionLost tells.
 */
export function connectSocket<C extends AnyContractRouter>(address: string, { token, open }: SocketOptions): Promise<Connection<C>> {
  const protocols = [socketProtocol, `${tokenProtocolPrefix}${token}`]
  const socket: SocketLike = open ? open(address, protocols) : new WebSocket(address, protocols)
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(connectPort<C>(socketPort(socket))))
    socket.addEventListener('error', (event: { message?: string }) => reject(refusal(event.message)))
    socket.addEventListener('close', () => reject(connectionLost()))
  })
}

/** `ws` tells the status in its message; browsers and Node tell nothing. */
function refusal(message: string | undefined): AppError {
  if (message?.endsWith('401'))
    return new AppError('UNAUTHORIZED', 'The token is not the one of the running Carrel. Open the address it printed.')
  if (message?.endsWith('403'))
    return new AppError('FORBIDDEN', 'Carrel refused the connection: it answers only pages and programs of this machine.')
  return connectionLost(message)
}
