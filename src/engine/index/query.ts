import { searchable } from './schema'
import { isStopWord } from '../words'

/** A query in parts, as the keyword lane asks for it. */
export interface ParsedQuery {
  /** Words any of which may occur. */
  words: string[]
  /** Word sequences that must occur. */
  phrases: string[]
  /** Codes and names with punctuation inside (KX-4471-B, foo_bar, 12.4.1): whole they count more than their parts. */
  codes: string[]
  /** Words and sequences that must not occur. */
  excluded: string[]
  /** A word so common that it was left out although nothing else was asked. */
  tooCommon: string | null
  /** Nothing but stop words was asked, and they are looked for as they stand, one after the other. */
  onlyCommon: boolean
}

/** A query of more distinct words than this is cut: the rest of a pasted page adds nothing but time. */
const maxWords = 64
const maxPhrases = 8

const quoted = /(?<![^\s-])(-?)["“„«](.+?)["”“»](?!\S*["”»])/gu
const excludedWord = /(?<=^|\s)-(\p{L}[^\s]*)/gu
const word = /[\p{L}\p{N}\p{M}]+/u
const wordParts = /[\p{L}\p{N}\p{M}]+/gu
const code = /^[\p{L}\p{N}]+(?:[-_./@#:+&\\][\p{L}\p{N}]+)+$/u

/**
 * Reads a query: "phrases" must occur, -words must not, any other word may. Stop words go; where nothing else is asked, several are
 * looked for as they stand, one after the other, and one alone is not looked for: it stands in every passage.
 */
export function parseQuery(query: string): ParsedQuery {
  const phrases: string[] = []
  const excluded: string[] = []
  let rest = searchable(query).replace(quoted, (_whole, minus: string, phrase: string) => {
    if (word.test(phrase)) (minus ? excluded : phrases).push(phrase.trim())
    return ' '
  })
  rest = rest.replace(excludedWord, (_whole, one: string) => {
    excluded.push(one)
    return ' '
  })
  const tokens = rest
    .split(/\s+/u)
    .map(trimmed)
    .filter((token) => word.test(token))
  const telling = tokens.filter((token) => !isStopWord(token, { shouted: isShouted(rest) }))
  const isCommon = telling.length + phrases.length === 0
  if (isCommon && tokens.length > 1) phrases.push(tokens.slice(0, maxWords).join(' '))
  return {
    words: distinct(telling.flatMap((token) => token.match(wordParts) ?? [])).slice(0, maxWords),
    phrases: distinct(phrases).slice(0, maxPhrases),
    codes: distinct(telling.filter((token) => code.test(token))).slice(0, maxPhrases),
    excluded: distinct(excluded).slice(0, maxWords),
    tooCommon: isCommon && tokens.length === 1 ? tokens[0]! : null,
    onlyCommon: isCommon && tokens.length > 1,
  }
}

/** A token without the punctuation around it. */
function trimmed(token: string): string {
  return token.replace(/^[^\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+$/gu, '')
}

/** Written in capitals throughout, so that capitals tell nothing. */
function isShouted(text: string): boolean {
  return !/\p{Ll}/u.test(text)
}

function distinct(values: readonly string[]): string[] {
  const seen = new Set<string>()
  return values.filter((value) => {
    const key = value.toLowerCase()
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
