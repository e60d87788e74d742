import type { Port } from './port'

/** What a browser's WebSocket, Node's and that of `ws` have in common. */
export interface SocketLike {
  readonly readyState: number
  binaryType: string
  send(message: never, callback?: () => void): void
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: never) => void): void
  close(code?: number, reason?: string): void
}

const open = 1

/** A WebSocket as a port. With `ws` a sent message counts as taken once the system has it, so that a slow reader slows its stream. */
export function socketPort(socket: SocketLike): Port {
  const tellsWhenSent = 'terminate' in socket
  let closed = socket.readyState > open
  const closings: (() => void)[] = []
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('close', () => {
    if (closed) return
    closed = true
    for (const listener of closings) listener()
  })
  return {
    send(message) {
      if (socket.readyState !== open) return
      if (!tellsWhenSent) return socket.send(message as never)
      return new Promise((resolve) => socket.send(message as never, resolve))
    },
    onMessage: (listener) => socket.addEventListener('message', (event: { data: unknown }) => listener(event.data)),
    onClose: (listener) => (closed ? listener() : void closings.push(listener)),
    close: () => socket.close(1000),
  }
}
