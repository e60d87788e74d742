import { AppError } from '../../../contract/errors'
import { parseManyElements } from './manyElements'
import type { MarkupNode } from './walkMarkup'

/** The document of a parsed web page, as linkedom gives it; a large one has nothing but its nodes. */
export interface MarkupDocument extends MarkupNode {
  body?: MarkupNode | null
  documentElement?: MarkupNode | null
}

/** Tags from which on a page is parsed into nodes that take little, and elements and texts from which on it is refused: it takes 500 MB. */
const manyTags = 40_000
const mostNodes = 1_000_000

/** Parses HTML; nothing in it is run or fetched. Throws DOCUMENT_TOO_LARGE where it has more elements than fit into a reader's memory. */
export async function parseMarkup(html: string): Promise<MarkupDocument> {
  const { parseHTML } = await import('linkedom')
  // A document type node has no next sibling in linkedom, so nothing behind it would be found; it says nothing to read anyway.
  const source = withoutDepth(closedDrawings(plainSections(html.replace(/<!doctype[^>]*>/i, ''))))
  const parse = (markup: string) => parseHTML(markup).document
  if (!isLarge(source)) return parse(source) as unknown as MarkupDocument
  const references = readReferences(source, (markup) => parse(markup).documentElement?.textContent ?? '')
  const root = parseManyElements(source, (text) => text.replace(reference, (one) => references.get(one) ?? one), mostNodes)
  if (root) return root
  throw new AppError(
    'DOCUMENT_TOO_LARGE',
    `It has more than ${mostNodes.toLocaleString('en')} elements and pieces of text: split it, or save its data as CSV or plain text and add that.`,
  )
}

/** What opens, closes or ends a drawing: text of a page breaks out of it (HTML 13.2.6.5), unless it stands in a part for such text. */
const drawing = /<(\/?)(svg|foreignobject|desc|p|div|h[1-6]|table|[uod]l|blockquote|pre|center|span|body)(?=[\s/>])/gi

/** The source with drawings closed where text of the page begins; the parser would take all that follows for a part of them. */
function closedDrawings(html: string): string {
  if (!/<svg/i.test(html)) return html
  const kept: string[] = []
  let [at, depth, within] = [0, 0, 0]
  for (const { 0: tag, 1: close, 2: written = '', index } of html.matchAll(drawing)) {
    const name = written.toLowerCase()
    if (name === 'svg') {
      const isWhole = !close && /^[^<>]*\/>/.test(html.slice(index + 1, index + 2_000))
      if (!isWhole) depth = close ? Math.max(0, depth - 1) : depth + 1
    } else if (name === 'foreignobject' || name === 'desc') within = close ? Math.max(0, within - 1) : within + (depth > 0 ? 1 : 0)
    else if (depth > 0 && within === 0 && !close) {
      kept.push(html.slice(at, index), '</svg>'.repeat(depth), tag)
      ;[at, depth] = [index + tag.length, 0]
    }
    if (depth === 0) within = 0
  }
  return kept.join('') + html.slice(at)
}

/** In XML, text may stand in sections whose signs mean nothing; a parser of HTML takes them for comments. */
function plainSections(html: string): string {
  const isXml = /^\s*<\?xml|xmlns\s*=\s*["']http:\/\/www\.w3\.org\/1999\/xhtml/.test(html.slice(0, 2_048))
  if (!isXml || !html.includes('<![CDATA[')) return html
  const kept: string[] = []
  let at = 0
  for (let open = html.indexOf('<![CDATA['); open >= 0; open = html.indexOf('<![CDATA[', at)) {
    const end = html.indexOf(']]>', open)
    if (end < 0) break
    kept.push(
      html.slice(at, open),
      html
        .slice(open + 9, end)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;'),
    )
    at = end + 3
  }
  return kept.join('') + html.slice(at)
}

/** A tag of so many characters and words is nothing but attributes, of which linkedom makes a node each. */
const longTag = 16_384
const mostWords = 2_000

function isLarge(html: string): boolean {
  let count = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) if (++count > manyTags) return true
  for (const { start, end } of tags(html))
    if (end - start > longTag && html.slice(start, end).split(/\s/, mostWords).length === mostWords) return true
  return false
}

const reference = /&(?:#x?[0-9a-f]{1,8}|[a-z][a-z0-9]{1,31});?/gi
const mostReferences = 20_000

/** What the references to characters in a page stand for, each of them decoded once. */
function readReferences(html: string, decode: (markup: string) => string): Map<string, string> {
  const known = new Map<string, string>()
  for (const [one] of html.matchAll(reference)) {
    if (!known.has(one)) known.set(one, decode(`<p>${one}</p>`))
    if (known.size > mostReferences) break
  }
  return known
}

/** The parser looks through all open elements at every tag: deeper than this, tags are left out and what they hold is not. */
const deepest = 2_000

/** Elements that hold nothing, or that end where the next of their kind begins. */
const flat = new Set(
  'area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option optgroup tbody thead tfoot colgroup'.split(
    ' ',
  ),
)

function withoutDepth(html: string): string {
  const kept: string[] = []
  let from = 0
  for (const { start, end, depth } of tags(html)) {
    if (depth <= deepest) continue
    kept.push(html.slice(from, start))
    from = end
  }
  return from === 0 ? html : `${kept.join(' ')} ${html.slice(from)}`
}

/** The tags of a page, with how deep they stand; those that hold nothing stand nowhere. In time linear to the source, whatever is in it. */
function* tags(html: string): Generator<{ start: number; end: number; depth: number }> {
  let depth = 0
  /** How many elements of a name are open: what closes none does not lead upwards. */
  const opened = new Map<string, number>()
  for (let start = html.indexOf('<'); start >= 0; start = html.indexOf('<', start)) {
    const next = html.charCodeAt(start + 1) | 32
    const mayBeTag = (next >= 97 && next <= 122) || html[start + 1] === '/'
    const [, close, written] = (mayBeTag ? /^<(\/?)([a-z][\w:-]{0,40})/i.exec(html.slice(start, start + 48)) : null) ?? []
    if (written === undefined) {
      start++
      continue
    }
    const end = html.indexOf('>', start) + 1
    if (end === 0) return
    const name = written.toLowerCase()
    const isFlat = flat.has(name) || html[end - 2] === '/'
    const already = opened.get(name) ?? 0
    if (!isFlat && !close) {
      depth++
      opened.set(name, already + 1)
    }
    yield { start, end, depth: isFlat ? 0 : depth }
    if (!isFlat && close && already > 0) {
      depth--
      opened.set(name, already - 1)
    }
    start = end
  }
}
