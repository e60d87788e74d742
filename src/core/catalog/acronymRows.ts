import type { Acronym } from '../../contract/worker'
import { type Database, preparedStatements } from './openDatabase'

/** Other names one query is looked for under. */
const mostNames = 4
/** Words of a query that are looked at, and words of a name. */
const mostWords = 64
const longestName = 12

/** Reads and writes of the acronyms that documents define. */
export function acronymRows(db: Database) {
  const sql = preparedStatements(db)
  const named = sql(`
    SELECT short, long, short_key, long_key, count(*) AS documents FROM acronyms
    WHERE short_key IN (SELECT value FROM json_each(?)) OR long_key IN (SELECT value FROM json_each(?))
    GROUP BY short_key, long_key ORDER BY documents DESC, long_key`)
  return {
    /** Makes these the acronyms of a document. */
    replace: (document: string, acronyms: readonly Acronym[]) => {
      sql('DELETE FROM acronyms WHERE document = ?').run(document)
      const insert = sql('INSERT OR IGNORE INTO acronyms (document, short_key, long_key, short, long) VALUES (?, ?, ?, ?, ?)')
      for (const { short, long } of acronyms) insert.run(document, keyOf(short), keyOf(long), short, long)
    },
    /**
     * What the words of a query are called as well, by the documents themselves: the name for an acronym, the acronym for a name. An
     * acronym that is a small word elsewhere (IT, US) counts only in capitals.
     */
    otherNames: (query: string): string[] => {
      const words = (query.match(/[\p{L}\p{N}&]+/gu) ?? []).slice(0, mostWords)
      const lower = words.map(keyOf)
      const sequences = lower.flatMap((_word, from) =>
        Array.from({ length: Math.min(longestName, lower.length - from) }, (_, more) => lower.slice(from, from + more + 1).join(' ')),
      )
      const shorts = lower.flatMap((word, i) => (word.length > 3 || isCapitals(words[i]!) ? [word, word.replace(/s$/u, '')] : []))
      const rows = named.all(JSON.stringify(shorts), JSON.stringify(sequences)) as (Acronym & { short_key: string; long_key: string })[]
      const asked = new Set(sequences)
      const names = rows.flatMap(({ short, long, long_key: key }) => (asked.has(key) ? [short] : [long]))
      return [...new Set(names)].filter((name) => !asked.has(keyOf(name))).slice(0, mostNames)
    },
  }
}

/** How a name is compared: its letters and digits in lower case, one space between words. */
function keyOf(name: string): string {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}&]+/gu) ?? []
  ).join(' ')
}

function isCapitals(word: string): boolean {
  return /^[\p{Lu}\p{N}&]+s?$/u.test(word)
}
