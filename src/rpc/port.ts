/*
 * One pipe of messages, whatever carries it. Messages are strings or bytes.
 */

/** A pipe in its plainest form. */
export interface Port {
  /** Sends one message; a promise resolves when the pipe can take more. Never throws: what cannot be sent is lost with the pipe. */
  send(message: string | Uint8Array): void | Promise<void>
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when nothing more can come. */
  onClose(listener: () => void): void
  close(): void
}

/** Each platform declares its own events and names of events, so neither can be narrowed here. */
// oxlint-disable-next-line typescript/no-explicit-any
export type PlatformEvent = any

/** A DOM MessagePort, or a port of Node's worker_threads. */
export interface WebPort {
  postMessage(message: unknown): void
  addEventListener(type: PlatformEvent, listener: (event: PlatformEvent) => void): void
  start?(): void
  close?(): void
}

/** Electron's MessagePortMain, or `process.parentPort` of a utility process. */
export interface MainPort {
  postMessage(message: unknown): void
  on(type: PlatformEvent, listener: (event: PlatformEvent) => void): unknown
  start?(): void
  close?(): void
}

/** Anything messages go through both ways. For a child process see childPort. */
export type PortLike = Port | WebPort | MainPort

/** The plainest form of a port; starts it where it has to be started. */
export function toPort(port: PortLike): Port {
  return 'send' in port ? port : fromMessagePort(port)
}

function fromMessagePort(port: WebPort | MainPort): Port {
  const messages: ((message: unknown) => void)[] = []
  const closings: (() => void)[] = []
  let closed = false
  const closeOnce = () => {
    if (closed) return
    closed = true
    for (const listener of closings) listener()
  }
  const onMessage = (event?: { data?: unknown }) => {
    for (const listener of messages) listener(event?.data)
  }
  if ('addEventListener' in port) {
    port.addEventListener('message', onMessage)
    port.addEventListener('close', closeOnce)
  } else {
    port.on('message', onMessage)
    port.on('close', closeOnce)
  }
  return {
    send(message) {
      if (closed) return
      try {
        port.postMessage(message)
      } catch {
        closeOnce()
      }
    },
    onMessage(listener) {
      messages.push(listener)
      port.start?.()
    },
    onClose: (listener) => (closed ? listener() : void closings.push(listener)),
    close() {
      port.close?.()
      closeOnce()
    },
  }
}
