import type { HitExplanation, SearchExplanation, SearchMode } from '../../contract/search'
import { features, type Reranked } from './rerank'
import type { Plan } from './understand'

/** What a passage was ranked by. */
export function explainedHit(
  { bm25, cosine, score, joined = score, features: own, weights }: Reranked,
  { vectors }: { vectors: boolean },
): HitExplanation {
  const looked = own && weights ? features.map((name) => [name, { value: rounded(own[name]), weight: weights[name] }]) : null
  return {
    bm25: rounded(bm25),
    cosine: vectors ? rounded(cosine) : null,
    joined: rounded(joined),
    ...(looked ? { features: Object.fromEntries(looked) } : {}),
  }
}

/** How a query was understood and what each stage took. */
export function explained(
  { weight, query, others, also }: Plan,
  { mode, found, timings }: { mode: SearchMode; found: SearchExplanation['found']; timings: Record<string, number> },
): SearchExplanation {
  const { words, phrases, codes, excluded } = query
  const stages = Object.entries(timings).map(([stage, milliseconds]) => [stage, Math.round(milliseconds * 100) / 100])
  return { mode, weight, words, phrases, codes, excluded, others: [...also, ...others], found, timings: Object.fromEntries(stages) }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
