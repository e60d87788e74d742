import type { PageText } from '../../../contract/documents'

export type Hidden = NonNullable<PageText['hidden']>[number]

/** Unicode tag characters, which no font shows; after a black flag they spell the flag of a region and are meant. */
const tagCharacters = /(?<!\u{1f3f4}[\u{e0000}-\u{e007f}]*)[\u{e0000}-\u{e007f}]+/gu

/** Runs of characters nobody sees: a known way to put instructions for a model into a harmless text. */
export function hiddenText(text: string): Hidden[] {
  if (!text.includes('\udb40')) return []
  return Array.from(text.matchAll(tagCharacters), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    reason: 'invisible characters',
  }))
}
