import type { MarkupNode } from './walkMarkup'

/** The document of a parsed web page, as linkedom gives it. */
export interface MarkupDocument extends MarkupNode {
  title: string
  body: MarkupNode | null
  documentElement: MarkupNode | null
}

/** Parses HTML; nothing in it is run or fetched. */
export async function parseMarkup(html: string): Promise<MarkupDocument> {
  const { parseHTML } = await import('linkedom')
  return parseHTML(html).document as unknown as MarkupDocument
}
