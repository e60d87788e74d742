import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { socketProtocol, tokenProtocolPrefix } from '../../rpc/connectSocket'
import type { Refusal } from './refusal'

/** What the door knows; the port is known once the host listens. */
export interface Door {
  port: number
  token: string
}

/** Names under which a browser on this machine reaches the host. No others: a name of someone else's may be pointed here. */
const hostNames = ['127.0.0.1', 'localhost']

/**
 * Refuses whoever is not of this machine: a wrong Host (another name that resolves here) or a wrong Origin (a page of another site).
 * Null: may come in, as far as the open page.
 */
export function checkOrigin({ headers, headersDistinct }: IncomingMessage, { port }: Door): Refusal | null {
  const hosts = headersDistinct.host ?? []
  if (hosts.length !== 1 || !hostNames.some((name) => hosts[0] === `${name}:${port}`)) {
    return { status: 403, code: 'FORBIDDEN', message: `Carrel answers only at 127.0.0.1:${port} and localhost:${port}.` }
  }
  if (headers.origin !== undefined && !hostNames.some((name) => headers.origin === `http://${name}:${port}`)) {
    return { status: 403, code: 'FORBIDDEN', message: 'Carrel answers no pages of other sites.' }
  }
  return null
}

/** Refuses a request without the token in its Authorization header. */
export function checkToken({ headers }: IncomingMessage, door: Door): Refusal | null {
  const [, token] = /^Bearer ([\x21-\x7e]+)$/.exec(headers.authorization ?? '') ?? []
  return isToken(token, door) ? null : noToken
}

/** Refuses a WebSocket without the contract's protocol and the token beside it. */
export function checkSocketToken({ headers }: IncomingMessage, door: Door): Refusal | null {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
  const token = protocols.find((protocol) => protocol.startsWith(tokenProtocolPrefix))?.slice(tokenProtocolPrefix.length)
  return protocols.includes(socketProtocol) && isToken(token, door) ? null : noToken
}

const noToken: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  message: 'The token is missing or not the one of this Carrel. Use the one in the address it printed.',
  headers: { 'www-authenticate': 'Bearer realm="carrel"' },
}

/** Digests are compared, so that the time tells nothing, not even a length. */
function isToken(candidate: string | undefined, { token }: Door): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(candidate ?? ''), digest(token)) && candidate !== undefined
}
