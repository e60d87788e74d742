import type { SearchHit } from '../../contract/search'
import { onOneLine } from './sentences'

export type Search = (query: string, options: { limit: number; documents?: string[] | undefined }) => Promise<SearchHit[]>

/** The passages for a question, best first, each text once: copies of a document do not crowd out others. */
export async function retrieve(
  question: string,
  search: Search,
  { limit, documents }: { limit: number; documents?: string[] | undefined },
): Promise<SearchHit[]> {
  const hits = await search(question, { limit: limit * 2, documents })
  const texts = new Set<string>()
  const distinct = hits.filter((hit) => {
    const text = onOneLine(hit.text)
    if (!text || texts.has(text)) return false
    texts.add(text)
    return true
  })
  return distinct.slice(0, limit)
}
