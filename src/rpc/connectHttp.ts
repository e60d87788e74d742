import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { typedClient, type Connection } from './connectPort'
import { connectionLost } from './errorBorder'

/** Calls a contract over HTTP; `address` is that of the host, e.g. `http://127.0.0.1:4771`. Procedures without a route are called by their path. */
export function connectHttp<C extends AnyContractRouter>(
  contract: C,
  { address, token }: { address: string; token: string },
): Connection<C> {
  const ending = new AbortController()
  const link = new OpenAPILink(contract, {
    url: `${address}/api`,
    headers: { authorization: `Bearer ${token}` },
    fetch: (request: { signal: AbortSignal }, init: object) => {
      if (ending.signal.aborted) throw connectionLost()
      return fetch(request as never, { ...init, redirect: 'error', signal: AbortSignal.any([request.signal, ending.signal]) })
    },
  })
  return {
    client: typedClient<C>(link, connectionLost),
    closed: new Promise((resolve) => ending.signal.addEventListener('abort', resolve)),
    close: () => ending.abort(),
  }
}
