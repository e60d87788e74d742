import type { IsWord } from '../../layout'
import type { PdfLine } from './lines'

/** The words that stand whole on pages, with their hyphens where they have some, in lower case. */
export function wordsIn(lines: readonly PdfLine[]): Set<string> {
  const found = new Set<string>()
  for (const { words } of lines) {
    // The last word of a line may be half of one.
    for (let i = 0; i < words.length - 1; i++) {
      const plain = /[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?/u.exec(words[i]!.text)?.[0]
      if (plain && plain.length > 3) found.add(plain.toLowerCase())
    }
  }
  return found
}

/** Knows the words of a page and of others; those of the page are looked at only when it is asked. */
export function vocabulary(others: ReadonlySet<string>, lines: readonly PdfLine[]): IsWord {
  let own: Set<string> | null = null
  return (word) => others.has(word) || (own ??= wordsIn(lines)).has(word)
}
