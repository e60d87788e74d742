import type { Page } from '../../page'
import { markHiddenParts } from '../html/hiddenParts'
import { markupPage } from '../html/markupPage'
import { parseMarkup } from '../html/parseMarkup'

/** Longest message in characters that is read as a web page: its tree takes about twenty times that in memory. */
const maxLength = 32 * 2 ** 20

/** The text of a message that is a web page; what its writer hid stays in it, marked. Null where it is too long for that. */
export async function markupBody(html: string): Promise<Page | null> {
  if (html.length > maxLength) return null
  const clean = html.replace(/[\ufdd0-\ufdef]/g, '')
  const document = await parseMarkup(/<(html|body)\b/i.test(clean) ? clean : `<html><body>${clean}</body></html>`)
  markHiddenParts(document)
  return markupPage(document)
}
