/*
 * PDFium turns Arabic from the order it is painted in into the order it is read in, sign by sign. A ligature of lam and alef
 * is one glyph that means two letters, and these two come out swapped; a vowel mark comes out before the letter it stands on,
 * with a space before it.
 */

const arabic = /[\u0600-\u06ff]/
const swapped = /[\u0622\u0623\u0625\u0627]\u0644/
const scriptChange = /(?<=[A-Za-z])(?=[\u0620-\u064a])|(?<=[\u0620-\u064a])(?=[A-Za-z])/

/** Whether a page has Arabic letters on it at all. */
export function hasArabic(text: string): boolean {
  return arabic.test(text)
}

/** Puts lam before alef where both came from one glyph; `sameGlyph(i)` tells whether characters i and i + 1 did. */
export function mendLigatures(word: string, sameGlyph: (index: number) => boolean): string {
  if (!swapped.test(word)) return word
  const letters = word.split('')
  for (let i = 0; i + 1 < letters.length; i++) {
    if (!swapped.test(letters[i]! + letters[i + 1]!) || !sameGlyph(i)) continue
    letters.splice(i, 2, letters[i + 1]!, letters[i]!)
    i += 1
  }
  return letters.join('')
}

/** Whether a word begins with a vowel mark and so belongs to the word before it. */
export function startsWithMark(word: string): boolean {
  return /^[\u064b-\u0652]/.test(word)
}

/** Puts each mark at the beginning behind the letter it stands on. */
export function mendMark(word: string): string {
  return word.replace(/^([\u064b-\u0652]+)(.)/u, '$2$1')
}

/** Where Latin and Arabic letters touch: the lengths of the pieces between which a space was lost. */
export function splitScripts(word: string): string[] {
  return scriptChange.test(word) ? word.split(scriptChange) : [word]
}
