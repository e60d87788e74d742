import type { IsWord } from '../../layout'
import type { PdfLine } from './pdfLine'

/** The words that stand whole on pages, with their hyphens where they have some, in lower case. */
export function wordsIn(lines: readonly PdfLine[]): Set<string> {
  const found = new Set<string>()
  for (const { words } of lines) {
    // The last word of a line may be half of one.
    for (let i = 0; i < words.length - 1; i++) {
      const plain = plainOf(words[i]!.text)
      if (plain && plain.length > 3) found.add(plain)
    }
  }
  return found
}

/** Signs that may stand around a word: brackets, quotes, a stop. */
const mostAround = 4

/** Knows the words of a page and of others; those of the page are looked at only when it is asked, and only those of about the length. */
export function vocabulary(others: ReadonlySet<string>, lines: readonly PdfLine[]): IsWord {
  const isHere = (word: string) =>
    lines.some(({ words }) => {
      for (let i = 0; i < words.length - 1; i++) {
        const more = words[i]!.text.length - word.length
        if (more >= 0 && more <= mostAround && plainOf(words[i]!.text) === word) return true
      }
      return false
    })
  return (word) => others.has(word) || isHere(word)
}

function plainOf(text: string): string | undefined {
  return /[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?/u.exec(text)?.[0].toLowerCase()
}
