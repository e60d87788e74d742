import { hide } from '../docx/hiddenMarks'
import type { Page } from '../../page'
import { BlockWriter } from './blockWriter'
import { boldMark } from './hiddenParts'
import { itemOf, markdownTable } from './markdownTable'
import { hasHeadings, isInvisible, textOf, walkMarkup, type MarkupNode } from './walkMarkup'

/** Noncharacters put around text that the document's own reader found to be hidden; see `../docx/hiddenMarks.ts`. */
export const [hiddenStart, , hiddenEnd] = hide('.', 'hidden in the document') as unknown as [string, string, string]

const blockElements = new Set(
  (
    'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr ' +
    'html li main ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)

/** Signs and links are short: elements may lie in each other by the ten thousand. */
const fewNodes = 40

export interface MarkupOptions {
  /** The markup was written for readers of the web or of a book: pictures have words for those who do not see them, signs lead to notes. */
  published?: boolean
}

/**
 * The one page of a document that is markup below `root`: text in reading order, with headings, lists, quotes, code and Markdown tables as blocks.
 * `title` becomes the first heading unless the text begins with it.
 */
export function markupPage(root: MarkupNode, title = '', { published = false }: MarkupOptions = {}): Page {
  const layout = layoutTables(root)
  const usesBold = published && !hasHeadings(root)
  const writer = new BlockWriter()
  writer.title(title)
  walkMarkup(root, {
    enter(node) {
      if (isInvisible(node)) return false
      if (node.nodeType === 3) {
        writer.text(node.data ?? '')
        return true
      }
      const name = node.localName ?? ''
      if (name === 'br') writer.lineBreak()
      if (name === 'a' && leadsBack(node)) return false
      if (published && !writeInline(writer, node, name)) return false
      if (usesBold && isBold(node, name)) writer.bold++
      if (!blockElements.has(name)) return true
      writer.endBlock()
      const table = name === 'table' && !layout.has(node) ? markdownTable(node) : null
      if (table !== null) {
        const caption = captionOf(node)
        if (caption !== '') writer.whole('caption', caption)
        writer.whole('table', table)
        return false
      }
      const item = name === 'table' && !layout.has(node) ? itemOf(node) : null
      if (item !== null) {
        writer.item(item)
        return false
      }
      writer.enter(node, name)
      return true
    },
    leave(node) {
      if (node.nodeType !== 1) return
      if (usesBold && isBold(node, node.localName ?? '') && !isInvisible(node)) writer.bold--
      if (blockElements.has(node.localName ?? '')) writer.leave(node)
    },
  })
  return usesBold ? writer.pageWithBoldHeadings() : writer.page()
}

/** Elements that are more or less than the text in them. False: what is within is not visited. */
function writeInline(writer: BlockWriter, node: MarkupNode, name: string): boolean {
  if (name === 'img') writer.picture(describedBy(node))
  else if (name === 'sup') {
    const mark = raised(textOf(node, fewNodes), node)
    if (mark !== null) writer.raised(mark)
    return mark === null
  } else if (name === 'math') {
    const formula = formulaOf(node)
    if (formula !== '') writer.text(formula)
    return formula === ''
  } else if (name === 'q') {
    writer.text(`“${textOf(node)}”`)
    return false
  } else if (name === 'a' && /noteref/.test(roleOf(node))) {
    writer.raised(`[${textOf(node, fewNodes).replace(/[\s[\]]+/g, '')}]`)
    return false
  } else if (name === 'span' || name === 'a') return !isPageNumber(node)
  // Readings beside ideographs would part their words.
  return name !== 'rt' && name !== 'rp'
}

function roleOf(node: MarkupNode): string {
  return `${node.getAttribute?.('epub:type') ?? ''} ${node.getAttribute?.('role') ?? ''}`
}

/** Whether an element says where a page of the printed book began, in the middle of a sentence as often as not. */
function isPageNumber(node: MarkupNode): boolean {
  return /pagebreak/.test(roleOf(node)) || /(^|[\s-])page-?(num|no|number)s?\b/i.test(node.getAttribute?.('class') ?? '')
}

/** What stands in for a picture; '' where that says nothing about it. */
function describedBy(node: MarkupNode): string {
  const text = (node.getAttribute?.('alt') ?? '').replace(/\s+/g, ' ').trim()
  const isIdle =
    text.length < 3 ||
    /^(image|photo|picture|logo|icon|avatar|thumbnail|spacer|loading)$/i.test(text) ||
    /\.(png|jpe?g|gif|svg|webp)$/i.test(text)
  return isIdle ? '' : text.slice(0, 1_000)
}

/** A raised number as it can be read in a line: the sign of a note in brackets, a power behind its sign; null for other raised text. */
function raised(text: string, node: MarkupNode): string | null {
  const plain = text.trim()
  if (!/^[\d*†‡§a-z]{1,4}$/i.test(plain)) return null
  const link = linkIn(node) ?? (node.parentNode?.localName === 'a' ? node.parentNode : null)
  if (link?.getAttribute?.('href')?.includes('#')) return `[${plain}]`
  return /^\d+$/.test(plain) ? `^${plain}` : null
}

function linkIn(node: MarkupNode): MarkupNode | null {
  let found: MarkupNode | null = null
  walkMarkup(node, {
    enter(inner) {
      if (inner.localName === 'a') found ??= inner
    },
    isDone: () => found !== null,
  })
  return found
}

/** A formula as its writer typed it, where that is kept beside it. */
function formulaOf(math: MarkupNode): string {
  let formula = math.getAttribute?.('alttext') ?? ''
  walkMarkup(math, {
    enter(node) {
      if (node.localName === 'annotation' && /tex/i.test(node.getAttribute?.('encoding') ?? '')) formula = textOf(node)
      return true
    },
  })
  return formula.trim()
}

/** Whether a link only leads back from a note to where it is referred to. */
function leadsBack(link: MarkupNode): boolean {
  const href = link.getAttribute?.('href') ?? ''
  if (!href.includes('#')) return false
  if (href.startsWith('#footnote-ref')) return true
  return /^[\s^↑↩⤴⏎\ufe0e\ufe0f]+$/.test(textOf(link, fewNodes))
}

function isBold(node: MarkupNode, name: string): boolean {
  return name === 'b' || name === 'strong' || node.getAttribute?.(boldMark) != null
}

function captionOf(table: MarkupNode): string {
  for (let child = table.firstChild; child; child = child.nextSibling) {
    if (child.localName === 'caption') return textOf(child).replace(/\s+/g, ' ').trim()
  }
  return ''
}

/** Tables that hold other tables: they lay out a page. */
function layoutTables(root: MarkupNode): Set<MarkupNode> {
  const layout = new Set<MarkupNode>()
  const open: MarkupNode[] = []
  walkMarkup(root, {
    enter(node) {
      if (node.localName !== 'table') return
      const parent = open.at(-1)
      if (parent) layout.add(parent)
      open.push(node)
    },
    leave(node) {
      if (open.at(-1) === node) open.pop()
    },
  })
  return layout
}
