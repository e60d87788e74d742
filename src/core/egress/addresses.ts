import ipaddr from 'ipaddr.js'
import { AppError } from '../../contract/errors'

/** What the user allows although it is private: exact host names or addresses, each for all ports or with one (`wiki:8080`). */
export type AllowedHosts = readonly string[]

/** Ports below this belong to services of the system that are no web servers, except the two of the web. */
const firstFreePort = 1024
const webPorts = ['', '80', '443']

/**
 * Whether an address of the internet protocol is one of the public internet. Everything that is set apart for something else is not:
 * this machine, private and shared networks, link-local (where clouds keep their metadata), multicast, and forms that carry another
 * address inside (mapped, translated, 6to4, Teredo). Version 6 has its public addresses in 2000::/3 only.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || ((parsed as ipaddr.IPv6).parts[0] as number) >> 13 === 1
}

/** What a host that is allowed by name may resolve to, beside public addresses: never link-local, multicast or unspecified ones. */
const allowedRanges = ['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']

/** Whether a host may be reached at an address it resolved to. */
export function mayConnect(address: string, { allowed }: { allowed: boolean }): boolean {
  if (isPublicAddress(address)) return true
  return allowed && ipaddr.isValid(address) && allowedRanges.includes(ipaddr.parse(address).range())
}

/** The host of an address without brackets, in lower case. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/** Whether the user allows this host by name. */
export function isAllowedHost(url: URL, allowed: AllowedHosts): boolean {
  const host = hostOf(url)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return allowed.some((entry) => {
    const wanted = entry.trim().toLowerCase()
    return wanted === host || wanted === `${host}:${port}` || wanted === `[${host}]:${port}`
  })
}

/** Reads an address and checks what can be checked before it is resolved. Throws SOURCE_BLOCKED. */
export function readAddress(text: string, allowed: AllowedHosts): URL {
  const url = URL.parse(text)
  if (!url) throw blocked(`“${shorten(text)}” is not a web address. Check how it is written.`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw blocked(`Only http and https addresses are fetched, not ${url.protocol.slice(0, -1)}. Save it as a file and add that.`)
  if (url.username || url.password)
    throw blocked(`The address of ${url.host} holds a user name or a password, which is never sent. Save the page as a file and add that.`)
  if (!webPorts.includes(url.port) && Number(url.port) < firstFreePort && !isAllowedHost(url, allowed))
    throw blocked(`Port ${url.port} of ${url.hostname} is not one of a web server, so it was not asked. Check the address.`)
  return url
}

/** The refusal of an address. */
export function blocked(message: string): AppError {
  return new AppError('SOURCE_BLOCKED', message)
}

export function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}
