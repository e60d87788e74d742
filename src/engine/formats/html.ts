import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { articleOf } from './html/articleOf'
import { declaredEncoding } from './html/declaredEncoding'
import { looksLikeHtml } from './html/looksLikeHtml'
import { markupPage } from './html/markupPage'
import { parseMarkup } from './html/parseMarkup'
import { walkMarkup, type MarkupNode } from './html/walkMarkup'
import { readTextFile } from './text/decodeText'
import { hiddenText } from './text/hiddenText'

const extensions = new Set(['html', 'htm', 'xhtml', 'xht', 'shtml'])

/** Longest web page in bytes: its tree takes about twenty times that in memory. */
const maxBytes = 32 * 1024 * 1024

/** Web pages: the article where one stands out, else the whole body; scripts, styles and hidden parts left out. */
export const format: Format = {
  id: 'html',
  mediaType: 'text/html',
  place: 'section',
  recognises(head) {
    if (head.encoding === null || (head.detected && head.detected.extension !== 'xml')) return 0
    const known = extensions.has(head.extension)
    return looksLikeHtml(head) ? (known ? 3 : 2) : known && !head.detected ? 3 : 0
  },
  async open({ path, head }) {
    const page = await readHtml(path, head)
    const hidden = hiddenText(page.text)
    if (hidden.length) page.hidden = [...(page.hidden ?? []), ...hidden]
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: page.text === '' }),
      close: async () => {},
    }
  },
}

async function readHtml(path: string, head: FileHead) {
  if (head.size > maxBytes) {
    throw new AppError('DOCUMENT_TOO_LARGE', `A web page may have ${maxBytes >> 20} MB, this one has ${head.size >> 20} MB: split it.`)
  }
  const html = (await readTextFile(path, head.encoding, declaredEncoding(head))).replace(/[\ufdd0-\ufdef]/g, '')
  const document = await parseMarkup(html)
  const title = titleOf(document)
  const whole = markupPage(document, title)
  const article = await articleOf(document)
  if (!article) return whole
  const page = markupPage(article, title)
  return page.text.length >= whole.text.length * 0.4 ? page : whole
}

/** The title of a page, wherever it stands; pages without a head have it in their body. */
function titleOf(document: MarkupNode): string {
  let title: MarkupNode | null = null
  walkMarkup(document, {
    enter(node) {
      if (node.localName === 'svg') return false
      if (node.localName === 'title') title ??= node
      return title === null
    },
  })
  return (title as MarkupNode | null)?.firstChild?.data ?? ''
}
