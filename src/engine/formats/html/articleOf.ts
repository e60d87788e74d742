import type { MarkupDocument } from './parseMarkup'
import { isUnreadable, walkMarkup, type MarkupNode } from './walkMarkup'

/** Beyond these, looking for the article costs more than it brings, or runs out of stack. */
const deepest = 300
const mostElements = 60_000

/** Share of the letters that are links above which a page has more than its article. */
const mostLinked = 0.2

/** The element that holds the article of a web page, or null where none stands out. The document is taken apart. */
export async function articleOf(document: MarkupDocument): Promise<MarkupNode | null> {
  if (!document.documentElement || document.documentElement.localName !== 'html' || !document.body || !isWorthwhile(document)) return null
  const { Readability } = await import('@mozilla/readability')
  try {
    const reader = new Readability<MarkupNode>(document as never, { serializer: (node) => node as never, charThreshold: 200 })
    return reader.parse()?.content ?? null
  } catch {
    return null
  }
}

const besideTags = new Set(['nav', 'aside', 'footer', 'header', 'form'])
const besideNames =
  /\b(nav|navbar|navigation|menu|side-?bar|footer|header|breadcrumbs?|comments?|share|social|cookies?|consent|related|promo|advert\w*|banner|newsletter)\b/i

/** Whether a page has anything beside its article, and can be looked through at all. */
function isWorthwhile(document: MarkupNode): boolean {
  const seen = { depth: 0, deepest: 0, elements: 0, beside: false, letters: 0, linked: 0 }
  let links = 0
  walkMarkup(document, {
    enter(node) {
      seen.deepest = Math.max(seen.deepest, ++seen.depth)
      if (node.nodeType === 3) {
        const { length } = (node.data ?? '').trim()
        seen.letters += length
        if (links > 0) seen.linked += length
        return true
      }
      if (isUnreadable(node) && node.localName !== 'nav') return false
      seen.elements++
      if (node.localName === 'a') links++
      seen.beside ||= isBeside(node)
      return true
    },
    leave(node) {
      seen.depth--
      if (node.localName === 'a') links--
    },
  })
  return seen.deepest <= deepest && seen.elements <= mostElements && (seen.beside || seen.linked > seen.letters * mostLinked)
}

function isBeside(node: MarkupNode): boolean {
  if (besideTags.has(node.localName ?? '')) return true
  if (/^(navigation|banner|complementary|contentinfo|search)$/.test(node.getAttribute?.('role') ?? '')) return true
  return ['class', 'id'].some((name) => besideNames.test((node.getAttribute?.(name) ?? '').replaceAll('_', '-')))
}
