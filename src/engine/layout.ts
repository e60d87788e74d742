import type { Block } from '../contract/documents'
import { endsInHyphen, type IsWord, mendHyphen, mostFollowing } from './hyphens'
import { flattenWords, type Page, type Word } from './page'

/*
 * Lines of words as they stand on a page → text, blocks and words that agree to the character.
 * Shared by everything that reads by place: PDF, OCR, images.
 */

/** A rectangle in points, from the top-left corner of the page as displayed. */
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export interface LayoutWord extends Rectangle {
  text: string
  /** No space stands before it (the second half of a broken word, an ideograph after another). */
  glued?: boolean
  /** Stands higher and is smaller than the word before it. */
  raised?: boolean
  /** What a raised sign is: a note, written `[^1]`, a power, written `^2`, or the label of the note itself, written `[^1]:`. */
  mark?: 'note' | 'power' | 'label'
}

export interface LayoutLine extends Rectangle {
  words: LayoutWord[]
  /** Spaces it is set in by, in a listing. */
  indent?: number
}

export interface LayoutBlock {
  kind: Block['kind']
  level?: number
  lines: LayoutLine[]
  /** Of a table: its cells by row and column, the first row being the header; each is the lines in it. */
  rows?: LayoutLine[][][]
  /** Why nobody sees it, where that is so. */
  hidden?: string
}

/** What a page says and where: `text.slice(start, end)` of every entry of `words` is what stands in its box. */
export interface Layout {
  text: string
  blocks: Block[]
  /** Six numbers a word, as `DocumentPage.words`. A word broken at a line end has one entry a half. */
  words: number[]
  /** Stretches of the text nobody sees, with the reason; absent where there are none. */
  hidden?: NonNullable<Page['hidden']>
}

/** The smallest rectangle around all of them; of no size at the origin where there are none. */
export function around(rectangles: readonly Rectangle[]): Rectangle {
  if (rectangles.length === 0) return { x: 0, y: 0, width: 0, height: 0 }
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const { x, y, width, height } of rectangles) {
    if (x < left) left = x
    if (y < top) top = y
    if (x + width > right) right = x + width
    if (y + height > bottom) bottom = y + height
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** A line around its words. */
export function lineOf(words: LayoutWord[]): LayoutLine {
  return { words, ...around(words) }
}

/**
 * Writes blocks out: lines parted by a newline, blocks by a blank line, words broken by a hyphen at a line end mended, tables as
 * Markdown.
 */
export function writeLayout(blocks: readonly LayoutBlock[], isWord: IsWord = () => false): Layout {
  const writer = new LayoutWriter(isWord)
  for (const block of blocks) writer.block(block)
  const { text, hidden } = writer
  return { text, blocks: writer.blocks, words: flattenWords(writer.words), ...(hidden.length > 0 ? { hidden } : {}) }
}

class LayoutWriter {
  private readonly isWord: IsWord
  text = ''
  readonly blocks: Block[] = []
  readonly words: Word[] = []
  readonly hidden: NonNullable<Layout['hidden']> = []

  constructor(isWord: IsWord) {
    this.isWord = isWord
  }

  block(block: LayoutBlock): void {
    const lines = block.lines.filter((line) => line.words.length > 0)
    if (lines.length === 0) return
    if (this.text) this.text += '\n\n'
    const start = this.text.length
    if (block.rows) this.table(block.rows)
    else this.lines(lines, '\n')
    const end = this.text.length
    this.blocks.push({ kind: block.kind, start, end, ...(block.level ? { level: block.level } : {}) })
    if (block.hidden) this.hidden.push({ start, end, reason: block.hidden })
  }

  private table(rows: readonly (readonly (readonly LayoutLine[])[])[]): void {
    for (const [index, cells] of rows.entries()) {
      this.text += index > 0 ? '\n|' : '|'
      for (const cell of cells) {
        this.text += ' '
        this.lines(cell, ' ')
        this.text += ' |'
      }
      if (index === 0) this.text += `\n|${' --- |'.repeat(cells.length)}`
    }
  }

  private lines(lines: readonly LayoutLine[], lineEnd: string): void {
    let separator = ''
    for (const [index, line] of lines.entries()) {
      const mending = index > 0 ? this.mendable(line.words) : null
      if (mending === 'drop') this.dropLastCharacter()
      // The line end that a mended word takes the place of comes after it.
      let owed = mending !== null
      for (const [position, word] of line.words.entries()) {
        if (position === 0) this.word(word, mending ? '' : separator + ' '.repeat(line.indent ?? 0))
        else if (word.glued) this.word(word, '')
        else {
          this.word(word, owed ? lineEnd : ' ')
          owed = false
        }
      }
      separator = lineEnd
    }
  }

  private word(word: LayoutWord, separator: string): void {
    this.text += separator
    if (word.mark) this.text += word.mark === 'power' ? '^' : '[^'
    const start = this.text.length
    this.text += word.text
    this.words.push({ start, end: this.text.length, x: word.x, y: word.y, width: word.width, height: word.height })
    if (word.mark && word.mark !== 'power') this.text += word.mark === 'label' ? ']:' : ']'
  }

  /** Whether the last word goes on in the next line: without its hyphen, with it, or not at all. */
  private mendable([next, ...others]: readonly LayoutWord[]): 'drop' | 'keep' | null {
    const last = this.words.at(-1)
    if (!last) return null
    const before = this.text.slice(last.start)
    if (!endsInHyphen(before)) return null
    const following = others.slice(0, mostFollowing).map(({ text }) => text)
    return mendHyphen(before, next!.text, this.isWord, following)
  }

  private dropLastCharacter(): void {
    this.text = this.text.slice(0, -1)
    this.words.at(-1)!.end -= 1
  }
}
