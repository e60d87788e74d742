import type { Rectangle } from '../../../layout'
import { beginsCaption } from '../captions'
import type { PdfLine } from '../pdfLine'
import { type Column, columnOf, findColumns, isInOne, refineColumns, splitAt } from './columns'
import { assembleTable, type PdfTable } from './rows'
import { isNumber, isPeriod, type Segment, segmentsOf, widestGap } from './segments'
import { columnByColumn, isRunningText } from './runningText'
import { isBeside, titleRows } from './titles'
import { isTable } from './verdict'

/*
 * Tables without a grid: rows of words that stand below each other in columns. A row with a wide space begins one; it goes on as
 * long as the following lines leave at least one space free that all rows have, down the page.
 */

/** A space this many line heights wide can part the columns of a table by itself. */
const seedGap = 1.1
/** Rows further apart than this many line heights belong to different tables. */
const rowStep = 4
/** Lines in one column only that may come between rows: titles of groups, halves of long labels. */
const mostBetween = 6
/** Lines above the first row that may be its titles. */
const mostTitles = 24

/** Titles of groups of rows that may stand between titles of columns and the first row. */
const mostGroups = 3

/** The latest rows a line is compared with to see whether it goes on in their columns. */
const mostCompared = 40
/** Lines looked at on one page in search of tables; pages made to keep a reader busy have far more that nearly stand in columns. */
const mostLooked = 8_000

/** Rows from which on text in columns is told from chance. */
const leastText = 4

export interface AlignedTable {
  /** Lines it is made of: first to last. */
  first: number
  last: number
  table: PdfTable
}

/** Lines that hold text set in columns, column by column. */
export interface ColumnText {
  first: number
  last: number
  text: PdfLine[]
}

/** What stands in columns, from the first line to the last. */
export interface Aligned {
  tables: AlignedTable[]
  texts: ColumnText[]
}

/** The tables among the lines of a page, which come in their order and each as wide as its row, and the text in columns. */
export function alignedTables(
  lines: readonly PdfLine[],
  rulings: readonly Rectangle[],
  { isHeading, isProse }: { isHeading: (index: number) => boolean; isProse: (index: number) => boolean },
): Aligned {
  const aligned: Aligned = { tables: [], texts: [] }
  if (!lines.some((line) => !line.vertical && widestGap(line) > seedGap * (line.size || line.height))) return aligned
  const segments = lines.map((line, index) => (line.vertical || !isProse(index) || isHeading(index) ? [] : segmentsOf(line)))
  let free = 0
  let looked = 0
  for (let i = 0; i < lines.length && looked < mostLooked; i++) {
    if (!isSeed(lines[i]!, segments[i]!)) continue
    const region = growRegion(lines, segments, i)
    looked += region ? region.last - region.first + 1 : 1
    const found = region && tableOf({ lines, segments, isHeading, free }, region, rulings)
    if (!found) continue
    if ('table' in found) aligned.tables.push(found)
    else aligned.texts.push(found)
    i = found.last
    free = i + 1
  }
  return aligned
}

interface Region {
  first: number
  last: number
  /** Lines with words in several columns. */
  seeds: number[]
}

function isSeed(line: PdfLine, segments: readonly Segment[]): boolean {
  if (line.vertical || segments.length < 2 || beginsCaption(line)) return false
  const height = line.size || line.height
  return segments.some((segment, index) => index > 0 && segment.x - segments[index - 1]!.x - segments[index - 1]!.width > seedGap * height)
}

function growRegion(lines: readonly PdfLine[], segments: readonly Segment[][], first: number): Region | null {
  const seeds = [first]
  let last = first
  for (let i = first + 1; i < lines.length && i - last <= mostBetween; i++) {
    if (!isBelow(lines[i - 1]!, lines[i]!) && !isBelow(lines[last]!, lines[i]!)) break
    const rows = seeds.slice(-mostCompared).map((seed) => segments[seed]!)
    if (beginsCaption(lines[i]!) || segments[i]!.length === 0) break
    if (segments[i]!.length > 1) {
      if (isOther(rows, segments[i]!) || isNewHeader(rows, segments[i]!) || columnsOf([...rows, segments[i]!], lines[i]!).length < 2) break
      seeds.push(i)
      last = i
    } else if (!isInOne(columnsOf(rows, lines[i]!), segments[i]![0]!) && !isLabel(lines, segments, i, first)) break
  }
  return seeds.length >= 2 ? { first, last, seeds } : null
}

function columnsOf(rows: readonly (readonly Segment[])[], { size, height }: PdfLine): Column[] {
  return findColumns(rows, 0.35 * (size || height))
}

/** A long label that reaches into the columns of numbers, with a row right below it. */
function isLabel(lines: readonly PdfLine[], segments: readonly Segment[][], index: number, first: number): boolean {
  const line = lines[index]!
  const left = lines[first]!.x
  const next = lines[index + 1]
  const isLeft = Math.abs(line.x - left) < 3 * line.height
  if (isTitle(lines, segments, index)) return false
  return isLeft && next !== undefined && isBelow(line, next) && segments[index + 1]!.length > 1
}

/** A bold line with bold words but no number in the row below it: the title of the next table and the names of its columns. */
function isTitle(lines: readonly PdfLine[], segments: readonly Segment[][], index: number): boolean {
  const [above, line, next] = [lines[index - 1], lines[index]!, lines[index + 1]]
  if (!above || !next || above.bold || !line.bold || !next.bold) return false
  return segments[index + 1]!.length > 1 && segments[index + 1]!.every(({ text }) => !isNumber(text))
}

function isBelow(above: PdfLine, line: PdfLine): boolean {
  const step = line.y - above.y
  const across = Math.min(above.x + above.width, line.x + line.width) - Math.max(above.x, line.x)
  const isNear = step > 0.1 * Math.min(line.height, above.height) && step < rowStep * Math.max(line.height, above.height)
  return !line.vertical && isNear && across > -50 * line.height
}

interface Lines {
  lines: readonly PdfLine[]
  segments: readonly Segment[][]
  isHeading: (index: number) => boolean
  /** First line that is not in a table already. */
  free: number
}

function tableOf(page: Lines, region: Region, rulings: readonly Rectangle[]): AlignedTable | ColumnText | null {
  const { lines, segments } = page
  const seeds = region.seeds.map((seed) => segments[seed]!)
  const data = dataRows(seeds, lines[region.first]!)
  const coarse = columnsOf(data, lines[region.first]!)
  if (coarse.length < 2) return null
  const columns = withoutEmpty(refineColumns(coarse, data, 0.25 * lines[region.first]!.height), data)
  const withLabels = firstTitle(page, region.first, columns, true)
  const titles = titleRows(lines.slice(withLabels, region.first), columns)
  const first = titles ? withLabels : firstTitle(page, region.first, columns, false)
  const last = lastHalf(lines, segments, region.last, columns)
  const start = titles ? region.first : first
  const above = titles ? titles.rows.map(({ line }) => line) : []
  const inside = [...above, ...lines.slice(start, last + 1)]
  const parts = [...above.map(segmentsOf), ...segments.slice(start, last + 1)]
  const rows = inside.map(({ height }, index) => cellsOf(columns, parts[index]!, height))
  if (rows.length >= leastText && isRunningText(rows)) {
    const text = columnByColumn(inside, parts, columns)
    return text.length > inside.length ? { first, last, text } : null
  }
  if (!isTable(rows, inside, rulings)) return null
  return { first, last, table: assembleTable(rows, inside, columns, titles) }
}

function cellsOf(columns: readonly Column[], segments: readonly Segment[], height: number): Segment[][] {
  const cells: Segment[][] = columns.map(() => [])
  for (const segment of splitAt(columns, segments, 0.33 * height)) cells[columnOf(columns, segment)]!.push(segment)
  return cells
}

/**
 * The rows that have numbers, where most do: titles of columns reach over spaces between them. Names with numbers in them ("Level 2")
 * count where they reach over none between figures; dates are often longer than these and stand beside them.
 */
function dataRows(rows: readonly Segment[][], line: PdfLine): readonly Segment[][] {
  const isMost = (some: readonly Segment[][]) => some.length >= Math.max(2, 0.5 * rows.length)
  const isFigures = (row: Segment[]) => row.slice(1).some(({ text }) => holdsFigures(text))
  const numeric = rows.filter((row) => row.slice(1).some(({ text }) => text.split(' ').some(isNumber)))
  if (!isMost(numeric)) return rows
  const figures = numeric.filter(isFigures)
  if (!isMost(figures)) return numeric
  const columns = columnsOf(figures, line)
  return numeric.filter((row) => isFigures(row) || row.every((segment) => isInOne(columns, segment) && !isPeriod(segment.text)))
}

/** A figure, or several that stand close; a title with a date in it ("Three Months Ended June 30,") has words, too. */
function holdsFigures(text: string): boolean {
  return isNumber(text) || (!/\p{L}{3}/u.test(text) && text.split(' ').some(isNumber))
}

/** Columns that rows have something in; rows of which one reaches over a space may leave one between. */
function withoutEmpty(columns: readonly Column[], rows: readonly (readonly Segment[])[]): Column[] {
  const used = new Set(rows.flatMap((row) => splitAt(columns, row, 0).map((segment) => columnOf(columns, segment))))
  return columns.filter((_, index) => used.has(index))
}

/** Long words where numbers were so far: text in columns below a table. */
function isOther(rows: readonly (readonly Segment[])[], segments: readonly Segment[]): boolean {
  const values = rows.flatMap((row) => row.slice(1))
  const isNumeric = values.filter(({ text }) => isNumber(text)).length > 0.6 * values.length
  return (
    rows.length >= 3 && isNumeric && segments.slice(1).every(({ text }) => !isNumber(text)) && segments.some(({ text }) => text.length > 40)
  )
}

/** Names of columns below rows of data: another table begins. */
function isNewHeader(rows: readonly (readonly Segment[])[], segments: readonly Segment[]): boolean {
  const left = Math.min(...rows.map((row) => row[0]!.x))
  const isData = rows.length >= 2 && rows.some((row) => row.slice(1).some(({ text }) => isNumber(text) && !isPeriod(text)))
  return isData && segments[0]!.x > left + 3 * segments[0]!.height && segments.every(({ text }) => isPeriod(text))
}

/**
 * Titles of columns above the first row: short, in the width of the table, no heading or caption of it. Titles of groups of rows may
 * stand between them and the first row; titles of several lines may be written one after the other. With labels, the title of the first
 * column counts where it stands beside another.
 */
function firstTitle({ lines, segments, isHeading, free }: Lines, seed: number, columns: readonly Column[], withLabels: boolean): number {
  const row = lines[seed]!
  // A row without a label is a title itself: what stands above it at the left is no group of rows.
  let groups = segments[seed]![0]!.x > columns[0]!.right - row.height ? 0 : mostGroups
  let first = seed
  let top = row.y
  for (let i = seed - 1; i >= free && seed - i <= mostTitles; i--) {
    const line = lines[i]!
    const isAbove = line.y + 0.7 * line.height <= row.y + 0.3 * row.height && top - line.y < 2.5 * line.height
    const isWithin = line.x >= columns[0]!.left - line.height && line.x + line.width <= columns.at(-1)!.right + 3 * line.height
    if (line.vertical || !isAbove || !isWithin || isHeading(i) || beginsCaption(line) || line.characters > 80) break
    if (segments[i]!.length === 1 && isOverAll(line, columns)) {
      // Below the titles of columns it is one of a group ("ASSETS"), above them the table's.
      if (first < seed || groups-- <= 0) break
      top = Math.min(top, line.y)
      continue
    }
    const isOverValues = line.x >= columns[0]!.right - line.height
    const isTitle = segments[i]!.length > 1 ? segments[i]!.slice(1).every((segment) => segment.text.length < 40) : isOverValues
    const isHalf = i === seed - 1 && row.y - line.y < 1.35 * row.height && /^\p{Ll}/u.test(row.words[0]!.text)
    const isLabel = withLabels && lines.slice(first, seed).some((title) => isBeside(title, line))
    if (isTitle || isHalf || isLabel) first = i
    else if (segments[i]!.length > 1 || line.x > columns[0]!.left + 2 * line.height || groups-- === 0) break
    top = Math.min(top, line.y)
  }
  return first
}

/**
 * Whether a line stands in the middle of the whole table, over labels and values alike or over long labels alone: the title of the
 * table, not of its columns.
 */
function isOverAll({ x, width, height, words }: PdfLine, columns: readonly Column[]): boolean {
  const [left, right, values] = [columns[0]!.left, columns.at(-1)!.right, columns[1]!.left]
  const off = (from: number) => Math.abs(x + width / 2 - (from + right) / 2) / (right - left)
  if (x < left + 3 * height || off(left) >= 0.03 || off(values) <= 0.08) return false
  if (x + width < values || words[0]!.text.startsWith('(')) return x < values
  return x < values - 1.5 * height && width > 0.25 * (right - left)
}

/** The rest of a label that goes on below the last row. */
function lastHalf(lines: readonly PdfLine[], segments: readonly Segment[][], row: number, columns: readonly Column[]): number {
  let last = row
  while (last + 1 < lines.length && last - row < 3) {
    const line = lines[last + 1]!
    const above = lines[last]!
    const isClose = isBelow(above, line) && line.y - above.y < 1.35 * line.height
    const goesOn = /^\p{Ll}/u.test(line.words[0]?.text ?? '') && !isNumber(segments[last + 1]![0]?.text ?? '')
    if (!isClose || !goesOn || segments[last + 1]!.length !== 1 || !isInOne(columns, segments[last + 1]![0]!)) break
    last += 1
  }
  return last
}
