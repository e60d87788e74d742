import type { Embedder } from '../embedder'
import type { Fused } from './fuse'
import { cosine, vectorOf } from './fuse'
import { readTexts } from './readings'
import { termsOf } from './terms'

/** What the reranker looks at, each about 0 to 1. */
export const features = ['bm25', 'bm25OfAll', 'cosine', 'part', 'coverage', 'window', 'pairs', 'named', 'alike'] as const
export type Features = Record<(typeof features)[number], number>

/**
 * Fitted on the train split of SciFact (`node bench/retrieval.mjs --sets scifact --fit`): listwise softmax over the first 50 of 729 claims.
 * All but `named`: there, no claim names the paper it is looked for in. It was set by judgement: of 0 and 1.3, tried on the
 * filings of the evaluation, 1.3 found more pages in one workspace and one first page less. `alike` is computed from the order the others give.
 */
export const weights: Features = {
  bm25: 4.28,
  bm25OfAll: 1.29,
  cosine: 0.96,
  part: 1.49,
  coverage: 1.58,
  window: 0.75,
  pairs: 0.42,
  named: 1.3,
  alike: 1.54,
}

/** A word of the query and what it is worth, 0 to 1. */
export interface QueryTerm {
  term: string
  worth: number
}

export interface RerankInput {
  terms: readonly QueryTerm[]
  /** Terms that are written like names or years. */
  names: readonly string[]
  vector: Float32Array
  embedder: Embedder
  signal?: AbortSignal
}

/** A candidate in its new place, with what it was ranked by. */
export interface Reranked extends Fused {
  /** Its score before. */
  joined?: number
  /** Absent where it was not compared in full. */
  features?: Features
  weights?: Features
}

/** Candidates that are compared in full; those behind them keep their order. */
export const rerankDepth = 50
/** BM25 that a rare word brings where it fits well. */
const mostOfOne = 12
/** Words in a row among which as many words of the query as possible are looked for. */
const windowWords = 30

/** The first candidates in an order that looks at their text as well: which words of the query, how near each other, which sentence. */
export async function rerank(fused: readonly Fused[], input: RerankInput): Promise<Reranked[]> {
  const first = fused.slice(0, rerankDepth)
  const worth = { ...weights, ...input.embedder.ranking }
  const found = withLikeness(first, await featuresOf(first, input), worth)
  const scored = first.map((one, i) => ({
    ...one,
    joined: one.score,
    features: found[i]!,
    weights: worth,
    score: features.reduce((sum, name) => sum + worth[name] * found[i]![name], 0),
  }))
  const least = Math.min(...scored.map((one) => one.score))
  const rest = fused.slice(rerankDepth)
  const most = Math.max(...rest.map((one) => one.score), 1)
  return [
    ...scored.sort((a, b) => b.score - a.score || (a.candidate.id < b.candidate.id ? -1 : 1)),
    ...rest.map((one) => ({ ...one, joined: one.score, score: least - 1 + one.score / most })),
  ]
}

type FirstFeatures = Omit<Features, 'alike'>

/**
 * How like each passage is to those that the other features put first, each of them as much as it is likely to be the right one (softmax of
 * its score): relevance feedback by vectors. What answers a question resembles what else answers it, whatever words it uses.
 */
function withLikeness(first: readonly Fused[], found: readonly FirstFeatures[], worth: Features): Features[] {
  const scores = found.map((one) => features.reduce((sum, name) => sum + (name === 'alike' ? 0 : worth[name] * one[name]), 0))
  const most = Math.max(...scores)
  const chances = scores.map((score) => Math.exp(score - most))
  const vectors = first.map(({ candidate }) => vectorOf(candidate))
  const middle = new Float32Array(vectors[0]?.length ?? 0)
  vectors.forEach((vector, i) => {
    for (let x = 0; x < middle.length; x++) middle[x]! += chances[i]! * vector[x]!
  })
  const likeness = spread(vectors.map((vector) => cosine(vector, middle)))
  return found.map((one, i) => ({ ...one, alike: likeness[i]! }))
}

async function featuresOf(first: readonly Fused[], { terms, names, vector, embedder, signal }: RerankInput): Promise<FirstFeatures[]> {
  const readings = await readTexts(
    first.map((one) => one.candidate.read('text') as string),
    embedder,
    signal,
  )
  const all = terms.reduce((sum, one) => sum + one.worth, 0) || 1
  const mostBm25 = Math.max(...first.map((one) => one.bm25), Number.MIN_VALUE)
  const cosines = spread(first.map((one) => one.cosine))
  const best = spread(
    first.map((one, i) => {
      const { parts } = readings[i]!
      return parts.length > 0 ? Math.max(...parts.map((part) => cosine(vector, part))) : one.cosine
    }),
  )
  const contexts = first.map((one) => new Set(termsOf(one.candidate.read('context') as string)))
  const named = contexts.map((context) => names.filter((name) => context.has(name)).length)
  const mostNamed = Math.max(...named, 1)
  return first.map((one, i) => {
    return {
      bm25: one.bm25 / mostBm25,
      bm25OfAll: one.bm25 / (all * mostOfOne),
      cosine: cosines[i]!,
      part: best[i]!,
      ...wordFeatures(readings[i]!.terms, contexts[i]!, terms, all),
      named: named[i]! / mostNamed,
    }
  })
}

function wordFeatures(
  text: readonly string[],
  context: ReadonlySet<string>,
  terms: readonly QueryTerm[],
  all: number,
): Pick<Features, 'coverage' | 'window' | 'pairs'> {
  const numbers = new Map(terms.map(({ term }, i) => [term, i]))
  const places = text.map((term) => numbers.get(term) ?? -1)
  const inside = new Uint16Array(terms.length)
  const seen = new Uint8Array(terms.length)
  const follows = new Uint8Array(terms.length)
  let now = 0
  let window = 0
  places.forEach((place, at) => {
    if (place >= 0) {
      seen[place] = 1
      if ((inside[place]! += 1) === 1) now += terms[place]!.worth
      if (at > 0 && place > 0 && places[at - 1] === place - 1) follows[place] = 1
    }
    const gone = at >= windowWords ? places[at - windowWords]! : -1
    if (gone >= 0 && (inside[gone]! -= 1) === 0) now -= terms[gone]!.worth
    window = Math.max(window, now)
  })
  return {
    coverage: terms.reduce((sum, { term, worth }, i) => sum + (seen[i] || context.has(term) ? worth : 0), 0) / all,
    window: window / all,
    pairs: terms.length > 1 ? follows.reduce((sum, one) => sum + one, 0) / (terms.length - 1) : 0,
  }
}

/** Least to greatest as 0 to 1. */
export function spread(values: readonly number[]): number[] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)]
  return values.map((value) => (greatest > least ? (value - least) / (greatest - least) : 1))
}
