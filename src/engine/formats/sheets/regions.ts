import type { CellRange } from './addresses'
import type { Cell, DeclaredTable } from './cells'
import type { Row } from './row'

/** Rows and columns of a sheet that belong together: a table, a form, a remark. */
export interface Region {
  left: number
  right: number
  rows: Row[]
  /** What the file says of it. */
  declared?: DeclaredTable
}

/** Columns apart in more groups than this are one scattered region. */
const mostGroups = 64
/** Most declared tables of a sheet. */
const mostTables = 1_000
/** How often regions are divided anew after columns were parted. */
const deepest = 3

/**
 * The regions of a sheet, from top to bottom: tables that the file declares, and what lies together between empty rows and, where both
 * sides stand by themselves, empty columns.
 */
export function regionsOf(rows: readonly Row[], tables: readonly DeclaredTable[], { partColumns = true } = {}): Region[] {
  const { declared, rest } = tables.length > 0 ? takeDeclared(rows, tables) : { declared: [], rest: rows }
  const regions = [...declared, ...bandsOf(rest).flatMap((band) => (partColumns ? partsOf(band, deepest) : [regionOf(band)]))]
  return declared.length > 0 ? regions.sort((a, b) => a.rows[0]!.row - b.rows[0]!.row || a.left - b.left) : regions
}

/** Takes the cells of declared tables out of the rows. */
function takeDeclared(rows: readonly Row[], tables: readonly DeclaredTable[]): { declared: Region[]; rest: Row[] } {
  const sorted = tables.slice(0, mostTables).sort((a, b) => a.range.top - b.range.top)
  const taken = new Map<DeclaredTable, Row[]>()
  const rest: Row[] = []
  let open: DeclaredTable[] = []
  let next = 0
  for (const row of rows) {
    while (next < sorted.length && sorted[next]!.range.top <= row.row) open.push(sorted[next++]!)
    open = open.filter(({ range }) => range.bottom >= row.row)
    if (open.length > 0) takeCells(row, { open, taken, rest })
    else rest.push(row)
  }
  const declared = [...taken].map(([table, own]): Region => ({
    left: table.range.left,
    right: table.range.right,
    rows: own,
    declared: table,
  }))
  return { declared, rest }
}

function takeCells(row: Row, { open, taken, rest }: { open: DeclaredTable[]; taken: Map<DeclaredTable, Row[]>; rest: Row[] }): void {
  let cells = row.cells
  for (const table of open) {
    const own = cells.filter(({ column }) => isWithin(column, table.range))
    if (own.length === 0) continue
    cells = cells.filter(({ column }) => !isWithin(column, table.range))
    const before = taken.get(table)
    const part = own.length === row.count ? row : row.keep(own)
    if (before) before.push(part)
    else taken.set(table, [part])
  }
  if (cells.length > 0) rest.push(cells.length === row.count ? row : row.keep(cells))
}

function isWithin(column: number, { left, right }: CellRange): boolean {
  return column >= left && column <= right
}

/** Rows without an empty one between them. */
function bandsOf(rows: readonly Row[]): Row[][] {
  const bands: Row[][] = []
  let last = -1
  for (const row of rows) {
    if (bands.length > 0 && (row.row === last + 1 || row.goesOn)) bands.at(-1)!.push(row)
    else bands.push([row])
    last = row.until
  }
  return bands
}

function regionOf(rows: Row[]): Region {
  let left = Infinity
  let right = 0
  for (const row of rows) {
    left = Math.min(left, row.left)
    right = Math.max(right, row.right)
  }
  return { left, right, rows }
}

/** Columns without an empty one between them, and what their rows hold. */
interface Group {
  left: number
  right: number
  /** Positions of the first and last row that has something in it, and how many have. */
  first: number
  last: number
  rows: number
  /** How many of the rows below the first begin with text. */
  labels: number
  /** How many rows have something both in it and in the group before. */
  shared: number
}

/** A band of rows in parts: side by side where empty columns part what stands by itself. */
function partsOf(band: Row[], depth: number): Region[] {
  const groups = depth > 0 ? groupsOf(band) : []
  if (groups.length < 2 || groups.length > mostGroups) return [regionOf(band)]
  const edges: number[] = []
  for (let i = 1; i < groups.length; i++) if (areApart(groups[i - 1]!, groups[i]!)) edges.push(groups[i]!.left)
  if (edges.length === 0) return [regionOf(band)]
  const parts: Row[][] = Array.from({ length: edges.length + 1 }, () => [])
  for (const row of band) {
    const split: Cell[][] = parts.map(() => [])
    for (const cell of row.cells) split[edges.findLastIndex((edge) => cell.column >= edge) + 1]!.push(cell)
    for (const [i, cells] of split.entries()) if (cells.length > 0) parts[i]!.push(row.keep(cells))
  }
  return parts.flatMap((rows) => bandsOf(rows).flatMap((part) => partsOf(part, depth - 1)))
}

function groupsOf(band: readonly Row[]): Group[] {
  const groups: Group[] = []
  for (const column of columnsOf(band)) {
    const last = groups.at(-1)
    if (last && column === last.right + 1) last.right = column
    else groups.push({ left: column, right: column, first: -1, last: -1, rows: 0, labels: 0, shared: 0 })
  }
  if (groups.length > 1 && groups.length <= mostGroups) for (const [at, row] of band.entries()) count(groups, row, at)
  return groups
}

/** The columns that hold something, in ascending order. */
function columnsOf(band: readonly Row[]): number[] {
  const columns = new Set<number>()
  let full = { left: 0, right: 0 }
  for (const row of band) {
    if (row.left >= full.left && row.right <= full.right) continue
    const isFull = row.count === row.right - row.left + 1
    if (isFull && row.count > full.right - full.left) full = row
    if (isFull) for (let column = row.left; column <= row.right; column++) columns.add(column)
    else for (const { column } of row.cells) columns.add(column)
  }
  return [...columns].sort((a, b) => a - b)
}

function count(groups: readonly Group[], { cells }: Row, at: number): void {
  let group = -1
  let before = -1
  for (const cell of cells) {
    if (group >= 0 && cell.column <= groups[group]!.right) continue
    while (groups[group + 1] && groups[group + 1]!.left <= cell.column) group++
    const own = groups[group]!
    if (own.first < 0) own.first = at
    else if (cell.column === own.left && cell.kind === 'text') own.labels++
    own.last = at
    own.rows++
    if (before === group - 1 && before >= 0) own.shared++
    before = group
  }
}

/**
 * Whether two groups stand by themselves: their rows do not meet, or both are tables with labels of their own or of very different height.
 * What is doubtful stays together, for numbers without their labels say nothing.
 */
function areApart(a: Group, b: Group): boolean {
  if (b.shared < Math.min(a.rows, b.rows) / 2) return true
  const areTables = a.right > a.left && b.right > b.left && a.rows > 2 && b.rows > 2
  if (!areTables) return false
  const [short, tall] = [a.last - a.first, b.last - b.first].sort((x, y) => x - y) as [number, number]
  return b.labels >= (b.rows - 1) * 0.6 || tall + 1 > (short + 1) * 1.5
}
