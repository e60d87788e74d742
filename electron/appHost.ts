import type { MessagePortMain } from 'electron'
import { contract, type Contract } from '../src/contract'
import { openHost } from '../src/hosts/openHost'
import type { HostOptions } from '../src/hosts/startHost'
import type { Client } from '../src/rpc/connectPort'
import { socketPath, socketProtocol, tokenProtocolPrefix } from '../src/rpc/connectSocket'
import { createRouter } from '../src/rpc/createRouter'
import { toPort, type Port } from '../src/rpc/port'
import { servePort } from '../src/rpc/servePort'
import { socketPort } from '../src/rpc/socketPort'
import { type AnswerSource, answerSourceFile } from './protocol'

/** The application behind the windows: run by this process, or by the host that holds the data folder already. */
export interface AppHost {
  client: Client<Contract>
  /** The loopback address other programs of this user reach. */
  address: string
  /** Lets a window's port speak the contract, until the port closes. */
  serve(port: MessagePortMain): void
  answerSource: AnswerSource
  close(): Promise<void>
}

/** Starts the application on a data folder, or joins the host that holds it. Throws what openHost throws. */
export async function openAppHost(options: HostOptions): Promise<AppHost> {
  const host = await openHost(options)
  const { address, token } = host.address
  if (!host.own) {
    return {
      client: host.client,
      address,
      serve: (port) => pipePorts(toPort(port), remotePort(address, token)),
      answerSource: (workspace, document, request) => fetchSource(address, token, { workspace, document, request }),
      close: () => host.close(),
    }
  }
  const { core } = host.own
  const router = createRouter(contract, core.handlers, {
    onError: (error, path) => options.log('A call failed unexpectedly', { path, error: (error as Error)?.stack ?? String(error) }),
  })
  return {
    client: host.client,
    address,
    serve: (port) => void servePort(router, port),
    answerSource: async (workspace, document, request) => answerSourceFile(await core.sourceOf(workspace, document), request),
    close: () => host.close(),
  }
}

function remotePort(address: string, token: string): Port {
  return socketPort(new WebSocket(`${address.replace(/^http/, 'ws')}${socketPath}`, [socketProtocol, `${tokenProtocolPrefix}${token}`]))
}

/** Joins two ports that speak the same protocol; when one closes, the other is closed. */
function pipePorts(one: Port, other: Port): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.onMessage((message) => void to.send(message as string | Uint8Array))
    from.onClose(() => to.close())
  }
}

async function fetchSource(
  address: string,
  token: string,
  { workspace, document, request }: { workspace: string; document: string; request: Request },
): Promise<Response> {
  const range = request.headers.get('range')
  return await fetch(`${address}/files/${encodeURIComponent(workspace)}/${encodeURIComponent(document)}`, {
    method: request.method,
    headers: { authorization: `Bearer ${token}`, ...(range ? { range } : {}) },
    redirect: 'error',
  })
}
