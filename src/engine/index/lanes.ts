import type { FullTextQuery, Query, Table, VectorQuery } from '@lancedb/lancedb'
import type { Limits } from './filter'
import type { Candidate } from './fuse'
import type { ParsedQuery } from './query'
import { searchedColumn } from './schema'
import { loadStore } from './store'

/* The two lanes of a search: each asks LanceDB once and gives candidates, best first. */

const columns = ['id', 'document', 'ordinal', 'page', 'place', 'text', 'context', 'spans', 'boxes']
/** What a word under another name counts, beside one the query says. */
export const worthOfOthers = 0.4
/** What a name or year counts beside its worth as a word. */
const worthOfNames = 0.5
/**
 * IVF partitions looked into, and how many times the depth of the lane is compared exactly. Of the first ten of a scan, 4 finds .959 and
 * .984 on real text (10,494 passages of filings, 10,366 of abstracts, 105 questions), 6 finds .983 and .990, 10 finds .997 and .995.
 */
const probes = 20
const refineFactor = 10
/** As few where many are asked for, to be looked through: then as many are compared exactly as ever. */
const leastRefine = 2

interface Lane {
  /** Candidates wanted. */
  depth: number
  limits: Limits
}

/** Under which names a thing may stand beside that of the query. */
interface OtherNames {
  /** Words that count less. */
  others: readonly string[]
  /** Words and sequences that count as much. */
  also: readonly string[]
  /** Names and years the query says: they tell documents apart, so they count once more. */
  names: readonly string[]
}

/** What the words of a query find by BM25; `vectors` brings each row's vector along. */
export async function keywordLane(
  table: Table,
  query: ParsedQuery,
  { depth, limits, vectors, ...names }: Lane & { vectors: boolean } & OtherNames,
): Promise<Candidate[]> {
  const asked = await fullTextQuery(query, names)
  if (!asked) return []
  return enough(depth, limits, (limit, where) => {
    const found = table
      .query()
      .fullTextSearch(asked, { columns: [searchedColumn] })
      .select([...columns, ...(vectors ? ['vector'] : []), '_score'])
      .limit(limit)
    return candidates(where ? found.where(where) : found, '_score', (score) => score)
  })
}

/** Candidates of a lane that are looked through for documents that may be shown; where too few are, all documents are named after all. */
const mostLookedThrough = 1_000
/** How many times the depth is asked for first: a list is of half the documents at most. */
const firstLook = 3

/** As many candidates as are wanted of those that may be shown; `ask` gives the first so many within a filter. */
async function enough(
  depth: number,
  { where, whole, fits }: Limits,
  ask: (limit: number, where: string | null) => Promise<Candidate[]>,
): Promise<Candidate[]> {
  if (!fits) return ask(depth, where)
  for (let limit = depth * firstLook; limit <= mostLookedThrough;) {
    const found = await ask(limit, where)
    const shown = found.filter((one) => fits(one.read('document') as string))
    if (shown.length >= depth || found.length < limit) return shown.slice(0, depth)
    limit = Math.ceil((1.3 * limit * depth) / Math.max(1, shown.length))
  }
  return ask(depth, whole)
}

/** One word query stays the plain OR, which LanceDB answers quickest; phrases and exclusions make it a boolean one. */
async function fullTextQuery(
  { words, phrases, codes, excluded }: ParsedQuery,
  { others, also, names }: OtherNames,
): Promise<FullTextQuery | null> {
  const { BooleanQuery, MatchQuery, Occur, PhraseQuery } = await loadStore()
  if (words.length === 0 && phrases.length === 0) return null
  const match = words.length > 0 ? new MatchQuery(words.join(' '), searchedColumn) : null
  if (match && phrases.length + codes.length + excluded.length + others.length + also.length + names.length === 0) return match
  const widened = others.length > 0 ? new MatchQuery(others.join(' '), searchedColumn, { boost: worthOfOthers }) : null
  const told = names.length > 0 ? new MatchQuery(names.join(' '), searchedColumn, { boost: worthOfNames }) : null
  return new BooleanQuery([
    ...(told ? [[Occur.Should, told] as [typeof Occur.Should, FullTextQuery]] : []),
    ...(match ? [[Occur.Should, match] as [typeof Occur.Should, FullTextQuery]] : []),
    ...(widened ? [[Occur.Should, widened] as [typeof Occur.Should, FullTextQuery]] : []),
    ...also.map((one): [typeof Occur.Should, FullTextQuery] => [
      Occur.Should,
      /\s/u.test(one) ? new PhraseQuery(one, searchedColumn) : new MatchQuery(one, searchedColumn),
    ]),
    ...codes.map((one): [typeof Occur.Should, FullTextQuery] => [Occur.Should, new PhraseQuery(one, searchedColumn)]),
    ...phrases.map((one): [typeof Occur.Must, FullTextQuery] => [Occur.Must, new PhraseQuery(one, searchedColumn)]),
    ...excluded.map((one): [typeof Occur.MustNot, FullTextQuery] => [Occur.MustNot, new PhraseQuery(one, searchedColumn)]),
  ])
}

/** What is nearest to a vector by cosine; `vectors` brings each row’s vector along. */
export async function vectorLane(
  table: Table,
  vector: Float32Array,
  { depth, limits, vectors }: Lane & { vectors: boolean },
): Promise<Candidate[]> {
  return enough(depth, limits, (limit, where) => {
    const near = table
      .query()
      .nearestTo(vector)
      .distanceType('cosine')
      .select([...columns, ...(vectors ? ['vector'] : []), '_distance'])
      .limit(limit)
      // Without an index both mean nothing, and asking whether there is one took 0.7 ms.
      .nprobes(probes)
      .refineFactor(Math.max(leastRefine, Math.round((refineFactor * depth) / limit)))
    return candidates(where ? near.where(where) : near, '_distance', (distance) => 1 - distance)
  })
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
