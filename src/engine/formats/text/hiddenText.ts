import type { PageText } from '../../../contract/documents'

export type Hidden = NonNullable<PageText['hidden']>[number]

/** Characters that no font shows; most of them are harmless, and some are needed in some scripts, one at a time. */
const anyInvisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u

/** Unicode tag characters; a few after a black flag spell the flag of a region and are meant. */
const tagCharacters = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}|[\u{e0000}-\u{e007f}]+/gu
/** More variants of one character than it can have: bytes written as variants. */
const variants = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu
/** More in a row than any script needs: bits written as widths of nothing. */
const zeroWidths = /[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]{4,}/gu
/** Text in an order that is not the one it is read in, up to its end or the end of the line. */
const overrides = /[\u202d\u202e][^\u202c\n]*\u202c?/gu

const kinds: readonly [RegExp, string][] = [
  [tagCharacters, 'invisible characters'],
  [variants, 'invisible characters'],
  [zeroWidths, 'invisible characters'],
  [overrides, 'shown in another order'],
]

/** Whether there is any character in a text that no font shows. */
export function hasInvisible(text: string): boolean {
  return anyInvisible.test(text)
}

/** Runs of characters nobody sees, or sees otherwise: a known way to put instructions for a model into a harmless text. In ascending order. */
export function hiddenText(text: string): Hidden[] {
  if (!anyInvisible.test(text)) return []
  const found = kinds.flatMap(([kind, reason]) =>
    Array.from(text.matchAll(kind), ({ 0: { length }, index }): Hidden => ({ start: index, end: index + length, reason })),
  )
  return joinHidden(found.filter(({ start }) => !text.startsWith('\u{1f3f4}', start)))
}

/** Stretches in ascending order without overlaps; what overlaps keeps the reason of the first. */
export function joinHidden(stretches: readonly Hidden[]): Hidden[] {
  const joined: Hidden[] = []
  for (const one of stretches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1)
    if (!last || one.start > last.end || (one.start === last.end && one.reason !== last.reason)) joined.push({ ...one })
    else if (one.end > last.end) last.end = one.end
  }
  return joined
}

/** The text with blanks in the place of what nobody sees, every offset as it was. */
export function blankHidden({ text, hidden = [] }: { text: string; hidden?: readonly { start: number; end: number }[] }): string {
  if (hidden.length === 0) return text
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of hidden.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue
    pieces.push(text.slice(at, Math.max(at, start)), ' '.repeat(end - Math.max(at, start)))
    at = end
  }
  return pieces.join('') + text.slice(at)
}

const rightToLeft = /[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u
/** Letters whose shape depends on joiners, and pictures that are made with them. */
const joining =
  /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}]/u
/** Scripts without spaces, where a space of no width parts words. */
const unspaced = /[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u
const single = /[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202c\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/gu

/**
 * Places of invisible characters that stand alone and mean nothing where they stand: soft hyphens, marks of direction in a text of one
 * direction, joiners between letters that do not join. They part words for a search and nothing else.
 */
export function idleInvisible(text: string): number[] {
  if (!anyInvisible.test(text)) return []
  const isBothWays = rightToLeft.test(text)
  const places: number[] = []
  for (const { 0: character, index } of text.matchAll(single)) {
    const before = characterBefore(text, index)
    const after = String.fromCodePoint(text.codePointAt(index + 1) ?? 32)
    if (!isNeeded(character, before, after, isBothWays)) places.push(index)
  }
  return places
}

function isNeeded(character: string, before: string, after: string, isBothWays: boolean): boolean {
  if (/[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]/.test(character)) return isBothWays
  if (character === '\u200c' || character === '\u200d') return joining.test(before) || joining.test(after)
  if (character === '\u200b') return unspaced.test(before) && unspaced.test(after)
  return /[\u115f\u1160\u3164\uffa0]/.test(character) && /\p{sc=Hang}/u.test(before + after)
}

function characterBefore(text: string, index: number): string {
  const low = text.charCodeAt(index - 1)
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(index - 2, index) : text.charAt(index - 1)
}
