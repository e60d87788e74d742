import type { MarkupNode } from './walkMarkup'

/** The document of a parsed web page, as linkedom gives it. */
export interface MarkupDocument extends MarkupNode {
  body: MarkupNode | null
  documentElement: MarkupNode | null
}

/** Parses HTML; nothing in it is run or fetched. */
export async function parseMarkup(html: string): Promise<MarkupDocument> {
  const { parseHTML } = await import('linkedom')
  // A document type node has no next sibling in linkedom, so nothing behind it would be found; it says nothing to read anyway.
  return parseHTML(withoutDepth(html.replace(/<!doctype[^>]*>/i, ''))).document as unknown as MarkupDocument
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

/** The tags that open and close elements, with how deep they stand; in time linear to the source, whatever is in it. */
function* tags(html: string): Generator<{ start: number; end: number; depth: number }> {
  let depth = 0
  for (let start = html.indexOf('<'); start >= 0; start = html.indexOf('<', start)) {
    const next = html.charCodeAt(start + 1) | 32
    const mayBeTag = (next >= 97 && next <= 122) || html[start + 1] === '/'
    const [, close, name] = (mayBeTag ? /^<(\/?)([a-z][\w:-]{0,40})/i.exec(html.slice(start, start + 48)) : null) ?? []
    if (name === undefined) {
      start++
      continue
    }
    const end = html.indexOf('>', start) + 1
    if (end === 0) return
    if (!flat.has(name.toLowerCase()) && html[end - 2] !== '/') {
      if (!close) depth++
      yield { start, end, depth }
      if (close) depth = Math.max(0, depth - 1)
    }
    start = end
  }
}
