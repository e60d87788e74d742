import { AppError } from '../contract/errors'

/** What a connection is for; more kinds come with the features that need them. */
export type EgressPurpose = 'model'

export interface EgressGate {
  /** A fetch that reaches the origin of `address` and nothing else. Throws EGRESS_BLOCKED. */
  fetchFor(purpose: EgressPurpose, address: string): typeof globalThis.fetch
}

/** Whether an address is this machine itself. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** The one way out: every outgoing connection of every process is made through it, to an address the user has set up. */
export function createEgressGate(): EgressGate {
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
  }
}
