import { RPCHandler } from '@orpc/server/websocket'
import type { Router } from './createRouter'
import { toPort, type PortLike } from './port'

/** Answers the calls that come through a port until it closes; then every call under way is aborted. */
export function servePort(router: Router, port: PortLike): { close(): void } {
  const pipe = toPort(port)
  const handler = new RPCHandler(router)
  const peer = { send: (message: string | Uint8Array) => pipe.send(message) } as never
  pipe.onMessage((message) => {
    // A message that is no call is no reason to fall over: the caller hears nothing, as with any unknown word.
    handler.message(peer, message as string).catch(() => {})
  })
  pipe.onClose(() => handler.close(peer))
  return {
    close() {
      handler.close(peer)
      pipe.close()
    },
  }
}
