import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import type { Page } from '../page'
import { articleOf } from './html/articleOf'
import { declaredEncoding } from './html/declaredEncoding'
import { markHiddenParts } from './html/hiddenParts'
import { countFigures, countTables, keepsMuch } from './html/keepsMuch'
import { bodySections, losesSection } from './html/lostProse'
import { looksLikeHtml } from './html/looksLikeHtml'
import { markupPage } from './html/markupPage'
import { parseMarkup } from './html/parseMarkup'
import { publishedOn } from './html/publishedOn'
import { walkMarkup, type MarkupNode } from './html/walkMarkup'
import { readTextFile } from './text/decodeText'

const extensions = new Set(['html', 'htm', 'xhtml', 'xht', 'shtml'])

/** Longest web page in bytes: its tree takes about twenty times that in memory. */
const maxBytes = 32 * 1024 * 1024

/** Web pages: the article where one stands out, else the whole body; what is not shown comes out marked, scripts and navigation not at all. */
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
    const { page, published } = await readHtml(path, head)
    if (published) page.published = published
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: page.text === '' }),
      close: async () => {},
    }
  },
}

async function readHtml(path: string, head: FileHead): Promise<{ page: Page; published: string | null }> {
  if (head.size > maxBytes) {
    throw new AppError('DOCUMENT_TOO_LARGE', `A web page may have ${maxBytes >> 20} MB, this one has ${head.size >> 20} MB: split it.`)
  }
  const html = (await readTextFile(path, head.encoding, declaredEncoding(head))).replace(/[\ufdd0-\ufdef]/g, '')
  const document = await parseMarkup(html)
  const title = titleOf(document)
  const published = publishedOn(document)
  markHiddenParts(document)
  const whole = markupPage(document, title, { published: true })
  if (whole.text.trim() === '' && find(document, 'frame')) throw onlyFrames()
  if (saysNothing(whole, title) && find(document, 'script')) throw onlyScript()
  const all = { page: whole, tables: countTables(document), figures: countFigures(document) }
  const sections = bodySections(document)
  const article = await articleOf(document)
  if (!article) return { page: whole, published }
  const page = markupPage(article, title, { published: true })
  const kept = { page, tables: countTables(article), figures: countFigures(article) }
  return { page: keepsMuch(kept, all) && !losesSection(sections, page.text) ? page : whole, published }
}

function onlyFrames(): AppError {
  return new AppError('DOCUMENT_EMPTY', 'The web page is nothing but frames that show other pages: add those pages.')
}

/** Whether there is nothing on a page but, at most, its title. */
function saysNothing({ text }: Page, title: string): boolean {
  return text.trim() === '' || text.trim() === title.replace(/\s+/g, ' ').trim()
}

function onlyScript(): AppError {
  return new AppError(
    'DOCUMENT_EMPTY',
    'A script makes this web page, and the file holds no more than it: open it in a browser, save it as PDF, and add that.',
  )
}

/** The title of a page, wherever it stands; pages without a head have it in their body. */
function titleOf(document: MarkupNode): string {
  return find(document, 'title')?.firstChild?.data ?? ''
}

function find(document: MarkupNode, name: string): MarkupNode | null {
  let found: MarkupNode | null = null
  walkMarkup(document, {
    enter(node) {
      if (node.localName === 'svg') return false
      if (node.localName === name) found ??= node
      return true
    },
    isDone: () => found !== null,
  })
  return found
}
