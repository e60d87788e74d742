import { AppError } from '../../contract/errors'
import type { SourceContext } from '../../engine/source'
import type { AllowedHosts } from './addresses'
import type { SourceLimits } from './clock'
import { createSourceFetch } from './fetchSource'
import type { Lookup } from './resolveHost'
import { createRobots } from './robots'

export interface EgressGate {
  /** A fetch that reaches the origin of `address` and nothing else. Throws EGRESS_BLOCKED. */
  fetchFor(purpose: 'model', address: string): typeof globalThis.fetch
  /** The way out for one adding of sources: any public address, under the limits of fetchSource.ts. */
  forSources(signal: AbortSignal): SourceContext
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

/** Whether an address is this machine itself. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** The one way out: every outgoing connection of every process is made through it, to an address the user has set up or added. */
export function createEgressGate({ allowed = () => [], userAgent = 'Carrel', lookup, limits }: EgressOptions = {}): EgressGate {
  return {
    fetchFor: (_purpose, address) => {
      const { origin } = new URL(address)
      return async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input)
        if (url.origin !== origin) {
          throw new AppError(
            'EGRESS_BLOCKED',
            `A connection to ${url.host} was refused: only ${new URL(address).host} was set up for this.`,
          )
        }
        return await fetch(input, { ...init, redirect: 'manual' })
      }
    },
    forSources: (signal) => {
      const fetch = createSourceFetch({ allowed: allowed(), userAgent, signal, lookup, limits })
      return { fetch, askRobots: createRobots(fetch, { agent: userAgent.split('/')[0] as string }), signal }
    },
  }
}
