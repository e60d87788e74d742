import type { CellRange } from './addresses'
import type { Cell, SheetLayout } from './cells'
import type { Region } from './regions'
import type { Row } from './row'

/** How a region begins: lines above the table, then the rows that name its columns. */
export interface RegionHead {
  titles: number
  header: number
  /** Whether the file itself says so. */
  isDeclared: boolean
}

const mostTitles = 4
const mostHeaderRows = 4
const mostFilters = 100
const longestName = 80
/** Rows below a header that are looked at. */
const sample = 20

/** How many rows of a region are titles, and how many name the columns. */
export function headOf(region: Region, layout: Pick<SheetLayout, 'filters' | 'frozenRows'>, { trustFirst = false } = {}): RegionHead {
  if (region.declared) {
    const { range, headerRows } = region.declared
    const header = region.rows.findIndex(({ row }) => row >= range.top + headerRows)
    return { titles: 0, header: header < 0 ? Math.min(headerRows, region.rows.length) : header, isDeclared: headerRows > 0 }
  }
  const titles = countTitles(region.rows)
  const told = toldHeader(region, titles, layout)
  if (told > 0) return { titles, header: told, isDeclared: true }
  return {
    titles,
    header: foundHeader(
      region.rows.slice(titles, titles + sample + mostHeaderRows).map(({ cells }) => ({ cells })),
      trustFirst,
    ),
    isDeclared: false,
  }
}

/** Rows of a single text above rows of several cells. */
function countTitles(rows: readonly Row[]): number {
  let titles = 0
  while (titles < mostTitles && rows[titles]?.count === 1 && isText(rows[titles]!.first)) titles++
  return (rows[titles]?.count ?? 0) > 1 ? titles : 0
}

/** The header that filter buttons or frozen rows show. */
function toldHeader(
  { rows, left, right }: Region,
  titles: number,
  { filters, frozenRows }: Pick<SheetLayout, 'filters' | 'frozenRows'>,
): number {
  const filter = filters.slice(0, mostFilters).find((range) => overlaps(range, left, right) && rows.some(({ row }) => row === range.top))
  const last = filter ? filter.top : frozenRows
  const end = rows.findIndex(({ row }) => row > last)
  const header = (end < 0 ? 0 : end) - titles
  if (header < 1 || header > mostHeaderRows) return 0
  return rows[titles + header - 1]!.count > 1 ? header : 0
}

function overlaps(range: CellRange, left: number, right: number): boolean {
  return range.left <= right && range.right >= left
}

/** A row that was taken apart. */
interface Cells {
  cells: readonly Cell[]
}

/** The header that shows by itself: names above numbers, bold above plain, years above amounts. */
function foundHeader(rows: readonly Cells[], trustFirst: boolean): number {
  if (rows.length < 2) return 0
  let header = 0
  for (let i = 0; i < mostHeaderRows - 1 && i + 1 < rows.length; i++) {
    if (!namesColumns(rows[i]!, i > 0)) break
    if (isAbove(rows[i]!, rows.slice(i + 1))) {
      header = i + 1
      if (!goesOn(rows, header)) break
    }
  }
  if (header > 0) return header
  return trustFirst || hasDistinctNames(rows) ? Number(namesColumns(rows[0]!, false) && isFull(rows)) : 0
}

/** Whether the next row still names columns whose rows below hold numbers. */
function goesOn(rows: readonly Cells[], header: number): boolean {
  const next = rows[header]
  if (!next || !namesColumns(next, true)) return false
  return isAbove(next, rows.slice(header + 1), 0.6)
}

/** Short texts, or years and dates, in more than one column. */
function namesColumns({ cells }: Cells, isFurther: boolean): boolean {
  return (cells.length > 1 || isFurther) && cells.every((cell) => cell.text.length <= longestName && (isText(cell) || isPeriod(cell)))
}

function isText({ kind }: Cell): boolean {
  return kind === 'text'
}

function isPeriod({ kind, text }: Cell): boolean {
  return kind === 'date' || /^(19|20|21)\d\d$/.test(text)
}

/** Whether a row stands as names above what the rows below hold: in some columns texts or years above numbers, or bold above plain. */
function isAbove({ cells }: Cells, below: readonly Cells[], share = 0): boolean {
  const next = below[0]
  if (!next) return false
  const isBold = cells.every((cell) => cell.bold) && !next.cells.every((cell) => cell.bold)
  if (isBold && share === 0) return true
  let over = 0
  let names = 0
  for (const cell of cells) {
    const [values, filled] = countValues(below, cell)
    if (filled === 0) continue
    // Forms have a name and a value in each row: what stands below the first value is of all kinds.
    if (values > filled * (cells.length > 2 ? 0.5 : 0.8)) over++
    names++
  }
  return over > 0 && over >= names * share
}

/** How many of the cells below a name hold something that it is not, and how many hold anything. */
function countValues(below: readonly Cells[], name: Cell): [values: number, filled: number] {
  let values = 0
  let filled = 0
  for (const { cells } of below) {
    const cell = cells.find(({ column }) => column === name.column)
    if (!cell) continue
    filled++
    if (isText(name) ? cell.kind !== 'text' : !isPeriod(cell) && cell.kind === 'number') values++
  }
  return [values, filled]
}

/** Tables of nothing but text: distinct names in three columns or more, above three rows or more. */
function hasDistinctNames(rows: readonly Cells[]): boolean {
  const names = rows[0]!.cells.map(({ text }) => text.toLowerCase())
  return rows.length >= 4 && names.length >= 3 && new Set(names).size === names.length
}

/** Whether the first row is as full as those below it. */
function isFull(rows: readonly Cells[]): boolean {
  const widest = Math.max(...rows.map(({ cells }) => cells.length))
  return rows[0]!.cells.length >= widest * 0.8
}
