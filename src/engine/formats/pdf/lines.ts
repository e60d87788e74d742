import { around, type LayoutWord, type Rectangle } from '../../layout'
import { hasArabic, mendLigatures, mendMark, splitScripts, startsWithMark } from './arabic'
import { brokenWord, cleanWord, isUnmapped, needsCleaning, readCharacters } from './characters'
import { displayed, type Frame, isOnPage } from './frame'
import type { HiddenReason, HiddenText } from './hidden'
import { type Pdfium, withMemory } from './library'
import { follows, isVertical, pitchOf, sameLine, sizeOf } from './measure'
import { narrowSpace } from './narrowSpaces'
import type { PdfLine, PdfLines } from './pdfLine'
import { isIdeograph, isSign, kindOf } from './signs'
import { boundsOf } from './bounds'
import { type TextStyle, TextStyles } from './textStyles'
import { turnBack, turnBox, type Turns, turnWordsBack } from './turned'

/** Reads the words of a page with their boxes, in content-stream order, without what lies outside the crop box. */
export function readLines(pdfium: Pdfium, textPage: number, frame: Frame, hidden: HiddenText): PdfLines {
  const { count, text } = readCharacters(pdfium, textPage)
  if (count === 0) return { lines: [], characters: 0, unseen: 0, garbage: 0 }
  return withMemory(pdfium, 32, (memory) => {
    const styles = new TextStyles(pdfium, textPage, hidden.painted, memory + 16, frame.turns)
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
  /** What the words of the line at hand stand for. */
  private instead: TextStyle['instead'] = null
  /** Why the words of the line at hand are not seen. */
  private unseen: HiddenReason | null = null
  /** How the page is turned for the word at hand; boxes are those of the turned page until the line ends. */
  private turns: Turns = 0

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
        if (start < 0) this.turnFor((start = i))
        continue
      }
      if (kind === 'ideograph') {
        if (start >= 0) this.word(start, i, glued)
        this.turnFor(i)
        this.ideograph(i, glued || start >= 0)
        start = -1
        glued = true
        continue
      }
      if (start >= 0) {
        if (this.arabic) this.arabicWord(start, i, glued)
        else this.raisedWord(start, i, glued, text[i] === brokenWord)
      }
      start = -1
      glued = false
      if (kind === 'newline') this.endLine()
    }
    return { lines: this.lines, characters: this.characters, unseen: this.unseenCharacters, garbage: this.garbage }
  }

  /** Turns the page so that the text at a character runs across. */
  private turnFor(character: number): void {
    const turns = this.styles.of(character)?.turns ?? this.turns
    if (turns === this.turns) return
    this.endLine()
    this.turns = turns
  }

  /** A word, with the raised signs before, in and behind it as words of their own. */
  private raisedWord(start: number, end: number, glued: boolean, broken: boolean): void {
    if (!this.mayBeRaised(start, end)) return this.spacedWord(start, end, glued, broken)
    const letter = this.letterIn(start, end)
    if (letter < 0) return this.spacedWord(start, end, glued, broken)
    let from = start
    let raised = false
    for (let i = start; i <= end; i++) {
      // A minus, whose font often has taller letters, goes with its number.
      const at = this.text[i] === '−' && i + 1 < end ? i + 1 : i
      const own = i < end && isSign(this.text.charCodeAt(at)) && this.isRaised(at, letter)
      if (i < end && own === raised) continue
      if (i > from) this.part(from, i, glued || from > start, broken && i === end, raised)
      from = i
      raised = own
    }
  }

  /** The letter the others of a word are raised over: its first, or the first digit of a number. */
  private letterIn(start: number, end: number): number {
    for (let i = start; i < end; i++) if (/\p{L}/u.test(this.text[i]!)) return i
    return /\d/.test(this.text[start]!) ? start : -1
  }

  /** Whether a character is smaller than another and its baseline clearly higher. */
  private isRaised(index: number, other: number): boolean {
    const { height } = this.characterBox(other)
    if (this.characterBox(index).height >= 0.9 * height) return false
    const rise = this.baseline(other) - this.baseline(index)
    return rise > 0.15 * height && rise < height
  }

  /** How far down the page a character stands. */
  private baseline(index: number): number {
    this.pdfium._FPDFText_GetCharOrigin(this.textPage, index, this.memory, this.memory + 8)
    const at = this.memory >> 3
    const [x, y] = [this.pdfium.HEAPF64[at]!, this.pdfium.HEAPF64[at + 1]!]
    return turnBox(displayed(this.frame, x, y, x, y), this.turns, this.frame).y
  }

  private part(start: number, end: number, glued: boolean, broken: boolean, raised: boolean): void {
    if (raised) this.word(start, end, glued, broken, true)
    else this.spacedWord(start, end, glued, broken)
  }

  /** Whether a word has a sign notes are marked with, and letters of several styles. */
  private mayBeRaised(start: number, end: number): boolean {
    if (end - start < 2) return false
    for (let i = start; i < end; i++) {
      if (isSign(this.text.charCodeAt(i))) return this.styles.of(start) !== this.styles.of(end - 1)
    }
    return false
  }

  /** A word, or the several words it is where its letters stand in cells far apart. */
  private spacedWord(start: number, end: number, glued: boolean, broken: boolean): void {
    const space = narrowSpace(this.text, start, end, this.boxAt)
    if (space > 0) {
      this.spacedWord(start, space, glued, false)
      return this.spacedWord(space, end, false, broken)
    }
    const box = this.boxOf(start, end)
    if (box.width <= (end - start) * box.height) return void this.word(start, end, glued, broken, false, box)
    let from = start
    if (end - start > 1) {
      for (let i = start + 1; i < end; i++) {
        const [a, b] = [this.characterBox(i - 1), this.characterBox(i)]
        if (b.x - a.x - a.width < box.height || b.height !== a.height) continue
        this.word(from, i, glued && from === start)
        from = i
      }
    }
    this.word(from, end, glued && from === start, broken)
  }

  /** Takes in characters start to end as a word, unless it lies off the page or means nothing; gives the word back. */
  private word(
    start: number,
    end: number,
    glued: boolean,
    broken = false,
    raised = false,
    box = this.boxOf(start, end),
  ): LayoutWord | null {
    const raw = this.text.slice(start, end)
    if (!isOnPage(this.frame, turnBack(box, this.turns, this.frame))) return null
    const length = end - start
    if ((!this.clean && isUnmapped(raw)) || this.pdfium._FPDFText_HasUnicodeMapError(this.textPage, start) === 1) {
      this.garbage += length
      return null
    }
    const text = this.clean ? raw : cleanWord(raw)
    if (!text) return null
    const { x, y, width, height } = box
    // All words of one shape: thousands of them are compared on every page.
    const word: LayoutWord = { text: broken ? `${text}-` : text, x, y, width, height, glued, raised: false, mark: undefined }
    const unseen = this.reasonUnseen(start, end, turnBack(box, this.turns, this.frame))
    const previous = this.words.at(-1)
    if (raised || (previous && isSign(text.charCodeAt(0)) && follows(previous, word) && this.isRaised(start, this.lastCharacter)))
      word.raised = true
    const instead = this.styles.of(start)?.instead ?? null
    const isOther = unseen !== this.unseen || instead?.object !== this.instead?.object
    if (previous && (isOther || !sameLine(previous, word))) this.endLine()
    this.unseen = unseen
    this.instead = instead
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
    const reason = (index: number, style: TextStyle) =>
      this.hidden.reason(turnBack(this.characterBox(index), this.turns, this.frame), 1, style)
    return reason(end - 1, last) ?? reason(start, first)
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

  private readonly boxAt = (index: number) => this.characterBox(index)

  private characterBox(index: number): Rectangle {
    this.pdfium._FPDFText_GetLooseCharBox(this.textPage, index, this.memory)
    const heap = this.pdfium.HEAPF32
    const at = this.memory >> 2
    const box = displayed(this.frame, heap[at]!, heap[at + 3]!, heap[at + 2]!, heap[at + 1]!)
    return this.turns === 0 ? box : turnBox(box, this.turns, this.frame)
  }

  private endLine(): void {
    if (this.words.length === 0) return
    const words = this.turns === 0 ? this.words : turnWordsBack(this.words, this.turns, this.frame)
    this.words = []
    const characters = words.reduce((sum, word) => sum + word.text.length, 0)
    const [first, last] = [this.styles.of(this.firstCharacter), this.styles.of(this.lastCharacter)]
    const bold = characters <= 120 && first?.bold === true && last?.bold === true
    const pitch = pitchOf(words)
    const mono = (first?.mono === true && last?.mono === true) || (pitch > 0 && words.length > 2 && characters > 11)
    const vertical = isVertical(words)
    const line: PdfLine = { words, ...around(words), ...sizeOf(words, characters, vertical), characters, vertical, bold, mono, pitch }
    if (this.unseen) line.hidden = this.unseen
    if (this.turns !== 0) line.turns = this.turns
    const box = this.instead && boundsOf(this.pdfium, this.instead.object, this.frame, this.memory)
    if (this.instead && box) line.instead = { text: this.instead.text, box }
    this.lines.push(line)
  }
}
