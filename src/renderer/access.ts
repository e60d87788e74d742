const storageKey = 'carrel.token'

/**
 * The token of the web host: from the address's fragment at first, from this tab's session storage after a reload.
 * The fragment is taken out of the address, so that it is not copied along. Undefined in the desktop.
 */
export function accessToken(): string | undefined {
  const fromAddress = new URLSearchParams(location.hash.slice(1)).get('token')
  if (fromAddress) {
    sessionStorage.setItem(storageKey, fromAddress)
    history.replaceState(null, '', location.pathname + location.search)
  }
  return fromAddress ?? sessionStorage.getItem(storageKey) ?? undefined
}

/** Headers that open the web host's routes with data; none in the desktop. */
export function accessHeaders(): Record<string, string> {
  const token = window.carrel ? undefined : accessToken()
  return token ? { authorization: `Bearer ${token}` } : {}
}

/** Where the original of a document is read from. */
export function fileUrl(workspace: string, document: string): string {
  return new URL(`/files/${encodeURIComponent(workspace)}/${encodeURIComponent(document)}`, location.href).href
}
