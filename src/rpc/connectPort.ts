import { createORPCClient, mapEventIterator, type ClientLink, type NestedClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract'
import type { AppError } from '../contract/errors'
import { connectionLost, reviveError } from './errorBorder'
import { toPort, type PortLike } from './port'

/** A contract as functions to call: `client.noun.verb(input, { signal })`. Every failure is an AppError. */
export type Client<C extends AnyContractRouter> = ContractRouterClient<C>

/** The calling end of a transport. */
export interface Connection<C extends AnyContractRouter> {
  readonly client: Client<C>
  /** Settles when the connection is gone, whichever side ended it. */
  readonly closed: Promise<void>
  /** Ends the connection; calls under way fail with the error isConnectionLost tells. */
  close(): void
}

/** Calls a contract through a port served by servePort; `whyLost` may know more of a port that closed. */
export function connectPort<C extends AnyContractRouter>(port: PortLike, whyLost: () => AppError = connectionLost): Connection<C> {
  const pipe = toPort(port)
  let lost = false
  const closings: (() => void)[] = []
  const closed = new Promise<void>((resolve) => closings.push(resolve))
  const closeOnce = () => {
    if (lost) return
    lost = true
    for (const listener of closings) listener()
  }
  const socket = {
    readyState: 1,
    send: (message: string | Uint8Array) => {
      if (lost) throw whyLost()
      return pipe.send(message)
    },
    addEventListener: (type: string, listener: (event?: { data: unknown }) => void) => {
      if (type === 'close') closings.push(listener)
      if (type === 'message') pipe.onMessage((data) => isAnswer(data) && listener({ data }))
    },
    removeEventListener: () => {},
  }
  const link = new RPCLink({ websocket: socket as never })
  pipe.onClose(closeOnce)
  return {
    client: typedClient<C>(link, () => (lost ? whyLost() : null)),
    closed,
    close() {
      pipe.close()
      closeOnce()
    },
  }
}

/** A client over any link whose failures are AppErrors; `lost` is what a failure without a code means, null where the connection stands. */
export function typedClient<C extends AnyContractRouter>(link: ClientLink<Record<never, never>>, lost: () => AppError | null): Client<C> {
  const reviving: ClientLink<Record<never, never>> = {
    async call(path, input, options) {
      const revive = (error: unknown) => reviveError(error, { lost: lost(), signal: options.signal })
      try {
        const output = await link.call(path, input, options)
        if (!isStream(output)) return output
        return mapEventIterator(output, { value: async (event) => event, error: async (error) => revive(error) })
      } catch (error) {
        throw revive(error)
      }
    },
  }
  return createORPCClient<NestedClient<Record<never, never>>>(reviving) as Client<C>
}

function isStream(output: unknown): output is AsyncIterator<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

/** Answers are JSON objects or bytes; other words on a shared channel are not ours. */
function isAnswer(message: unknown): boolean {
  return typeof message === 'string' ? message.startsWith('{') : typeof message === 'object' && message !== null
}
