import type { Table } from '@lancedb/lancedb'
import { searchedColumn } from './schema'

/*
 * The words a workspace uses, read from its passages when a query has a word that stands nowhere. In memory only: what was removed
 * must not stay in a list of words.
 */

/** Passages read at most, in slices spread over the table; of a smaller table all. */
const mostPassages = 20_000
const slices = 20
/** Words kept; of a larger vocabulary those met first. */
const mostWords = 200_000
/** A list of words is used for so long although the table has changed since: while documents come in, it changes every second. */
const freshMs = 60_000

/** How often each word stands in the passages that were read, in lower case. */
type Counts = ReadonlyMap<string, number>

let known: { table: WeakRef<Table>; version: number; readAtMs: number; counts: Counts } | undefined

/** Words of a table with how often they stand in it, of one table at a time. */
export async function vocabularyOf(table: Table): Promise<Counts> {
  const version = await table.version()
  const isKnown = known?.table.deref() === table
  if (known && isKnown && (known.version === version || performance.now() - known.readAtMs < freshMs)) return known.counts
  const rows = await table.countRows()
  const ranges =
    rows <= mostPassages
      ? [{ offset: 0, limit: rows }]
      : Array.from({ length: slices }, (_, i) => ({ offset: Math.floor((i * rows) / slices), limit: mostPassages / slices }))
  const counts = new Map<string, number>()
  for (const { offset, limit } of ranges) {
    for await (const batch of table.query().select([searchedColumn]).offset(offset).limit(limit)) {
      const texts = batch.getChild(searchedColumn)!
      for (let i = 0; i < batch.numRows; i++) wordsIn(texts.get(i) as string, counts)
      // Others are searching meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  known = { table: new WeakRef(table), version, readAtMs: performance.now(), counts }
  return counts
}

/** Counts the words of a text, in lower case, of letters only. */
export function wordsIn(text: string, counts: Map<string, number>): void {
  for (const word of text.match(/\p{L}{4,24}/gu) ?? []) {
    const key = word.toLowerCase()
    const count = counts.get(key)
    if (count !== undefined) counts.set(key, count + 1)
    else if (counts.size < mostWords) counts.set(key, 1)
  }
}

/**
 * The word that is most probably meant: one letter off, two in a word of eight or more; the nearest, then the most frequent, then by
 * alphabet. It begins with the same letter, or its first two are swapped. Null where nothing is near.
 */
export function nearestWord(word: string, counts: Counts): string | null {
  const most = word.length < 8 ? 1 : 2
  let best: { word: string; distance: number; count: number } | null = null
  for (const [other, count] of counts) {
    if (Math.abs(other.length - word.length) > most || other === word) continue
    if (other[0] !== word[0] && !(other[0] === word[1] && other[1] === word[0])) continue
    const distance = editsBetween(word, other, most)
    if (distance > most) continue
    const isBetter =
      !best ||
      distance < best.distance ||
      (distance === best.distance && (count > best.count || (count === best.count && other < best.word)))
    if (isBetter) best = { word: other, distance, count }
  }
  return best?.word ?? null
}

/** Letters to insert, delete, change or swap with the next (optimal string alignment); more than `most` is told as `most` + 1. */
export function editsBetween(one: string, other: string, most: number): number {
  let [before, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) edits = Math.min(edits, before[j - 2]! + 1)
      row.push(edits)
    }
    if (Math.min(...row) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return Math.min(last[other.length]!, most + 1)
}
