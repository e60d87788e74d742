import { AppError } from '../../../contract/errors'
import { type Pdfium, withMemory } from './library'

/** The characters of a page in the order of its content stream; `text[i]` belongs to PDFium's character i. */
export interface Characters {
  count: number
  text: string
}

/** Stands where PDFium found a hyphen at a line end with the word going on in the next line. */
export const brokenWord = '\ufffe'

/** More characters than a real page holds: such a page was made to exhaust its reader. */
const mostCharacters = 5_000_000

/** Reads all characters of a text page in one call; one by one only where PDFium leaves some out of its text. */
export function readCharacters(pdfium: Pdfium, textPage: number): Characters {
  const count = pdfium._FPDFText_CountChars(textPage)
  if (count <= 0) return { count: 0, text: '' }
  if (count > mostCharacters) {
    throw new AppError('DOCUMENT_TOO_LARGE', 'One page of this PDF holds more than five million characters. Split it and add the parts.')
  }
  const text = withMemory(pdfium, 2 * (count + 1), (buffer) => {
    const written = pdfium._FPDFText_GetText(textPage, 0, count, buffer) - 1
    if (written !== count) return null
    const heap = pdfium.HEAPU8
    return Buffer.from(heap.buffer, heap.byteOffset + buffer, 2 * count).toString('utf16le')
  })
  return { count, text: text ?? readOneByOne(pdfium, textPage, count) }
}

function readOneByOne(pdfium: Pdfium, textPage: number, count: number): string {
  const units = new Uint16Array(count)
  for (let i = 0; i < count; i++) {
    const code = pdfium._FPDFText_GetUnicode(textPage, i)
    if (code === 2 && pdfium._FPDFText_IsHyphen(textPage, i) === 1) units[i] = 0xfffe
    else units[i] = code > 0xffff ? 0xfffd : code
  }
  return Buffer.from(units.buffer).toString('utf16le')
}

// eslint-disable-next-line no-control-regex
const unclean =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00a8\u00ad\u00b4\u00b8\u02c6\u02c7\u02d8-\u02dd\u200b-\u200f\u2028-\u202f\u2060-\u206f\ue000-\ufdff\ufe70-\ufffd\ud800-\udfff]/

/** Whether any character of a page needs `cleanWord`. */
export function needsCleaning(text: string): boolean {
  return unclean.test(text)
}

// Bullets of the Symbol and Wingdings fonts, which stand in the private use area.
const bullets = /[\uf06c-\uf06f\uf071\uf075\uf076\uf09f\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc]/g
// eslint-disable-next-line no-control-regex
const meaningless = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\uffff]|\u00ad(?!$)/g

/** A word without control, invisible and private characters; ligatures and presentation forms as plain letters. */
export function cleanWord(word: string): string {
  const plain = mendAccents(word.replace(bullets, '•').replace(meaningless, ''))
  return (/[\ufb00-\ufdff\ufe70-\ufefc]/.test(plain) ? plain.normalize('NFKC') : plain).toWellFormed()
}

const accents: Record<string, string> = {
  '\u00a8': '\u0308',
  '\u00b4': '\u0301',
  '\u02c6': '\u0302',
  '\u02c7': '\u030c',
  '\u02d8': '\u0306',
  '\u02d9': '\u0307',
  '\u02da': '\u030a',
  '\u02dc': '\u0303',
  '\u02dd': '\u030b',
}
const accented =
  /(?<=\p{L})([\u00a8\u00b4\u02c6\u02c7\u02d8-\u02da\u02dc\u02dd])(\p{L})|^([\u00a8\u00b4\u02c6\u02c7\u02d8-\u02da\u02dc\u02dd])(\p{Lu})/gu

/** Accents that older programs print as signs of their own before their letter, on their letter. */
function mendAccents(word: string): string {
  return mendCedillas(word).replace(accented, (whole, inner?: string, letter?: string, first?: string, capital?: string) => {
    const plain = (letter ?? capital)!.replace('ı', 'i').replace('ȷ', 'j')
    const mended = (plain + accents[(inner ?? first)!]).normalize('NFC')
    return mended.length === 1 ? mended : whole
  })
}

/** A cedilla comes after the letter it stands under. */
function mendCedillas(word: string): string {
  return word.includes('\u00b8') ? word.replace(/([cCsStT])\u00b8/g, (_, letter: string) => `${letter}\u0327`.normalize('NFC')) : word
}

// eslint-disable-next-line no-control-regex
const unmapped = /[\0-\x1f\x7f-\x9f\ufffd]/g

/** Whether a word is made of glyph codes rather than characters: at least half of it control characters or replacement marks. */
export function isUnmapped(word: string): boolean {
  return (word.match(unmapped)?.length ?? 0) * 2 >= word.length
}
