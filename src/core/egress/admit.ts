import type { EgressPolicy, EgressPurpose } from '../../contract/egress'
import { AppError } from '../../contract/errors'
import type { EgressRows } from '../catalog/egressRows'
import { hostOf } from './addresses'

/** Whose connection it is: what its workspace allows, and where it is noted. */
export interface EgressBook {
  /** Null for what belongs to no workspace: the user asked for that very connection. */
  policy: { get(): EgressPolicy } | null
  ledger: Pick<EgressRows, 'note' | 'received' | 'failed'>
}

/** What a connection is for. */
export interface EgressUse {
  purpose: EgressPurpose
  book: EgressBook
  /** Ids of the documents whose text goes along, as known when it is sent. */
  documents?: () => readonly string[]
}

/** What becomes of a connection, for the ledger. */
export interface Tally {
  received(bytes: number): void
  failed(): void
}

/** Whether an address is this machine itself. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** How a policy and a ledger name the host of an address: with its port where that is not the usual one. */
export function hostName(url: URL): string {
  const host = hostOf(url)
  const named = host.includes(':') ? `[${host}]` : host
  return url.port ? `${named}:${url.port}` : named
}

export type Verdict = 'loopback' | 'allowed' | 'ask' | 'refused'

/** What a policy says of an address. A page is named by the user, which is an answer already; whatever else is to go there has to be asked for. */
export function judge(url: URL, purpose: EgressPurpose, policy: EgressPolicy | null): Verdict {
  if (isLoopback(url.href)) return 'loopback'
  if (!policy) return 'allowed'
  if (policy.mode === 'local') return 'refused'
  if (policy.hosts.includes(hostName(url)) || policy.hosts.includes(hostOf(url))) return 'allowed'
  if (policy.mode === 'services') return 'refused'
  return purpose === 'page' ? 'allowed' : 'ask'
}

/** Throws EGRESS_BLOCKED where the policy does not allow the address; `details.ask` where the user may be asked. Notes nothing. */
export function check(url: URL, { purpose, book }: EgressUse): Verdict {
  const verdict = judge(url, purpose, book.policy?.get() ?? null)
  if (verdict !== 'ask' && verdict !== 'refused') return verdict
  const host = hostName(url)
  const isLocal = book.policy?.get().mode === 'local'
  const what = isLocal
    ? `This workspace is local only: nothing was sent to ${host}. Change its policy first, if it may.`
    : `This workspace does not allow ${host} yet: nothing was sent. Allow it: carrel policy NAME --allow ${host}.`
  throw new AppError('EGRESS_BLOCKED', what, { details: { host, purpose, ask: verdict === 'ask' } })
}

/** The same, and notes a refusal. Throws EGRESS_BLOCKED. */
export function requireAllowed(url: URL, use: EgressUse): Verdict {
  try {
    return check(url, use)
  } catch (error) {
    use.book.ledger.note({ host: hostName(url), purpose: use.purpose, outcome: 'refused', sent: 0, documents: [] })
    throw error
  }
}

/** Lets a connection through and notes it, or notes the refusal and throws EGRESS_BLOCKED. `sent`: bytes of the body. */
export function admit(url: URL, use: EgressUse, sent: number): Tally {
  // What stays on this machine does not leave it.
  if (requireAllowed(url, use) === 'loopback') return { received: () => {}, failed: () => {} }
  const { ledger } = use.book
  const seq = ledger.note({ host: hostName(url), purpose: use.purpose, outcome: 'sent', sent, documents: use.documents?.() ?? [] })
  return { received: (bytes) => ledger.received(seq, bytes), failed: () => ledger.failed(seq) }
}
