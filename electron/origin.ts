/** The scheme of the window's own address. */
export const scheme = 'app'

/** Where the window's page and its files are: `app://main/`. */
export const ownOrigin = `${scheme}://main`

/** Whether an address is a page of this app; compares the parsed parts, so that `app://main.evil/` is not. */
export function isOwnPage(address: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(address)
    return protocol === `${scheme}:` && host === 'main' && username === '' && password === ''
  } catch {
    return false
  }
}
