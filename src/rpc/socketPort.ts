import type { PlatformEvent, Port } from './port'

/** What a browser's WebSocket, Node's and that of `ws` have in common. */
export interface SocketLike {
  readonly readyState: number
  binaryType: PlatformEvent
  send(message: never, callback?: () => void): void
  addEventListener(type: PlatformEvent, listener: (event: PlatformEvent) => void): void
  close(code?: number, reason?: string): void
}

const connecting = 0
const open = 1

/** A WebSocket as a port. With `ws` a sent message counts as taken once the system has it, so that a slow reader slows its stream. */
export function socketPort(socket: SocketLike): Port {
  const tellsWhenSent = 'terminate' in socket
  let closed = socket.readyState > open
  const closings: (() => void)[] = []
  socket.binaryType = 'arraybuffer'
  // `ws` throws an error nobody listens for; the close that follows says enough.
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', () => {
    if (closed) return
    closed = true
    for (const listener of closings) listener()
  })
  const opened = new Promise<void>((resolve) => {
    socket.addEventListener('open', () => resolve())
    closings.push(resolve)
  })
  const send = (message: string | Uint8Array): void | Promise<void> => {
    if (socket.readyState === connecting) return opened.then(() => send(message))
    if (socket.readyState !== open) return
    if (!tellsWhenSent) return socket.send(message as never)
    return new Promise((resolve) => socket.send(message as never, resolve))
  }
  return {
    send,
    onMessage: (listener) => socket.addEventListener('message', (event: { data: unknown }) => listener(event.data)),
    onClose: (listener) => (closed ? listener() : void closings.push(listener)),
    close: () => socket.close(1000),
  }
}
