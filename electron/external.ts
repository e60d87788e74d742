import { dialog, shell, type BrowserWindow } from 'electron'

/** An address that may be opened outside, and how to name it so that nobody is deceived. */
export interface ExternalAddress {
  url: string
  /** The host in its ASCII form (punycode), or the mail address. */
  shown: string
}

/** Control characters, spaces and backslashes are read differently by different programs: an address with one is refused. */
const ambiguous = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\\]/
const longestAddress = 2048

/** Reads an address that a page wants to open; null unless it is plainly `https:` or `mailto:`, without user name or password. */
export function externalAddress(text: string): ExternalAddress | null {
  if (text.length > longestAddress || ambiguous.test(text)) return null
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  if (url.protocol === 'mailto:')
    return /^[^@?&=%]+@[^@?&=%]+$/.test(url.pathname) && !url.search ? { url: url.href, shown: url.pathname } : null
  const plain = url.protocol === 'https:' && /^https:\/\//i.test(text) && !url.username && !url.password && url.hostname !== ''
  return plain ? { url: url.href, shown: url.host } : null
}

/** Opens an address in the user's own browser or mail program after they have seen its host and agreed; anything else is dropped. */
export async function openExternal(address: string, parent: BrowserWindow | null): Promise<boolean> {
  const external = externalAddress(address)
  if (!external) return false
  const question = {
    type: 'question' as const,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
    message: `Open ${external.shown} outside of Carrel?`,
    detail: external.url,
  }
  const { response } = await (parent ? dialog.showMessageBox(parent, question) : dialog.showMessageBox(question))
  if (response !== 0) return false
  await shell.openExternal(external.url)
  return true
}
