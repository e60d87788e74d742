/** Parts of a query that say who sent the reader, not what is read. */
const tracking =
  /^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|mc_[ce]id|igshid|yclid|dclid|ref_src|_hs(enc|mi)|mkt_tok|vero_id|oly_\w+_id)$/i

/** An address without its fragment and without what only tells where the reader came from. */
export function plainAddress(address: string): string {
  const url = new URL(address)
  url.hash = ''
  for (const name of [...url.searchParams.keys()]) if (tracking.test(name)) url.searchParams.delete(name)
  return url.href
}

const siteOf = (url: URL) => url.hostname.replace(/^www\./, '')

/**
 * What a page is known by the next time: the address it calls its own, where that can be true, else the one it came from.
 * A canonical address is not believed when it lies on another site, leads upwards from the page (many sites name their front page
 * everywhere, or the first page of several), or leaves out a part of the query: two pages would then replace each other.
 */
export function canonicalAddress(address: string, canonical: string | null): string {
  const own = new URL(plainAddress(address))
  const claimed = canonical ? URL.parse(canonical, own.href) : null
  if (!claimed || !/^https?:$/.test(claimed.protocol) || claimed.username || claimed.password) return own.href
  const [path, claimedPath] = [own.pathname, claimed.pathname].map((one) => one.replace(/\/+$/, ''))
  const upwards = path !== claimedPath && `${path}/`.startsWith(`${claimedPath}/`)
  const lost = [...own.searchParams.keys()].some((name) => !claimed.searchParams.has(name))
  if (siteOf(claimed) !== siteOf(own) || claimed.port !== own.port || upwards || lost) return own.href
  return plainAddress(claimed.href)
}
