import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { AppError } from '../../contract/errors'
import { type AllowedHosts, blocked, hostOf, isAllowedHost, mayConnect } from './addresses'

export interface HostAddress {
  address: string
  family: number
}

/** Finds every address of a host name. */
export type Lookup = (host: string) => Promise<HostAddress[]>

export const lookupBySystem: Lookup = (host) => systemLookup(host, { all: true, verbatim: true })

/**
 * Every address of the host of `url`, looked up once and all of them checked: one that may not be reached refuses the host, for nobody
 * can say which of them would be taken. Throws SOURCE_BLOCKED, SOURCE_UNREACHABLE.
 */
export async function resolveHost(url: URL, { lookup, allowed }: { lookup: Lookup; allowed: AllowedHosts }): Promise<HostAddress[]> {
  const host = hostOf(url)
  const family = isIP(host)
  const addresses = family ? [{ address: host, family }] : await lookUp(host, lookup)
  const byName = isAllowedHost(url, allowed)
  const refused = addresses.find(({ address }) => !mayConnect(address, { allowed: byName }))
  if (refused) throw notPublic(url, refused.address)
  return addresses
}

async function lookUp(host: string, lookup: Lookup): Promise<HostAddress[]> {
  try {
    const found = await lookup(host)
    if (found.length > 0) return found
  } catch (cause) {
    throw new AppError('SOURCE_UNREACHABLE', `The host ${host} was not found. Check the address and the connection, then retry.`, { cause })
  }
  throw new AppError('SOURCE_UNREACHABLE', `The host ${host} has no address. Check the address, then retry.`)
}

function notPublic(url: URL, address: string): AppError {
  const host = hostOf(url)
  const where = host === address ? host : `${host} (${address})`
  return blocked(
    `${where} is not on the public internet, so it was not asked. If it is a service of yours, allow ${url.host} in the settings (network.allow).`,
  )
}
