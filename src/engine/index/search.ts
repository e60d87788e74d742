import type { Table } from '@lancedb/lancedb'
import type { SearchCorrection, SearchExplanation, SearchMode } from '../../contract/search'
import type { IndexHit } from '../../contract/worker'
import { AppError, type ErrorCode, isAppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { crossRank } from './crossRank'
import { arrange, joinedRun } from './arrange'
import { explained, explainedHit } from './explain'
import { type Candidate, fuse, type Fused } from './fuse'
import { limitsOf, type Within } from './filter'
import { keywordLane, vectorLane, worthOfOthers } from './lanes'
import { type IndexRef, reading } from './open'
import type { ParsedQuery } from './query'
import { type QueryTerm, rerank, type Reranked } from './rerank'
import { boxesOf, placeOf, spansOf } from './schema'
import { correct } from './spelling'
import { termsOf } from './terms'
import { type Plan, understand } from './understand'
import { nameTerms } from './widen'
import { dimensionOf } from './write'

export interface SearchInput extends IndexRef, Within {
  query: string
  limit: number
  mode: SearchMode
  /** False: also what is too distant to be worth showing. */
  floor?: boolean
  /** False: the order of the joined lanes stays. */
  rerank?: boolean
  /** Id of an installed reranker that reads the first passages together with the question. */
  reranker?: string
  /** Other names the documents themselves give for what is asked, as they stand there. */
  also?: string[]
  /** Passages of one document that are shown before those of others have been; 0 or absent: as many as there are. */
  perDocument?: number
  /** Whether passages that follow each other are shown as one. */
  neighbours?: boolean
  /** Whether to say what each passage was ranked by. */
  explain?: boolean
}

export interface SearchContext {
  signal?: AbortSignal
  /** The embedder of the table; without it only the keyword lane runs. */
  embedder?: Embedder
  /** Told of every candidate that was compared in full, best first. */
  explain?: (candidates: Reranked[]) => void
}

export interface SearchOutput {
  hits: IndexHit[]
  timings: Record<string, number>
  note?: string
  explanation?: SearchExplanation
  correction?: SearchCorrection
}

/** What the keyword lane alone looks at beyond the limit, so that ties at the end go by id. */
const aloneMargin = 5
/** What each lane brings at least where two are joined. */
const leastDepth = 100
/** A passage without a word of the query is shown only where its cosine is at least this: of questions about other matters 5 % reach it. */
const leastCosine = 0.45
/** Words of a query whose worth is asked for. */
const mostTerms = 24

/** Passages for a query, best first; none where there is no table yet. Throws EMBEDDING_MISMATCH, INDEX_FAILED. */
export async function search(input: SearchInput, context: SearchContext): Promise<SearchOutput> {
  const started = performance.now()
  const { embedder } = context
  const timings: Record<string, number> = {}
  const plan = understand(input, embedder)
  const none: Found = { ranked: [], seen: [], keyword: 0, vector: 0, joined: 0, notes: [] }
  const found =
    input.documents?.length === 0 ? none : await reading(input, none, (table) => findAsMeant(plan, { ...context, input, table, timings }))
  const { notes, ranked, correction, keyword, vector, joined } = found
  const { limit, perDocument = 0, neighbours = false } = input
  const hits = arrange(ranked, { limit, perDocument, neighbours }).map(({ hit, run }, i) => ({
    ...shownHit(hit.candidate),
    ...(run.length > 1 ? joinedRun(run) : {}),
    rank: i + 1,
    score: hit.score,
    lanes: hit.lanes,
    ...(input.explain ? { explanation: explainedHit(hit, { vectors: plan.weight > 0 }) } : {}),
  }))
  timings.total = performance.now() - started
  const note = notes.join(' ') || noteOn(input, plan.query, embedder) || (hits.length === 0 ? whyNothing(input.query, plan.query) : null)
  const explanation = input.explain
    ? { explanation: explained(plan, { mode: input.mode, found: { keyword, vector, joined }, timings }) }
    : {}
  return { hits, timings, ...(note ? { note } : {}), ...(correction ? { correction } : {}), ...explanation }
}

interface Found {
  ranked: Reranked[]
  /** All candidates, best first. */
  seen: readonly Fused[]
  /** Candidates of each lane, and of both together. */
  keyword: number
  vector: number
  joined: number
  notes: string[]
  correction?: SearchCorrection
}

interface Finding extends SearchContext {
  input: SearchInput
  table: Table
  timings: Record<string, number>
}

/** What a query finds; where its words stand nowhere and others nearly like them do, what these find, and that it did so. */
async function findAsMeant(plan: Plan, finding: Finding): Promise<Found> {
  const { input, table, timings, embedder } = finding
  const found = await find(plan, finding)
  if (input.mode === 'vector') return found
  const meant = await timed(timings, 'spelling', () => correct(input.query, plan.query, found.seen, table))
  if (!meant) return found
  if (found.keyword > 0 || (found.ranked.length > 0 && !meant.whole)) return { ...found, correction: { query: meant.query, used: false } }
  const again = await find(understand({ ...input, query: meant.query }, embedder), finding)
  if (again.keyword === 0) return found
  const note = `Nothing stands under “${input.query}”. This is what stands under “${meant.query}”.`
  return { ...again, notes: [note, ...again.notes], correction: { query: meant.query, used: true } }
}

async function find(plan: Plan, { input, table, timings, signal, embedder, explain }: Finding): Promise<Found> {
  const { weight, query, others, also } = plan
  const notes: string[] = []
  const depth = weight > 0 ? Math.max(leastDepth, 2 * input.limit) : input.limit + aloneMargin
  const limits = limitsOf(input)
  // The words alone are found as they are asked for.
  const names = weight > 0 && weight < 1 ? nameTerms(plan.question) : []
  const vector =
    weight > 0
      ? await timed(timings, 'embed', () => queryVector(input, plan.embedded, table, { signal, embedder })).catch(
          keywordsOnly(input, notes),
        )
      : null
  const [keyword, near] = await Promise.all([
    weight < 1
      ? timed(timings, 'keyword', () => keywordLane(table, query, { depth, limits, vectors: weight > 0, others, also, names }))
      : [],
    vector ? timed(timings, 'vector', () => vectorLane(table, vector, { depth, limits, vectors: weight < 1 })) : [],
  ])
  const fused = fuse(keyword, nearEnough(near, keyword, { ...input, query }), { weight, vector })
  const counts = { seen: fused, keyword: keyword.length, vector: near.length, joined: fused.length, notes }
  const isJoined = weight > 0 && weight < 1 && vector !== null
  const last = async (ranked: Reranked[]) => {
    const { reranker, query: asked } = input
    const note = (said: string) => void notes.push(said)
    const read = reranker ? await timed(timings, 'reranker', () => crossRank(ranked, { reranker, query: asked, signal, note })) : ranked
    return { ...counts, ranked: read }
  }
  if (!isJoined || !embedder || input.rerank === false) return last(fused)
  const terms = await queryTerms(query, [...also, ...others], embedder)
  const ranked = await timed(timings, 'rerank', () => rerank(fused, { terms, names, vector, embedder, ...(signal ? { signal } : {}) }))
  explain?.(ranked)
  return last(ranked)
}

/** What the reader has to know to understand what was found. */
function noteOn({ mode }: SearchInput, { tooCommon }: ParsedQuery, embedder: Embedder | undefined): string | null {
  if (mode === 'vector')
    return embedder?.weight === 0
      ? `No embedding that knows meaning is on board yet: the vectors of “${embedder.id}” compare words, roughly. A search by keyword ranks better.`
      : null
  return tooCommon && (embedder?.weight ?? 0) === 0
    ? `“${tooCommon}” alone is too common to look for: it stands in nearly every passage. Add another word, or put it in quotation marks to find it as it stands.`
    : null
}

/** Why a query that holds nothing to look for finds nothing; null where it does hold something. */
function whyNothing(asked: string, { words, phrases, excluded, tooCommon, onlyCommon }: ParsedQuery): string | null {
  const shown = asked.length > 80 ? `${asked.slice(0, 80)} …` : asked
  if (tooCommon) return `“${tooCommon}” alone is too common to look for. Add a word that tells what you mean.`
  if (onlyCommon)
    return `“${shown}” holds only words that stand in every text, and nowhere one after the other like this. Add a word that tells what you mean.`
  if (words.length + phrases.length > 0) return null
  return excluded.length > 0
    ? `“${shown}” only says what must not stand in a passage. Add a word to look for.`
    : `“${shown}” holds no word to look for. Type a name, a number or a word of your documents.`
}

/** Where both lanes are asked and the query has no vector to compare, words still find; the reader is told. */
function keywordsOnly({ mode }: SearchInput, notes: string[]): (error: unknown) => null {
  return (error) => {
    if (mode !== 'hybrid' || !isAppError(error) || !isWithoutVector(error.code)) throw error
    notes.push(`Only words were compared. ${error.message}`)
    return null
  }
}

/** Whether there is no vector of the query because its model is another one, is gone, or does not answer. */
function isWithoutVector(code: ErrorCode): boolean {
  return code === 'EMBEDDING_MISMATCH' || code === 'EGRESS_BLOCKED' || code === 'SECRETS_UNAVAILABLE' || code.startsWith('MODEL_')
}

/** What the vector lane found, as far as it may be shown: phrases and exclusions bind it too, and what is too distant is no hit. */
function nearEnough(
  near: Candidate[],
  keyword: Candidate[],
  { mode, floor = true, query }: { mode: SearchMode; floor?: boolean; query: ParsedQuery },
): Candidate[] {
  // At right angles to the query or beyond it a passage has nothing to do with it.
  if (mode === 'vector') return near.filter((one) => one.score > 0)
  const found = new Set(keyword.map((one) => one.id))
  const isBound = query.phrases.length + query.excluded.length > 0
  return near.filter((one) => found.has(one.id) || (!isBound && (!floor || one.score >= leastCosine)))
}

/** The words of a query with what each is worth; another name counts less than what the query says itself. */
async function queryTerms({ words, phrases }: ParsedQuery, others: string[], embedder: Embedder): Promise<QueryTerm[]> {
  const worthOf = new Map<string, number>()
  const said = [...words, ...phrases.flatMap((phrase) => phrase.split(/\s+/u))].slice(0, mostTerms)
  const asked = [...said, ...others.flatMap((other) => other.split(/\s+/u)).slice(0, mostTerms)]
  const weights = await embedder.weigh?.(asked)
  asked.forEach((word, i) => {
    const worth = (weights?.[i] ?? 1) * (i < said.length ? 1 : worthOfOthers)
    for (const term of termsOf(word)) if (!worthOf.has(term)) worthOf.set(term, worth)
  })
  return [...worthOf].map(([term, worth]) => ({ term, worth }))
}

async function queryVector(
  input: SearchInput,
  embedded: string,
  table: Table,
  { signal, embedder }: SearchContext,
): Promise<Float32Array | null> {
  if (!embedder) throw new AppError('EMBEDDING_MISMATCH', `The embedder ${input.embedder} is not installed; search by keyword instead.`)
  const [vector] = await embedder.embed([embedded], 'query', { signal })
  const dimension = await dimensionOf(table)
  if (vector?.length !== dimension || !vector.every(Number.isFinite)) {
    throw new AppError(
      'EMBEDDING_MISMATCH',
      `The vector of the query does not fit the index of ${input.embedder}. Index the workspace again.`,
    )
  }
  return vector.some((number) => number !== 0) ? vector : null
}

function shownHit({ id, read }: Candidate): Pick<IndexHit, 'passage' | 'document' | 'page' | 'place' | 'text' | 'boxes' | 'spans'> {
  return {
    passage: id,
    document: read('document') as string,
    page: read('page') as number,
    place: placeOf(read('place') as string),
    text: read('text') as string,
    boxes: boxesOf(read('boxes') as string),
    spans: spansOf(read('spans') as string),
  }
}

async function timed<T>(timings: Record<string, number>, name: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await run()
  timings[name] = performance.now() - started
  return result
}
