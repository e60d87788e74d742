import { isAppError } from '../../contract/errors'
import { findReranker } from '../rerankers'
import { type Reranked, spread } from './rerank'

/** Candidates that are read together with the question. */
export const crossDepth = 24
/** Read at once: few, so that time can be kept. */
const atOnce = 4
/** What reading may take in all, in milliseconds: somebody waits. What was not read by then keeps its place behind what was. */
const budgetMs = 2_500
/** What the score counts beside the order by words: half, for want of a model here to measure it with. */
const share = 0.5

interface CrossRankInput {
  /** Id of an installed reranker. */
  reranker: string
  query: string
  signal?: AbortSignal | undefined
  /** Milliseconds that may pass; for tests. */
  budget?: number
  /** Told why it was left out, where it was. */
  note: (note: string) => void
}

/**
 * The first candidates in an order that a cross-encoder has a say in. Their scores are given out anew, highest first, so that what lies
 * behind them stays behind. A model that is missing, broken or still loading changes nothing, and the reader is told.
 */
export async function crossRank(ranked: Reranked[], input: CrossRankInput): Promise<Reranked[]> {
  const score = findReranker(input.reranker)
  const first = ranked.slice(0, crossDepth)
  if (!score || first.length < 2) return ranked
  const until = performance.now() + (input.budget ?? budgetMs)
  const scores: number[] = []
  try {
    while (scores.length < first.length && performance.now() < until) {
      const texts = first.slice(scores.length, scores.length + atOnce).map((one) => textOf(one))
      const found = await withinTime(score(input.query, texts, input.signal), until - performance.now())
      if (!found) break
      scores.push(...found)
    }
  } catch (error) {
    if (input.signal?.aborted || !isAppError(error)) throw error
    input.note(error.message)
    return ranked
  }
  if (scores.length < 2) {
    input.note('The reranker needed too long, so the passages stand as they were found; it may be loading still.')
    return ranked
  }
  return [...reordered(first.slice(0, scores.length), scores), ...ranked.slice(scores.length)]
}

/** As a model reads it: what it is from, and what it says. */
function textOf({ candidate }: Reranked): string {
  return `${candidate.read('context') as string}\n${candidate.read('text') as string}`
}

function reordered(first: readonly Reranked[], scores: readonly number[]): Reranked[] {
  const before = spread(first.map((one) => one.score))
  const read = spread(scores)
  const joined = first.map((_one, i) => share * read[i]! + (1 - share) * before[i]!)
  const order = first.map((_one, i) => i).sort((a, b) => joined[b]! - joined[a]! || a - b)
  const given = first.map((one) => one.score).sort((a, b) => b - a)
  return order.map((from, to) => ({ ...first[from]!, score: given[to]! }))
}

/** Null where it takes longer; what it gives later is not waited for. */
function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), Math.max(0, milliseconds))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
