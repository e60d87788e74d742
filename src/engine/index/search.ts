import type { FullTextQuery, Query, Table, VectorQuery } from '@lancedb/lancedb'
import type { SearchMode } from '../../contract/search'
import type { IndexHit } from '../../contract/worker'
import { AppError, type ErrorCode, isAppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { type Candidate, fuse, type Fused } from './fuse'
import { type Within, within } from './filter'
import { hasVectorIndex } from './indices'
import { type IndexRef, reading } from './open'
import { type ParsedQuery, parseQuery } from './query'
import { type Features, type QueryTerm, rerank } from './rerank'
import { boxesOf, placeOf, searchedColumn, spansOf } from './schema'
import { termsOf } from './terms'
import { nameTerms, otherWords, plainQuestion } from './widen'
import { dimensionOf } from './write'
import { loadStore } from './store'

export interface SearchInput extends IndexRef, Within {
  query: string
  limit: number
  mode: SearchMode
  /** False: also what is too distant to be worth showing. */
  floor?: boolean
  /** False: the order of the joined lanes stays. */
  rerank?: boolean
}

export interface SearchContext {
  signal?: AbortSignal
  /** The embedder of the table; without it only the keyword lane runs. */
  embedder?: Embedder
  /** Told of every candidate that was compared in full, best first. */
  explain?: (candidates: (Fused & { features?: Features })[]) => void
}

const columns = ['id', 'document', 'page', 'place', 'text', 'context', 'spans', 'boxes']
/** What the keyword lane alone looks at beyond the limit, so that ties at the end go by id. */
const aloneMargin = 5
/** What each lane brings at least where two are joined. */
const leastDepth = 100
/** A passage without a word of the query is shown only where its cosine is at least this: of questions about other matters 5 % reach it. */
const leastCosine = 0.45
/** Words of a query whose worth is asked for. */
const mostTerms = 24
/** What a word under another name counts, beside one the query says. */
const worthOfOthers = 0.4
/**
 * IVF partitions looked into, and how many times the depth of the lane is compared exactly. At 100,000 rows, 4 finds what a scan finds: the
 * first 50 all, of the first 100 0.998; 10 takes twice as long for 0.9998.
 */
const probes = 20
const refineFactor = 4

/** Passages for a query, best first; none where there is no table yet. Throws EMBEDDING_MISMATCH, INDEX_FAILED. */
export async function search(
  input: SearchInput,
  { signal, embedder, explain }: SearchContext,
): Promise<{ hits: IndexHit[]; timings: Record<string, number>; note?: string }> {
  const started = performance.now()
  const weight = input.mode === 'vector' ? 1 : input.mode === 'keyword' ? 0 : (embedder?.weight ?? 0)
  const timings: Record<string, number> = {}
  const notes: string[] = []
  const isPlain = weight === 0 || weight === 1 || /["“”„«»]|(?:^|\s)-\p{L}/u.test(input.query)
  const question = isPlain ? input.query : plainQuestion(input.query)
  const query = parseQuery(question)
  const others = isPlain ? [] : otherWords(input.query)
  const hits = await reading(input, [], async (table) => {
    if (input.documents?.length === 0) return []
    const depth = weight > 0 ? Math.max(leastDepth, 2 * input.limit) : input.limit + aloneMargin
    const where = within(input)
    const embedded = [question, ...others].join(' ')
    const vector =
      weight > 0
        ? await timed(timings, 'embed', () => queryVector(input, embedded, table, { signal, embedder })).catch(keywordsOnly(input, notes))
        : null
    const isJoined = weight > 0 && weight < 1 && vector !== null
    const [keyword, near] = await Promise.all([
      weight < 1 ? timed(timings, 'keyword', () => keywordLane(table, query, { depth, where, vectors: weight > 0, others })) : [],
      vector ? timed(timings, 'vector', () => vectorLane(table, vector, { depth, where })) : [],
    ])
    const fused = fuse(keyword, nearEnough(near, keyword, { ...input, query }), { weight, vector })
    if (!isJoined || !embedder || input.rerank === false) return fused.slice(0, input.limit)
    const terms = await queryTerms(query, others, embedder)
    const names = nameTerms(question)
    const ranked = await timed(timings, 'rerank', () => rerank(fused, { terms, names, vector, embedder, ...(signal ? { signal } : {}) }))
    explain?.(ranked)
    return ranked.slice(0, input.limit)
  })
  timings.total = performance.now() - started
  const shown = hits.map((hit, i) => ({ ...shownHit(hit.candidate), rank: i + 1, score: hit.score, lanes: hit.lanes }))
  const note = notes[0] ?? noteOn(input, query, embedder)
  return { hits: shown, timings, ...(note ? { note } : {}) }
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

async function keywordLane(
  table: Table,
  query: ParsedQuery,
  { depth, where, vectors, others }: { depth: number; where: string | null; vectors: boolean; others: string[] },
): Promise<Candidate[]> {
  const asked = await fullTextQuery(query, others)
  if (!asked) return []
  const found = table
    .query()
    .fullTextSearch(asked, { columns: [searchedColumn] })
    .select([...columns, ...(vectors ? ['vector'] : []), '_score'])
    .limit(depth)
  return candidates(where ? found.where(where) : found, '_score', (score) => score)
}

/** One word query stays the plain OR, which LanceDB answers quickest; phrases and exclusions make it a boolean one. */
async function fullTextQuery({ words, phrases, codes, excluded }: ParsedQuery, others: string[]): Promise<FullTextQuery | null> {
  const { BooleanQuery, MatchQuery, Occur, PhraseQuery } = await loadStore()
  if (words.length === 0 && phrases.length === 0) return null
  const match = words.length > 0 ? new MatchQuery(words.join(' '), searchedColumn) : null
  if (match && phrases.length + codes.length + excluded.length + others.length === 0) return match
  const widened = others.length > 0 ? new MatchQuery(others.join(' '), searchedColumn, { boost: worthOfOthers }) : null
  return new BooleanQuery([
    ...(match ? [[Occur.Should, match] as [typeof Occur.Should, FullTextQuery]] : []),
    ...(widened ? [[Occur.Should, widened] as [typeof Occur.Should, FullTextQuery]] : []),
    ...codes.map((one): [typeof Occur.Should, FullTextQuery] => [Occur.Should, new PhraseQuery(one, searchedColumn)]),
    ...phrases.map((one): [typeof Occur.Must, FullTextQuery] => [Occur.Must, new PhraseQuery(one, searchedColumn)]),
    ...excluded.map((one): [typeof Occur.MustNot, FullTextQuery] => [Occur.MustNot, new PhraseQuery(one, searchedColumn)]),
  ])
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
  const asked = [...said, ...others.slice(0, mostTerms)]
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

async function vectorLane(
  table: Table,
  vector: Float32Array,
  { depth, where }: { depth: number; where: string | null },
): Promise<Candidate[]> {
  const near = table
    .query()
    .nearestTo(vector)
    .distanceType('cosine')
    .select([...columns, '_distance'])
    .limit(depth)
  if (await hasVectorIndex(table)) near.nprobes(probes).refineFactor(refineFactor)
  return candidates(where ? near.where(where) : near, '_distance', (distance) => 1 - distance)
}

async function candidates(found: Query | VectorQuery, column: string, score: (value: number) => number): Promise<Candidate[]> {
  const rows = await found.toArrow()
  const values = Object.fromEntries(rows.schema.fields.map((field) => [field.name, rows.getChild(field.name)!]))
  const list = Array.from({ length: rows.numRows }, (_, row): Candidate => {
    const read = (name: string) => values[name]!.get(row)
    return { id: read('id'), score: score(read(column)), read }
  })
  return list.filter((one) => Number.isFinite(one.score)).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
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
