import type { LayoutLine } from '../../../layout'
import { around } from '../../../layout'
import type { PdfLine } from '../pdfLine'
import type { Column } from './columns'
import { isNumber, isPeriod, type Segment } from './segments'
import type { Titles } from './titles'

/** Cells by row and column, the first row being the header; a cell is its lines. */
export interface PdfTable {
  rows: LayoutLine[][][]
}

/** Most columns a title is looked for over. */
const mostSpread = 24
/** Rows that can be the header of a table. */
const mostHeader = 12
/** Lines closer than this many line heights can be one row. */
const closeStep = 1.45

/**
 * Puts lines that belong to one row together and the header in front; a table whose first row is data gets an empty header. Where
 * titles were drawn cell by cell, they are the first lines.
 */
export function assembleTable(
  lines: readonly (readonly (readonly Segment[])[])[],
  places: readonly PdfLine[],
  columns: readonly Column[],
  titles: Titles | null,
): PdfTable {
  const header = titles ? withPeriods(lines, titles) : countHeader(lines)
  const above = titles?.columns ?? columns
  const over = header > 1 ? withNames(above, lines[header - 1]!) : above
  const names = lines.slice(0, header).map((cells, index) => {
    if (index + 1 === header) return cells
    return spread(cells, over, { names: lines[header - 1]!, isOverSeveral: titles?.rows[index]?.isOverSeveral !== false })
  })
  const rows: LayoutLine[][][] = [merged(names, columns.length)]
  for (let i = header; i < lines.length; i++) {
    const cells = lines[i]!.map((segments) => cellOf(segments))
    const above = rows.length > 1 ? rows.at(-1)! : null
    const isClose = i > header && places[i]!.y - places[i - 1]!.y < closeStep * places[i]!.height
    if (above && isClose && goesOn(above, cells)) for (const [column, cell] of cells.entries()) above[column]!.push(...cell)
    else rows.push(cells)
  }
  return { rows }
}

/** Columns as wide as their names, where each has one: figures are often much narrower, and not below the middle of their names. */
function withNames(columns: readonly Column[], names: readonly (readonly Segment[])[]): readonly Column[] {
  if (columns.some((_, index) => index > 0 && names[index]!.length !== 1)) return columns
  const wide = columns.map(({ left, right }, index) => {
    const name = names[index]![0]
    return index === 0 || !name ? { left, right } : { left: Math.min(left, name.x), right: Math.max(right, name.x + name.width) }
  })
  return wide.every((column, index) => index === 0 || column.left >= wide[index - 1]!.right) ? wide : columns
}

/**
 * Titles over several columns repeated over each of them, so that every column says all that its header says of it. The columns of a
 * title are those whose names begin anew below it, those it begins with where all of them are periods, or else those it stands in the
 * middle of.
 */
function spread(
  cells: readonly (readonly Segment[])[],
  columns: readonly Column[],
  { names, isOverSeveral }: { names: readonly (readonly Segment[])[]; isOverSeveral: boolean },
): readonly (readonly Segment[])[] {
  const titles = cells.slice(1).flat()
  const values = columns.slice(1)
  if (titles.length === 0 || titles.length >= values.length || values.length > mostSpread) return cells
  const below = names.slice(1).map((segments) => segments.map(({ text }) => text).join(' '))
  const groups = repeating(titles, values, below) ?? (isOverSeveral ? (beginning(titles, values, below) ?? centred(titles, values)) : null)
  return groups ? [cells[0]!, ...values.map((_, index) => groups[index]!)] : cells
}

/** For each column the title over it, where groups of columns have the same names ("2023, 2022") and each title is over one group. */
function repeating(titles: readonly Segment[], columns: readonly Column[], names: readonly string[]): Segment[][] | null {
  const size = names.findIndex((name, index) => index > 0 && name === names[0])
  const groups = columns.length / size
  if (size < 2 || !Number.isInteger(groups) || !names.every((name, index) => name !== '' && name === names[index % size])) return null
  const over: Segment[][] = columns.map(() => [])
  for (const title of titles) {
    const group = groupUnder(title, columns, size)
    // A lone title in the middle of all groups is the one of all of them.
    if (group === null || over[group * size]!.length > 0 || (titles.length === 1 && 2 * group + 1 === groups)) return null
    for (let column = group * size; column < (group + 1) * size; column++) over[column]!.push(title)
  }
  return over
}

/** The group of columns a title is about over the middle of. */
function groupUnder({ x, width }: Segment, columns: readonly Column[], size: number): number | null {
  for (let first = 0; first < columns.length; first += size) {
    const [left, right] = [columns[first]!.left, columns[first + size - 1]!.right]
    if (Math.abs(x + width / 2 - (left + right) / 2) < 0.3 * (right - left)) return first / size
  }
  return null
}

/** For each column the title over it, where each title begins with a column and all columns are named by periods. */
function beginning(titles: readonly Segment[], columns: readonly Column[], names: readonly string[]): Segment[][] | null {
  if (!names.every(isPeriod) || titles.some(({ text }) => isPeriod(text))) return null
  const starts = titles.map(({ x, height }) => columns.findIndex(({ left }) => Math.abs(left - x) < 0.3 * height))
  if (starts[0] !== 0 || starts.some((start, index) => index > 0 && start <= starts[index - 1]!)) return null
  return columns.map((_, column) => [titles[starts.findLastIndex((start) => start <= column)]!])
}

/** For each column the titles over it, null where some title is in the middle of no group of columns. */
function centred(titles: readonly Segment[], columns: readonly Column[]): Segment[][] | null {
  const over: Segment[][] = columns.map(() => [])
  const width = (columns.at(-1)!.right - columns[0]!.left) / columns.length
  let next = 0
  for (const [index, { x, width: own }] of titles.entries()) {
    const middle = x + own / 2
    const mostLast = columns.length - (titles.length - index)
    let best = { last: -1, off: Infinity }
    for (let last = next; last <= mostLast; last++) {
      const off = Math.abs((columns[next]!.left + columns[last]!.right) / 2 - middle)
      if (off < best.off) best = { last, off }
    }
    if (best.off > 0.35 * width) return null
    for (let column = next; column <= best.last; column++) over[column]!.push(titles[index]!)
    next = best.last + 1
  }
  return next === columns.length ? over : null
}

function merged(lines: readonly (readonly (readonly Segment[])[])[], columns: number): LayoutLine[][] {
  return Array.from({ length: columns }, (_, column) => lines.flatMap((cells) => cellOf(cells[column]!)))
}

function cellOf(segments: readonly Segment[]): LayoutLine[] {
  return segments.length === 0 ? [] : [{ ...around(segments), words: segments.flatMap((segment) => segment.words) }]
}

/** How many lines titles drawn cell by cell are, with rows of periods right below them. */
function withPeriods(lines: readonly (readonly (readonly Segment[])[])[], { rows, header }: Titles): number {
  if (header < rows.length) return header
  const isPeriods = (cells: readonly (readonly Segment[])[]) =>
    cells.slice(1).every((segments) => segments.length === 1 && isPeriod(segments[0]!.text))
  let last = header
  while (last < lines.length && lines[last]![0]!.length === 0 && isPeriods(lines[last]!)) last += 1
  return last
}

/** How many lines at the beginning name the columns: up to the first that has a label and data, or follows names of all columns. */
function countHeader(lines: readonly (readonly (readonly Segment[])[])[]): number {
  let header = 0
  for (const [index, cells] of lines.entries()) {
    const isLabelled = cells[0]!.length > 0
    if (index === mostHeader || (isLabelled && (hasData(cells) || isNamed(lines.slice(0, index))))) break
    if (index === lines.length - 1) return 1
    header = index + 1
  }
  // A title of a group of rows belongs to the rows below it.
  while (header > 0 && isGroup(lines[header - 1]!)) header -= 1
  return header
}

/** Whether lines give every column but the first a name, the last of them or all together. */
function isNamed(lines: readonly (readonly (readonly Segment[])[])[]): boolean {
  const last = lines.at(-1)
  return last !== undefined && last.slice(1).every((_, column) => lines.some((cells) => cells[column + 1]!.length > 0))
}

function hasData(cells: readonly (readonly Segment[])[]): boolean {
  return cells.slice(1).some((segments) => segments.some(({ text }) => isNumber(text) && !isPeriod(text)))
}

/** Something in the first column and nothing in the others. */
function isGroup(cells: readonly (readonly Segment[])[]): boolean {
  return cells[0]!.length > 0 && cells.slice(1).every((segments) => segments.length === 0)
}

/** Whether cells are the rest of the row above: words that go on in small letters, and nothing that is data. */
function goesOn(above: readonly LayoutLine[][], cells: readonly LayoutLine[][]): boolean {
  const filled = cells.flatMap((cell, column) => (cell.length > 0 ? [column] : []))
  const text = (cell: LayoutLine[]) => cell.flatMap((line) => line.words.map((word) => word.text)).join(' ')
  const isRest = (column: number) => {
    const own = text(cells[column]!)
    const before = text(above[column]!)
    return (
      !isNumber(own) &&
      before !== '' &&
      (/^[\p{Ll}(&–—]/u.test(own) || /[,;–—&-]$|\b(?:and|or|of|the|to|for|in|by|from|with)$/u.test(before))
    )
  }
  const isLabelOnly = above.every((cell, column) => column === 0 || cell.length === 0)
  if (filled.length > 0 && filled.every(isRest)) return true
  return isLabelOnly && filled[0] === 0 && isRest(0)
}
