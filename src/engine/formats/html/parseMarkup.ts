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
  return parseHTML(html.replace(/<!doctype[^>]*>/i, '')).document as unknown as MarkupDocument
}
