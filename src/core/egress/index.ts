import { AppError } from '../../contract/errors'
import type { SourceContext } from '../../engine/source'
import type { AllowedHosts } from './addresses'
import { admit, type EgressBook, type EgressUse, requireAllowed } from './admit'
import type { SourceLimits } from './clock'
import { bodyBytes, countedFetch } from './countedFetch'
import { createDownloadFetch, type DownloadFetch } from './fetchDownload'
import { createSourceFetch } from './fetchSource'
import type { Lookup } from './resolveHost'
import { createRobots } from './robots'

export { type EgressBook, type EgressUse, isLoopback } from './admit'

export interface EgressGate {
  /** A fetch that reaches the origin of `address` and nothing else, as far as the policy of its workspace allows. Throws EGRESS_BLOCKED. */
  fetchFor(use: EgressUse, address: string): typeof globalThis.fetch
  /** Throws EGRESS_BLOCKED where a fetch to the address would be refused, and notes that. */
  check(use: EgressUse, address: string): void
  /** The way out for one adding of sources: any public address, as far as the policy allows, under the limits of fetchSource.ts. */
  forSources(signal: AbortSignal, book: EgressBook): SourceContext
  /** The way out for the files of models: the source the user has set, and the hosts named beside it. */
  forDownloads(use: EgressUse): DownloadFetch
}

export interface EgressOptions {
  /** Hosts the user allows although they are not public; asked anew for each adding. */
  allowed?: () => AllowedHosts
  /** How the gate calls itself, name and version parted by a slash. */
  userAgent?: string
  /** How names become addresses; the system's way where absent. */
  lookup?: Lookup
  limits?: Partial<SourceLimits>
}

/** The one way out: every outgoing connection of every process is made through it, to an address the user has set up or added. */
export function createEgressGate({ allowed = () => [], userAgent = 'Carrel', lookup, limits }: EgressOptions = {}): EgressGate {
  return {
    fetchFor: (use, address) => {
      const { origin } = new URL(address)
      return async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input)
        if (url.origin !== origin) {
          throw new AppError(
            'EGRESS_BLOCKED',
            `A connection to ${url.host} was refused: only ${new URL(address).host} was set up for this.`,
          )
        }
        const tally = admit(url, use, await bodyBytes(input, init?.body))
        return await countedFetch(input, { ...init, redirect: 'manual' }, tally)
      }
    },
    check: (use, address) => void requireAllowed(new URL(address), use),
    forSources: (signal, book) => {
      const fetch = createSourceFetch({ allowed: allowed(), userAgent, signal, lookup, limits, use: { purpose: 'page', book } })
      return { fetch, askRobots: createRobots(fetch, { agent: userAgent.split('/')[0] as string }), signal }
    },
    forDownloads: (use) => createDownloadFetch({ allowed: allowed(), userAgent, lookup, use }),
  }
}
