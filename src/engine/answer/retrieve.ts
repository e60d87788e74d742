import type { SearchHit } from '../../contract/search'
import { onOneLine } from './sentences'

/** Passages for a question within what it is asked of, best first, and what has to be known of the search. */
export type Search = (query: string, options: { limit: number }) => Promise<{ hits: SearchHit[]; note?: string }>

/** The passages for a question, best first, each text once: copies of a document do not crowd out others. */
export async function retrieve(question: string, search: Search, limit: number): Promise<{ hits: SearchHit[]; note?: string }> {
  const { hits, note } = await search(question, { limit: limit * 2 })
  const texts = new Set<string>()
  const distinct = hits.filter((hit) => {
    const text = onOneLine(hit.text)
    if (!text || texts.has(text)) return false
    texts.add(text)
    return true
  })
  return { hits: distinct.slice(0, limit), ...(note ? { note } : {}) }
}
