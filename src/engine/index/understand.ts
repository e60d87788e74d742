import type { SearchMode } from '../../contract/search'
import type { Embedder } from '../embedder'
import { type ParsedQuery, parseQuery } from './query'
import { otherWords, plainQuestion } from './widen'

/** A query as it is looked for. */
export interface Plan {
  /** Share of closeness where lanes are joined; 0: words alone, 1: closeness alone. */
  weight: number
  /** The question without what only says how to answer. */
  question: string
  query: ParsedQuery
  /** Words under which what is asked for may stand, too. */
  others: string[]
  /** Names the documents give for what is asked: each may stand as it is, as good as what the query says. */
  also: string[]
  /** What is embedded. */
  embedded: string
}

/** A query in quotation marks, or one that excludes, means what it says. */
const exact = /["“”„«»]|(?:^|\s)-\p{L}/u

/** How a query is looked for: what its words are, and under which other names it may stand. */
export function understand(
  { mode, query, also = [] }: { mode: SearchMode; query: string; also?: readonly string[] },
  embedder: Embedder | undefined,
): Plan {
  const weight = mode === 'vector' ? 1 : mode === 'keyword' ? 0 : (embedder?.weight ?? 0)
  const isPlain = weight === 0 || weight === 1 || exact.test(query)
  const question = isPlain ? query : plainQuestion(query)
  const others = isPlain ? [] : otherWords(query)
  const parsed = parseQuery(question)
  const named = exact.test(query) ? [] : also
  return {
    weight,
    question,
    query: parsed,
    others,
    also: [...named],
    embedded: [question, ...others, ...named].join(' '),
  }
}
