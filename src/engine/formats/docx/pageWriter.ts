import { plainPage, type Block, type Page } from '../../page'
import { joinHidden, type Hidden } from '../text/hiddenText'
import { takeMarks, visibleText, withoutMarks } from './hiddenMarks'
import { markdownGrid } from './tableText'

/** A list goes on for this many characters before its notes interrupt it. */
const farthestNote = 800
/** Deepest level a list item is indented to. */
const deepestItem = 8

/**
 * Writes the text of a page block by block, an empty line between blocks. Text given may hold marks around what is hidden.
 * Notes wait for the end of the block that refers to them.
 */
export class PageWriter {
  private parts: string[] = []
  private length = 0
  private blocks: Block[] = []
  private hidden: Hidden[] = []
  private notes: { kind: Block['kind']; text: string }[] = []
  /** Where the first note that waits was given. */
  private notesFrom = 0
  private openings: { kind: Block['kind']; text: string; level?: number }[] = []
  private listEnded = false
  /** Level of the first item of the list: the others are indented from there. */
  private listDepth = 0
  private label: string | undefined

  get isEmpty(): boolean {
    return this.length === 0
  }

  heading(level: number, text: string): void {
    const line = tidy(text).replace(/\s*\n\s*/g, ' ')
    this.block('heading', line, Math.min(Math.max(1, level), 6))
  }

  /** A block that is written only if another one follows: a heading of our own must not make an empty page look read. */
  opening(kind: 'heading' | 'caption', text: string): void {
    this.openings.push({ kind, text: tidy(text).replace(/\s*\n\s*/g, ' '), ...(kind === 'heading' ? { level: 1 } : {}) })
  }

  paragraph(text: string): void {
    this.block('paragraph', tidy(text))
  }

  caption(text: string): void {
    this.block('caption', tidy(text))
  }

  quote(text: string): void {
    this.block('quote', tidy(text))
  }

  code(text: string): void {
    this.block('code', text.replace(/^\n+|\s+$/g, ''))
  }

  /** An item of a list, `depth` from 0; `mark` is what stands before it: `-`, `3.`, `1.2.4`; '' for another paragraph of the item before. */
  item(depth: number, mark: string, text: string): void {
    const line = tidy(text)
    if (isBlank(line)) return
    const last = this.blocks.at(-1)
    const isFarFromNote = this.notes.length > 0 && this.length - this.notesFrom > farthestNote
    const goesOn = last?.kind === 'list' && last.label === this.label && !this.listEnded && !isFarFromNote
    if (!goesOn) this.listDepth = depth
    const indent = '  '.repeat(Math.min(Math.max(0, depth - this.listDepth), deepestItem))
    const lead = mark === '' ? `${indent}  ` : `${indent}${mark} `
    if (!goesOn) return this.block('list', lead + line)
    this.put(`\n${lead}${line}`)
    last.end = this.length
  }

  /** The next item begins a list of its own. */
  endList(): void {
    this.listEnded = true
  }

  /** A table from its rows; false where it only lays out other content, which then is to be written in its place. */
  table(grid: readonly (readonly string[])[]): boolean {
    const table = markdownGrid(grid)
    if (table !== null) this.block('table', table)
    return table !== null
  }

  /** The blocks of a page that was read apart. */
  append(page: Page): void {
    this.endList()
    for (const { kind, start, end, level } of page.blocks) {
      const hidden = (page.hidden ?? []).filter((one) => one.start < end && one.end > start)
      this.block(kind, page.text.slice(start, end), level)
      const moved = this.length - end
      for (const one of hidden) this.hidden.push({ ...one, start: Math.max(one.start, start) + moved, end: Math.min(one.end, end) + moved })
    }
  }

  /** Something that belongs to the block before and is written behind it. */
  note(text: string, kind: Block['kind'] = 'paragraph'): void {
    if (isBlank(text)) return
    if (this.notes.length === 0) this.notesFrom = this.length
    this.notes.push({ kind, text: tidy(text) })
  }

  /** Names what the blocks from here on define or are, until the next call; passages carry it as context. */
  labelled(label: string | undefined): void {
    this.flushNotes()
    this.label = label
  }

  /** The page as written; the writer is not used afterwards. */
  page(number: number, title?: string): Page {
    this.flushNotes()
    const text = this.parts.join('')
    const page = plainPage(number, text, this.blocks)
    if (this.hidden.length > 0) page.hidden = joinHidden(this.hidden)
    const name = title === undefined ? '' : visibleText(title).replace(/\s+/g, ' ').trim()
    if (name !== '') page.title = name.slice(0, 300)
    return page
  }

  private flushNotes(): void {
    const notes = this.notes
    this.notes = []
    for (const { kind, text } of notes) this.block(kind, text)
  }

  private block(kind: Block['kind'], text: string, level?: number): void {
    if (isBlank(text)) return
    this.flushNotes()
    const openings = this.openings
    this.openings = []
    for (const opening of openings) this.block(opening.kind, opening.text, opening.level)
    if (this.length > 0) this.put('\n\n')
    const start = this.length
    this.listEnded = false
    this.put(text)
    this.blocks.push({ kind, start, end: this.length, ...(level ? { level } : {}), ...(this.label ? { label: this.label } : {}) })
  }

  private put(text: string): void {
    const { text: plain, hidden } = takeMarks(text, this.length)
    this.parts.push(plain)
    this.length += plain.length
    this.hidden.push(...hidden)
  }
}

function isBlank(text: string): boolean {
  return withoutMarks(text).trim() === ''
}

/** One space between words, no space around line breaks or at the ends. */
function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}
