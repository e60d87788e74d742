import type { PlatformEvent, Port } from './port'

/** What `process` has in a forked child, and the ChildProcess its parent holds. */
export interface ForkedProcess {
  readonly connected: boolean
  send?(message: never, handle?: undefined, options?: undefined, callback?: (error: Error | null) => void): boolean
  on(type: PlatformEvent, listener: (...event: PlatformEvent[]) => void): unknown
  disconnect?(): void
}

/**
 * The IPC channel of a forked process as a port, for either end: `childPort(process)` in the child, `childPort(child)` in the parent.
 * It closes when the other end is gone.
 */
export function childPort(peer: ForkedProcess): Port {
  const closings: (() => void)[] = []
  let closed = false
  const closeOnce = () => {
    if (closed) return
    closed = true
    for (const listener of closings) listener()
  }
  peer.on('disconnect', closeOnce)
  // The other end may have gone before anybody listened; a child that is only just being started has a channel at once.
  if (!peer.connected) closeOnce()
  // A child that could not be started never connects; one that ended may still have messages on the way until it disconnects.
  peer.on('error', () => peer.connected || closeOnce())
  peer.on('exit', () => peer.connected || closeOnce())
  return {
    send(message) {
      if (closed || !peer.connected || !peer.send) return
      return new Promise((resolve) => peer.send?.(message as never, undefined, undefined, () => resolve()))
    },
    onMessage: (listener) => void peer.on('message', listener),
    onClose: (listener) => (closed ? listener() : void closings.push(listener)),
    close() {
      if (peer.connected) peer.disconnect?.()
      closeOnce()
    },
  }
}
