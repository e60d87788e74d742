import type { MarkupDocument } from './parseMarkup'
import { walkMarkup, type MarkupNode } from './walkMarkup'

/** Beyond these, looking for the article costs more than it brings, or runs out of stack. */
const deepest = 300
const mostElements = 60_000

/** The element that holds the article of a web page, or null where none stands out. The document is taken apart. */
export async function articleOf(document: MarkupDocument): Promise<MarkupNode | null> {
  if (!document.documentElement || document.documentElement.localName !== 'html' || !document.body || !isModest(document)) return null
  const { Readability } = await import('@mozilla/readability')
  try {
    const reader = new Readability<MarkupNode>(document as never, { serializer: (node) => node as never, charThreshold: 200 })
    return reader.parse()?.content ?? null
  } catch {
    return null
  }
}

function isModest(document: MarkupNode): boolean {
  let depth = 0
  let most = 0
  let elements = 0
  walkMarkup(document, {
    enter(node) {
      if (node.nodeType === 1) elements++
      most = Math.max(most, ++depth)
    },
    leave: () => void depth--,
  })
  return most <= deepest && elements <= mostElements
}
