/*
 * Words of a text as rows of a static table. Nothing is imported here, so that the trainer (scripts/training) loads this very file.
 */

/** What the first rows of a table stand for: bucket 0 to `buckets - 1` of hashed character sequences, then one row a piece. */
export interface Vocabulary {
  buckets: number
  /** Pieces in the order of their rows; one that goes on with a word begins with `##`. */
  pieces: readonly string[]
}

/** Rows of the table for a text, in order. */
export type PiecesOf = (text: string) => number[]

/** Longest word that is looked at: what is longer is no word. */
const maxWord = 48
/** Words whose rows are remembered; emptied when full, so that memory is bounded. */
const rememberedWords = 65_536

const wordRun = /[\p{L}\p{N}]+/gu
const asciiRun = /[a-z0-9]+/g
const beyondAscii = /[^\u0000-\u007f]/
const ideograph = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u

/** Makes the function that cuts texts for a vocabulary: lower case, without accents, letters and digits only, longest pieces first. */
export function createPieces({ buckets, pieces }: Vocabulary): PiecesOf {
  const rows = new Map(pieces.map((piece, i) => [piece, buckets + i]))
  const longest = pieces.reduce((most, piece) => Math.max(most, piece.replace(/^##/, '').length), 1)
  const known = new Map<string, readonly number[]>()
  const rowsOfWord = (word: string) => (beyondAscii.test(word) ? hashedRows(word, buckets) : piecesOfWord(word, rows, longest))
  return (text) => {
    const found: number[] = []
    for (const word of wordsOf(text)) {
      let own = known.get(word)
      if (!own) {
        own = rowsOfWord(word.slice(0, maxWord))
        if (known.size >= rememberedWords) known.clear()
        known.set(word, own)
      }
      for (const row of own) found.push(row)
    }
    return found
  }
}

/** The words of a text as pieces see them. */
export function wordsOf(text: string): string[] {
  if (!beyondAscii.test(text)) return text.toLowerCase().match(asciiRun) ?? []
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  return folded.match(wordRun) ?? []
}

/** Longest piece first, from left to right. */
function piecesOfWord(word: string, rows: ReadonlyMap<string, number>, longest: number): number[] {
  const whole = rows.get(word)
  if (whole !== undefined) return [whole]
  const found: number[] = []
  let at = 0
  while (at < word.length) {
    let length = Math.min(longest, word.length - at)
    let row: number | undefined
    for (; length > 0; length--) {
      const part = word.slice(at, at + length)
      row = rows.get(at > 0 ? `##${part}` : part)
      if (row !== undefined) break
    }
    if (row !== undefined) found.push(row)
    at += Math.max(1, length)
  }
  return found
}

/**
 * A word with letters beyond ASCII: its characters and pairs of them where the script writes no spaces, else its triples with the ends
 * marked. Each goes to two buckets, so that two sequences rarely share both.
 */
function hashedRows(word: string, buckets: number): number[] {
  const characters = [...word]
  const grams: string[] = []
  if (ideograph.test(word)) {
    characters.forEach((one, i) => grams.push(one, ...(i > 0 ? [characters[i - 1]! + one] : [])))
  } else {
    const ends = ['<', ...characters, '>']
    for (let i = 0; i + 2 < ends.length; i++) grams.push(ends[i]! + ends[i + 1]! + ends[i + 2]!)
  }
  return grams.flatMap((gram) => {
    const hash = hashOf(gram)
    return [hash % buckets, (hash >>> 12) % buckets]
  })
}

/** FNV-1a with a last mixing of the bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
