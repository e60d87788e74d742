import type { Table } from '@lancedb/lancedb'
import type { Fused } from './fuse'
import type { ParsedQuery } from './query'
import { searchedColumn } from './schema'
import { loadStore } from './store'
import { nearestWord, vocabularyOf, wordsIn } from './vocabulary'

/*
 * Spelling help from the words of the workspace itself: a word of a query that stands nowhere, and one near it that does.
 */

/** Passages in which the words of a query are looked for before the table is asked. */
const firstHits = 50
/** Words of a query that are checked, of those the first passages do not show. */
const mostChecked = 4
/** Passages in which words nearly like the one asked for are looked for. */
const nearPassages = 20

export interface Correction {
  /** The query with the words that stand nowhere replaced. */
  query: string
  /** Whether every word that stands nowhere has a replacement. */
  whole: boolean
}

/** The query as it was perhaps meant; null where its words stand somewhere, or nothing like them does. */
export async function correct(query: string, { words }: ParsedQuery, found: readonly Fused[], table: Table): Promise<Correction | null> {
  const texts = found
    .slice(0, firstHits)
    .map(({ candidate }) => `${String(candidate.read('context'))}\n${String(candidate.read('text'))}`.toLowerCase())
  const unseen = words.filter((word) => isWord(word) && !texts.some((text) => text.includes(beginning(word)))).slice(0, mostChecked)
  if (unseen.length === 0) return null
  const stands = await Promise.all(unseen.map((word) => standsSomewhere(word, table)))
  const missing = unseen.filter((_word, i) => !stands[i])
  if (missing.length === 0) return null
  const replacements = new Map<string, string>()
  for (const word of missing) {
    const meant = await meantBy(word.toLowerCase(), table)
    if (meant) replacements.set(word.toLowerCase(), meant)
  }
  if (replacements.size === 0) return null
  return { query: replaced(query, replacements), whole: replacements.size === missing.length }
}

/** Letters only, and enough of them: figures, codes and short words are no spelling mistakes. */
function isWord(word: string): boolean {
  return /^\p{L}{4,24}$/u.test(word) && !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u.test(word)
}

/** What every form of a word begins with. */
function beginning(word: string): string {
  return word.toLowerCase().slice(0, Math.max(4, word.length - 3))
}

async function standsSomewhere(word: string, table: Table): Promise<boolean> {
  const { MatchQuery } = await loadStore()
  const asked = table.query().fullTextSearch(new MatchQuery(word, searchedColumn), { columns: [searchedColumn] })
  return (await asked.select(['id', '_score']).limit(1).toArray()).length > 0
}

/** The word of the workspace that is nearest: among those the index itself finds near it, else among all that were sampled. */
async function meantBy(word: string, table: Table): Promise<string | null> {
  const { MatchQuery } = await loadStore()
  const near = new MatchQuery(word, searchedColumn, { fuzziness: word.length < 8 ? 1 : 2, prefixLength: 1 })
  const asked = table.query().fullTextSearch(near, { columns: [searchedColumn] })
  const rows = await asked.select([searchedColumn, '_score']).limit(nearPassages).toArray()
  const counts = new Map<string, number>()
  for (const row of rows) wordsIn(row[searchedColumn] as string, counts)
  return nearestWord(word, counts) ?? nearestWord(word, await vocabularyOf(table))
}

/** Only outside quotation marks, and never behind a minus: what stands there is meant as it is. */
function replaced(query: string, replacements: ReadonlyMap<string, string>): string {
  return query
    .split(/(["“„«].*?["”“»]|(?<=^|\s)-\S+)/u)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/\p{L}+/gu, (word) => replacements.get(word.toLowerCase()) ?? word)))
    .join('')
}
