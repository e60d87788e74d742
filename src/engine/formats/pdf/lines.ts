import { around, type LayoutLine, type LayoutWord, type Rectangle } from '../../layout'
import { hasArabic, mendLigatures, mendMark, splitScripts, startsWithMark } from './arabic'
import { brokenWord, cleanWord, isUnmapped, needsCleaning, readCharacters } from './characters'
import { displayed, type Frame, isOnPage } from './frame'
import type { HiddenReason, HiddenText } from './hidden'
import { type Pdfium, withMemory } from './library'
import { TextStyles } from './textStyles'

/** A line as the content stream gives it. */
export interface PdfLine extends LayoutLine {
  /** Height in points of most of its characters. */
  size: number
  characters: number
  /** Runs up or down the page. */
  vertical: boolean
  bold: boolean
  /** Set in a typewriter font. */
  mono: boolean
  /** Width of a letter where all words have letters of one width, else 0; short lines have it by chance. */
  pitch: number
  /** Most of its characters have that size. */
  uniform: boolean
  /** Why nobody sees it; its words are hidden or seen together. */
  hidden?: HiddenReason
}

export interface PdfLines {
  lines: PdfLine[]
  /** Characters on the page that were read and are seen, without spaces. */
  characters: number
  /** Characters on the page that nobody sees. */
  unseen: number
  /** Characters on the page whose font does not say what they mean; their words are left out. */
  garbage: number
}

/** Reads the words of a page with their boxes, in content-stream order, without what lies outside the crop box. */
export function readLines(pdfium: Pdfium, textPage: number, frame: Frame, hidden: HiddenText): PdfLines {
  const { count, text } = readCharacters(pdfium, textPage)
  if (count === 0) return { lines: [], characters: 0, unseen: 0, garbage: 0 }
  return withMemory(pdfium, 32, (memory) => {
    const styles = new TextStyles(pdfium, textPage, hidden.painted.orders, memory + 16)
    return new LineReader({ pdfium, textPage, frame, text, memory, styles, hidden }).read()
  })
}

interface TextPage {
  pdfium: Pdfium
  textPage: number
  frame: Frame
  text: string
  /** Room for a rectangle of four floats. */
  memory: number
  styles: TextStyles
  hidden: HiddenText
}

const noBox = { width: 0, height: 0 }

class LineReader {
  private readonly lines: PdfLine[] = []
  private readonly clean: boolean
  private readonly arabic: boolean
  private words: LayoutWord[] = []
  private firstCharacter = 0
  private lastCharacter = 0
  private characters = 0
  private unseenCharacters = 0
  private garbage = 0

  private readonly pdfium: Pdfium
  private readonly textPage: number
  private readonly frame: Frame
  private readonly text: string
  private readonly memory: number
  private readonly styles: TextStyles
  private readonly hidden: HiddenText
  /** Why the words of the line at hand are not seen. */
  private unseen: HiddenReason | null = null

  constructor({ pdfium, textPage, frame, text, memory, styles, hidden }: TextPage) {
    this.pdfium = pdfium
    this.textPage = textPage
    this.frame = frame
    this.text = text
    this.memory = memory
    this.styles = styles
    this.hidden = hidden
    this.clean = !needsCleaning(text)
    this.arabic = hasArabic(text)
  }

  read(): PdfLines {
    const { text } = this
    let start = -1
    let glued = false
    for (let i = 0; i <= text.length; i++) {
      const code = i < text.length ? text.charCodeAt(i) : 10
      const kind = kindOf(code)
      if (kind === 'letter') {
        if (start < 0) start = i
        continue
      }
      if (kind === 'ideograph') {
        if (start >= 0) this.word(start, i, glued)
        this.ideograph(i, glued || start >= 0)
        start = -1
        glued = true
        continue
      }
      if (start >= 0) {
        if (this.arabic) this.arabicWord(start, i, glued)
        else this.spacedWord(start, i, glued, text[i] === brokenWord)
      }
      start = -1
      glued = false
      if (kind === 'newline') this.endLine()
    }
    return { lines: this.lines, characters: this.characters, unseen: this.unseenCharacters, garbage: this.garbage }
  }

  /** A word, or the several words it is where its letters stand in cells far apart. */
  private spacedWord(start: number, end: number, glued: boolean, broken: boolean): void {
    const { width, height } = end - start > 1 ? this.boxOf(start, end) : noBox
    let from = start
    if (width > (end - start) * height) {
      for (let i = start + 1; i < end; i++) {
        const [a, b] = [this.characterBox(i - 1), this.characterBox(i)]
        if (b.x - a.x - a.width < height || b.height !== a.height) continue
        this.word(from, i, glued && from === start)
        from = i
      }
    }
    this.word(from, end, glued && from === start, broken)
  }

  /** Takes in characters start to end as a word, unless it lies off the page or means nothing; gives the word back. */
  private word(start: number, end: number, glued: boolean, broken = false): LayoutWord | null {
    const raw = this.text.slice(start, end)
    const box = this.boxOf(start, end)
    if (!isOnPage(this.frame, box)) return null
    const length = end - start
    if ((!this.clean && isUnmapped(raw)) || this.pdfium._FPDFText_HasUnicodeMapError(this.textPage, start) === 1) {
      this.garbage += length
      return null
    }
    const text = this.clean ? raw : cleanWord(raw)
    if (!text) return null
    const word: LayoutWord = { text: broken ? `${text}-` : text, x: box.x, y: box.y, width: box.width, height: box.height }
    if (glued) word.glued = true
    const unseen = this.reasonUnseen(start, end, box)
    const previous = this.words.at(-1)
    if (previous && (unseen !== this.unseen || !sameLine(previous, word))) this.endLine()
    this.unseen = unseen
    if (unseen) this.unseenCharacters += length
    else this.characters += length
    if (this.words.length === 0) this.firstCharacter = start
    this.lastCharacter = end - 1
    this.words.push(word)
    return word
  }

  /** Why a word is not seen: all of it, or what follows its first letters in another style. */
  private reasonUnseen(start: number, end: number, box: Rectangle): HiddenReason | null {
    const first = this.styles.of(start)
    const last = end - start > 1 ? this.styles.of(end - 1) : first
    if (first === last || !first || !last) return first || last ? this.hidden.reason(box, end - start, (first ?? last)!) : null
    return this.hidden.reason(this.characterBox(end - 1), 1, last) ?? this.hidden.reason(this.characterBox(start), 1, first)
  }

  /** A sign of a script without spaces: the space PDFium puts between widely set ones is none. */
  private ideograph(index: number, glued: boolean): void {
    const previous = this.words.at(-1)
    const word = this.word(index, index + 1, glued)
    if (!word || !previous || this.words.length < 2) return
    const gap = word.x - previous.x - previous.width
    if (isIdeograph(previous.text.charCodeAt(previous.text.length - 1)) && gap < word.height) word.glued = true
  }

  private arabicWord(start: number, end: number, glued: boolean): void {
    for (const [index, piece] of splitScripts(this.text.slice(start, end)).entries()) {
      const from = start
      start += piece.length
      const marked = startsWithMark(piece)
      const word = this.word(from, start, marked || (glued && index === 0))
      if (!word) continue
      const mended = mendLigatures(word.text, (at) => this.isOneGlyph(from + at))
      word.text = marked ? mendMark(mended) : mended
    }
  }

  private isOneGlyph(index: number): boolean {
    const a = this.characterBox(index)
    const b = this.characterBox(index + 1)
    return Math.abs(a.x - b.x) < 0.01 && Math.abs(a.width - b.width) < 0.01
  }

  /** The box around the first and the last character of a word. */
  private boxOf(start: number, end: number): Rectangle {
    const first = this.characterBox(start)
    if (end - start === 1) return first
    const last = this.characterBox(end - 1)
    const x = Math.min(first.x, last.x)
    const y = Math.min(first.y, last.y)
    const right = Math.max(first.x + first.width, last.x + last.width)
    const bottom = Math.max(first.y + first.height, last.y + last.height)
    return { x, y, width: right - x, height: bottom - y }
  }

  private characterBox(index: number): Rectangle {
    this.pdfium._FPDFText_GetLooseCharBox(this.textPage, index, this.memory)
    const heap = this.pdfium.HEAPF32
    const at = this.memory >> 2
    return displayed(this.frame, heap[at]!, heap[at + 3]!, heap[at + 2]!, heap[at + 1]!)
  }

  private endLine(): void {
    if (this.words.length === 0) return
    const words = this.words
    this.words = []
    const characters = words.reduce((sum, word) => sum + word.text.length, 0)
    const [first, last] = [this.styles.of(this.firstCharacter), this.styles.of(this.lastCharacter)]
    const bold = characters <= 120 && first?.bold === true && last?.bold === true
    const pitch = pitchOf(words)
    const mono = (first?.mono === true && last?.mono === true) || (pitch > 0 && words.length > 2 && characters > 11)
    const vertical = isVertical(words)
    const line: PdfLine = { words, ...around(words), ...sizeOf(words, characters, vertical), characters, vertical, bold, mono, pitch }
    if (this.unseen) line.hidden = this.unseen
    this.lines.push(line)
  }
}

/** What a UTF-16 code unit does to the word it stands in. */
function kindOf(code: number): 'letter' | 'space' | 'newline' | 'ideograph' {
  if (code > 0x20 && code < 0xa0) return 'letter'
  if (code === 0x0a || code === 0x0d || code === 0xfffe) return 'newline'
  if (code === 0x20 || code === 0x09 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f)
    return 'space'
  return isIdeograph(code) ? 'ideograph' : 'letter'
}

/** Kana, CJK ideographs and full-width punctuation: scripts without spaces, where every sign is its own word. */
function isIdeograph(code: number): boolean {
  if (code < 0x3001) return false
  return code <= 0x30ff || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff01 && code <= 0xff60)
}

function sameLine(a: Rectangle, b: Rectangle): boolean {
  const overlap = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (overlap > 0.3 * Math.min(a.height, b.height)) return true
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  return a.height > a.width && b.height > b.width && across > 0.5 * Math.min(a.width, b.width)
}

/** Whether a line runs up or down: its longer words stand taller than they are wide. */
function isVertical(words: readonly LayoutWord[]): boolean {
  let tall = 0
  let wide = 0
  for (const word of words) {
    if (word.text.length < 3) continue
    if (word.height > 1.5 * word.width) tall += 1
    else wide += 1
  }
  return tall > wide
}

/** The width of a letter where it is the same in all words, to two parts in a hundred; else 0. */
function pitchOf(words: readonly LayoutWord[]): number {
  let least = Infinity
  let most = 0
  for (const { width, text } of words) {
    const pitch = width / text.length
    if (pitch < least) least = pitch
    if (pitch > most) most = pitch
    if (most - least > 0.02 * most) return 0
  }
  return most
}

/** The height most characters of a line have, to a tenth of a point, and whether three quarters of them do. */
function sizeOf(words: readonly LayoutWord[], characters: number, vertical: boolean): { size: number; uniform: boolean } {
  if (vertical) return { size: 0, uniform: false }
  const weights = new Map<number, number>()
  let size = 0
  let most = 0
  for (const { height, text } of words) {
    const key = Math.round(height * 10) / 10
    const weight = (weights.get(key) ?? 0) + text.length
    weights.set(key, weight)
    if (weight <= most) continue
    most = weight
    size = key
  }
  return { size, uniform: most >= 0.75 * characters }
}
