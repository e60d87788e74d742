import type { IsWord } from '../../hyphens'
import type { PdfLine } from './pdfLine'

/**
 * The words that stand whole on pages, with their hyphens where they have some, in lower case; of a compound with a hyphen also its
 * first and last part, as `high-` and `-term`.
 */
export function wordsIn(lines: readonly PdfLine[]): Set<string> {
  const found = new Set<string>()
  for (const word of wholeWords(lines)) if (word.length > 3) found.add(word)
  return found
}

/** Knows the words of a page and of others; those of the page are looked at when it is first asked. */
export function vocabulary(others: ReadonlySet<string>, lines: readonly PdfLine[]): IsWord {
  let here: Set<string> | null = null
  return (word) => others.has(word) || (here ??= new Set(wholeWords(lines))).has(word)
}

/** The last word of a line may be half of one, and so the first of the next is where the last has a hyphen. */
function* wholeWords(lines: readonly PdfLine[]): Iterable<string> {
  let isBroken = false
  for (const { words } of lines) {
    for (let i = isBroken ? 1 : 0; i < words.length - 1; i++) {
      const plain = plainOf(words[i]!.text)
      if (!plain) continue
      yield plain
      const hyphen = plain.indexOf('-')
      if (hyphen < 0) continue
      yield plain.slice(0, hyphen + 1)
      yield plain.slice(plain.lastIndexOf('-'))
    }
    isBroken = /[-\u2010\u00ad]$/.test(words.at(-1)?.text ?? '')
  }
}

function plainOf(text: string): string | undefined {
  return /[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?/u.exec(text)?.[0].toLowerCase()
}
