import { around, type LayoutBlock, type Rectangle } from '../../layout'
import { beginsCaption, isWithinText } from './captions'
import { type HeadingContext, headingLevel } from './headings'
import type { PdfLine } from './pdfLine'
import { takeNotes } from './notes'
import { inReadingOrder } from './order'
import { codeLines, indent } from './code'
import { alignedTables, type ColumnText } from './tables/aligned'
import { type RuledTable, ruledTables } from './tables/ruled'

/** A line further below the one before than this many usual steps begins a new block. */
const paragraphStep = 1.3
/** Lines whose heights differ by more than this factor stand in different blocks. */
const sizeStep = 1.15
const marker = /^(?:[•◦▪‣●○■□►➢✓✔·*–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\([ivx]{1,5}\))$/

/** Pages of more lines are no pages to read, drawings and worse: their words stay as they come. */
const mostLines = 10_000

/** What is drawn around the words of a page. */
export interface Drawn {
  rulings: readonly Rectangle[]
  /** Filled rectangles. */
  fills: readonly Rectangle[]
}

/** Groups the lines of a page, in the order given, into headings, paragraphs and lists. */
export function groupLines(stream: readonly PdfLine[], drawn: Drawn, context: HeadingContext): LayoutBlock[] {
  const hidden = stream.filter((line) => line.hidden)
  const seen = hidden.length > 0 ? stream.filter((line) => !line.hidden) : stream
  return [...groupSeen(seen, drawn, context), ...groupHidden(hidden)]
}

/** What nobody sees comes last, so that it parts nothing that is seen; neighbours hidden in one way stay together. */
function groupHidden(lines: readonly PdfLine[]): LayoutBlock[] {
  const blocks: LayoutBlock[] = []
  for (const line of lines) {
    const open = blocks.at(-1)
    if (open && open.hidden === line.hidden) open.lines.push(line)
    else blocks.push({ kind: 'paragraph', lines: [line], hidden: line.hidden })
  }
  return blocks
}

function groupSeen(stream: readonly PdfLine[], { rulings, fills }: Drawn, context: HeadingContext): LayoutBlock[] {
  if (stream.length > mostLines) return [{ kind: 'paragraph', lines: [...stream] }]
  const ruled = ruledTables(stream, rulings, fills)
  const rest = ruled.length > 0 ? stream.filter((line) => !ruled.some((table) => table.lines.has(line))) : stream
  const { lines, blocks: notes } = takeNotes(joinRows(rest), rulings, context.body)
  return [...inReadingOrder(withTables(groupRows(lines, rulings, context), ruled, stream)), ...notes]
}

/** How often lines are parted into columns: columns may stand in columns. */
const mostTurns = 3

function groupRows(lines: readonly PdfLine[], rulings: readonly Rectangle[], context: HeadingContext, turns = mostTurns): LayoutBlock[] {
  const isCode = codeLines(lines)
  const isCaption = lines.map((line, index) => beginsCaption(line) && !isWithinText(lines[index - 1], line))
  const levels = lines.map((_, index) => (isCode.has(index) || isCaption[index] ? 0 : headingLevel(lines, index, context)))
  const found = alignedTables(lines, rulings, { isHeading: (index) => levels[index]! > 0, isProse: (index) => !isCode.has(index) })
  if (found.texts.length > 0 && turns > 0) return groupRows(withColumns(lines, found.texts), rulings, context, turns - 1)
  const tables = new Map(found.tables.map((table) => [table.first, table]))
  const blocks: LayoutBlock[] = []
  const step = usualStep(lines)
  let open: OpenBlock | null = null
  for (let index = 0; index < lines.length; index++) {
    const table = tables.get(index)
    if (table) {
      blocks.push({ kind: 'table', rows: table.table.rows, lines: lines.slice(table.first, table.last + 1) })
      open = null
      index = table.last
      continue
    }
    const line = lines[index]!
    const level = levels[index]!
    const kind = isCaption[index] ? 'caption' : kindOf(line, level, isCode.has(index))
    if (open && !startsBlock(open, line, kind, level, step)) {
      open.lines.push(line)
      open.right = Math.max(open.right, line.x + line.width)
      continue
    }
    open = { kind, lines: [line], right: line.x + line.width, ...(level ? { level } : {}) }
    blocks.push(open)
  }
  for (const block of blocks) if (block.kind === 'code') indent(block)
  return blocks
}

/** Lines with those that hold several columns replaced by these, one column after the other. */
function withColumns(lines: readonly PdfLine[], texts: readonly ColumnText[]): PdfLine[] {
  return texts.reduceRight((rest, { first, last, text }) => rest.toSpliced(first, last - first + 1, ...text), [...lines])
}

function kindOf(line: PdfLine, level: number, isCode: boolean): LayoutBlock['kind'] {
  if (level > 0) return 'heading'
  if (isCode) return 'code'
  return startsItem(line) ? 'list' : 'paragraph'
}

/** Puts tables with a grid where their first line stands in the content stream. */
function withTables(blocks: readonly LayoutBlock[], tables: readonly RuledTable[], stream: readonly PdfLine[]): LayoutBlock[] {
  if (tables.length === 0) return [...blocks]
  const places = new Map(stream.map((line, index) => [line.words[0]!, index]))
  const placed = [
    ...blocks.map((block) => ({ block, place: places.get(block.lines[0]!.words[0]!) ?? 0 })),
    ...tables.map(({ table, lines }) => ({
      block: { kind: 'table' as const, rows: table.rows, lines: [...lines] },
      place: Math.min(...[...lines].map((line) => places.get(line.words[0]!) ?? 0)),
    })),
  ]
  return placed.sort((a, b) => a.place - b.place).map(({ block }) => block)
}

interface OpenBlock extends LayoutBlock {
  lines: PdfLine[]
  /** The furthest any line of it reaches to the right. */
  right: number
}

/** Joins what follows on the same height into one line: cells of a table row, pieces in several fonts. */
export function joinRows(stream: readonly PdfLine[]): PdfLine[] {
  const lines: PdfLine[] = []
  for (const line of stream) {
    const last = lines.at(-1)
    if (!last || !isSameRow(last, line)) {
      lines.push(line)
      continue
    }
    const size = last.characters >= line.characters ? last.size : line.size
    lines[lines.length - 1] = {
      ...around([last, line]),
      words: [...last.words, ...line.words],
      characters: last.characters + line.characters,
      size,
      vertical: false,
      uniform: last.uniform && line.uniform && Math.abs(last.size - line.size) < 0.05 * size,
      bold: last.bold && line.bold,
      mono: last.mono && line.mono,
      pitch: Math.abs(last.pitch - line.pitch) <= 0.02 * last.pitch ? last.pitch : 0,
    }
  }
  return lines
}

function isSameRow(last: PdfLine, line: PdfLine): boolean {
  if (last.vertical || line.vertical) return false
  const overlap = Math.min(last.y + last.height, line.y + line.height) - Math.max(last.y, line.y)
  const gap = line.x - last.x - last.width
  const tallest = Math.max(last.height, line.height)
  // Close by, a raised or lowered sign belongs to the row; further off only what stands on the same height does.
  const near = gap < tallest && gap > -tallest && line.x >= last.words.at(-1)!.x
  return near ? overlap > 0.3 * Math.min(last.height, line.height) : gap >= -1 && overlap > 0.6 * Math.min(last.height, line.height)
}

/** The usual distance from one line to the next below it; 0 where no line follows another. */
function usualStep(lines: readonly PdfLine[]): number {
  const steps: number[] = []
  for (let i = 1; i < lines.length; i++) {
    const a = lines[i - 1]!
    const b = lines[i]!
    const step = b.y - a.y
    if (step > 0.5 * a.height && step < 3 * a.height && overlapAcross(a, b) > 0) steps.push(step)
  }
  return steps.length === 0 ? 0 : steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]!
}

function startsBlock(open: OpenBlock, line: PdfLine, kind: LayoutBlock['kind'], level: number, usual: number): boolean {
  const last = open.lines.at(-1)!
  if (open.kind === 'code' || kind === 'code') return open.kind !== kind || Math.abs(line.y - last.y) > 3 * line.height
  if (open.kind === 'heading' || kind === 'heading') return !continuesHeading(open, line, kind, level)
  if (last.vertical !== line.vertical) return true
  if (line.vertical) return Math.abs(line.y - open.lines[0]!.y) > line.height
  const step = line.y - last.y
  if (goesOnInNextColumn(open, last, line, step)) return false
  if (step < -0.3 * line.height || overlapAcross(last, line) <= 0) return true
  if (kind === 'caption') return true
  const size = Math.max(last.size, line.size) / Math.max(0.1, Math.min(last.size, line.size))
  if (size > sizeStep && Math.min(last.characters, line.characters) > 3) return true
  if (step > Math.max(paragraphStep * Math.min(usual || Infinity, 1.6 * line.height), 1.15 * line.height)) return true
  if (kind === 'list') return open.kind !== 'list'
  if (open.kind === 'list') return line.x < last.x - line.height && line.x <= open.lines[0]!.x
  return isIndented(open, last, line)
}

/** A sentence broken at the foot of a column goes on at the head of the next. */
function goesOnInNextColumn(open: OpenBlock, last: PdfLine, line: PdfLine, step: number): boolean {
  if (step > -3 * line.height || line.x < last.x + last.width || open.kind !== 'paragraph' || open.lines.length < 2) return false
  return Math.abs(last.size - line.size) < 0.3 && /^\p{Ll}/u.test(line.words[0]!.text) && /[\p{L},-]$/u.test(last.words.at(-1)!.text)
}

/** A first line set in from the left, after a line that ends a sentence or stops short of the right edge. */
function isIndented(open: OpenBlock, last: PdfLine, line: PdfLine): boolean {
  const indent = line.x - last.x
  if (indent < 0.6 * line.height || indent > 6 * line.height || open.lines.length < 2) return false
  const short = last.x + last.width < open.right - 2 * last.height
  return short || /[.!?:;]["'”’)\]]*\d{0,3}$/.test(last.words.at(-1)!.text)
}

function continuesHeading(open: OpenBlock, line: PdfLine, kind: LayoutBlock['kind'], level: number): boolean {
  if (open.kind !== 'heading' || kind !== 'heading' || open.level !== level || open.lines.length >= 4) return false
  const last = open.lines.at(-1)!
  const step = line.y - last.y
  return step > 0 && step < 1.6 * last.height && Math.abs(last.size - line.size) < 0.5 && overlapAcross(last, line) > 0 && !isNumbered(line)
}

function startsItem(line: PdfLine): boolean {
  return line.words.length > 1 && marker.test(line.words[0]!.text)
}

function isNumbered(line: PdfLine): boolean {
  return /^\d+(?:\.\d+)*\.?$/.test(line.words[0]!.text)
}

function overlapAcross(a: PdfLine, b: PdfLine): number {
  return Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
}
