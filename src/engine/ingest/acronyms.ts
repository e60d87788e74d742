import type { Acronym } from '../../contract/worker'
import type { Page } from '../page'

/*
 * Acronyms a document defines itself: “earnings before interest and taxes (EBIT)” or “EBIT (earnings before interest and taxes)”.
 */

/** Definitions kept of one document. */
const mostOfDocument = 300
const longestName = 100
/** An acronym in brackets, or what stands in brackets behind one. */
const inBrackets = /\(([^()]{2,130})\)/gu
const acronym = /^[\p{Lu}\p{N}][\p{L}\p{N}&]{1,9}$/u
const capitals = /\p{Lu}/gu

/** Collects the acronyms that the pages of a document define, each once. */
export class AcronymSample {
  private readonly found = new Map<string, Acronym>()

  add({ text }: Pick<Page, 'text'>): void {
    for (const match of text.matchAll(inBrackets)) {
      if (this.found.size >= mostOfDocument) return
      const inside = inOneLine(match[1]!).replace(/^(?:the|an?)\s+|["“”„«»]/giu, '')
      const before = inOneLine(text.slice(Math.max(0, match.index - longestName - 60), match.index))
      const defined = definedBy(inside, before)
      if (defined) this.found.set(`${defined.short}\0${defined.long.toLowerCase()}`, defined)
    }
  }

  acronyms(): Acronym[] {
    return [...this.found.values()]
  }
}

/** Only around brackets: of a text of 50 MB, all at once takes 700 MB. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}

function definedBy(inside: string, before: string): Acronym | null {
  const short = singular(inside)
  if (isAcronym(short)) {
    const long = longForm(short, before.replaceAll(/["“”„«»]/gu, ''))
    return long ? { short, long } : null
  }
  const name = singular(/[\p{L}\p{N}&]+$/u.exec(before)?.[0] ?? '')
  if (!isAcronym(name)) return null
  return longForm(name, inside) === inside ? { short: name, long: inside } : null
}

function isAcronym(word: string): boolean {
  return acronym.test(word) && (word.match(capitals)?.length ?? 0) >= 2
}

function singular(word: string): string {
  return word.replace(/(?<=\p{Lu})s$/u, '')
}

/**
 * The words at the end of a text whose first letters are the acronym; small ones between them need not give one. Else the shortest words at the end whose letters make it, in order, its first at the beginning of a word; null where
 * there are none. After Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions (Pacific Symposium on
 * Biocomputing 2003), and every word but small ones has to give a letter, so that half a sentence is no name.
 */
export function longForm(short: string, text: string): string | null {
  const letters = [...short.toLowerCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter))
  const folded = text.toLowerCase()
  if (folded.length !== text.length) return null
  const initials = byInitials(letters, text, folded)
  if (initials) return initials
  let at = folded.length
  for (let i = letters.length - 1; i >= 0; i--) {
    at -= 1
    while (at >= 0 && !(folded[at] === letters[i] && (i > 0 || at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1]!)))) at -= 1
    if (at < 0) return null
  }
  const long = text.slice(at).trim()
  const words = long.split(/[\s\-–/]+/u).filter(Boolean)
  const isName = words.length >= 2 && words.length <= Math.min(letters.length + 5, letters.length * 2) && long.length <= longestName
  if (!isName || /[.;:!?()]\s/u.test(long)) return null
  const given = new Set(letters)
  return words.every((word) => given.has(word[0]!.toLowerCase()) || small.has(word.toLowerCase())) ? long : null
}

/** Words of a name that need not give a letter. */
const small = new Set('a an and at by for from in of on or the to with de des du la le les von und der die das y del'.split(' '))

function byInitials(letters: readonly string[], text: string, folded: string): string | null {
  let left = letters.length
  for (const word of [...folded.matchAll(/[\p{L}\p{N}][\p{L}\p{N}’'&]*/gu)].toReversed()) {
    if (word[0][0] === letters[left - 1]) left -= 1
    else if (!small.has(word[0])) return null
    if (left > 0) continue
    const long = text.slice(word.index).trim()
    return long.length <= longestName && !/[.;:!?()]\s/u.test(long) && /[\s-]/u.test(long) ? long : null
  }
  return null
}
