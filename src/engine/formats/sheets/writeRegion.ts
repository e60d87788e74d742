import type { CellRange } from './addresses'
import { columnName } from './addresses'
import type { Cell } from './cells'
import type { RegionHead } from './headers'
import type { Region } from './regions'
import type { MergedCells } from './mergedCells'
import type { Row } from './row'
import type { SheetWriter } from './sheetWriter'

/** The names of the columns of a table, with the cells they stand in. */
export interface TableHeader {
  left: number
  right: number
  /** One a column, '' where it has none. */
  names: string[]
  cells: CellRange
  /** It was written on a page before. */
  goesOn?: boolean
}

/** Longest line of names a table is written with, and the length of its rows: what is wider is written row by row, each value with its name. */
export const longestHeader = 600
const longestRow = 900
/** Most columns of a table without names. */
const mostUnnamed = 40
/** Share of its cells a region must fill to be written as a table. */
const leastFilled = 0.08
/** Regions of fewer cells are tables however empty. */
const smallRegion = 400
/** Longest title above a table; what is longer is a paragraph. */
const longestTitle = 160
const longestLabel = 60

interface WriteContext {
  writer: SheetWriter
  merged: MergedCells
}

/** Writes a region with its titles; a `header` that is given goes on from a page before. Returns the names it was written with. */
export function writeRegion(
  region: Region,
  head: RegionHead,
  header: TableHeader | null,
  { writer, merged }: WriteContext,
): TableHeader | null {
  writeTitles(region, head, writer)
  const table = header ? { ...region, left: header.left, right: header.right } : withoutTitles(region, head)
  const names = header ?? ownHeader(table, head, merged)
  const rows = region.rows.slice(head.titles + head.header)
  if (table.left === table.right && !names) for (const row of rows) writeSingle(row, writer)
  else if (isTable(table, rows, names)) writeTable({ ...table, rows }, names, { writer, merged })
  else writeRecords(rows, names, { writer, merged })
  return names
}

function writeTitles(region: Region, head: RegionHead, writer: SheetWriter): void {
  const titles = region.rows.slice(0, head.titles)
  const length = titles.reduce((sum, row) => sum + row.length, 0)
  if (titles.length > 0) writer.block(length <= longestTitle ? 'heading' : 'paragraph', length <= longestTitle ? { level: 2 } : {})
  for (const row of titles) writer.line(row.first.text, rangeOf(row))
}

/** A region in the columns of its table: titles may begin left of it. */
function withoutTitles(region: Region, { titles }: RegionHead): Region {
  if (titles === 0 || region.declared) return region
  let left = Infinity
  let right = 0
  for (const row of region.rows.slice(titles)) {
    left = Math.min(left, row.left)
    right = Math.max(right, row.right)
  }
  return { ...region, left, right }
}

function ownHeader(region: Region, { titles, header }: RegionHead, merged: MergedCells): TableHeader | null {
  const rows = region.rows.slice(titles, titles + header)
  if (rows.length === 0) return null
  const names: string[][] = Array.from({ length: region.right - region.left + 1 }, () => [])
  for (const row of rows) {
    for (const { column, text } of merged.across(row, region.right)) {
      const name = names[column - region.left]!
      if (name.at(-1) !== text) name.push(text)
    }
  }
  const { left, right } = region
  return { left, right, names: names.map((name) => name.join(' ')), cells: { left, right, top: rows[0]!.row, bottom: rows.at(-1)!.row } }
}

function isTable({ left, right }: Region, rows: readonly Row[], header: TableHeader | null): boolean {
  const columns = right - left + 1
  if (header ? headerLength(header) > longestHeader : columns > mostUnnamed) return false
  let filled = 0
  let length = 0
  for (const row of rows) {
    filled += row.count
    length += row.length + 3 * row.count
  }
  if (length > longestRow * rows.length && columns > 2 && rows.length > 0) return false
  return columns * rows.length <= smallRegion || filled >= columns * rows.length * leastFilled
}

/** Characters of the names and the rule below them. */
function headerLength({ names }: TableHeader): number {
  return names.reduce((sum, name) => sum + name.length + ' | '.length + ' --- |'.length, 4)
}

function writeTable({ left, right, rows }: Region, header: TableHeader | null, { writer, merged }: WriteContext): void {
  const blank = Array.from({ length: right - left + 1 }, () => '')
  const cellsOf = ({ row, until }: Row) => ({ top: row, bottom: until, left, right })
  writer.block('table')
  // A header that goes on from a page before stands for none of the cells of this one.
  writer.line(asRow(header?.names ?? blank), header && !header.goesOn ? header.cells : rows[0] ? cellsOf(rows[0]) : null)
  writer.line(`|${' --- |'.repeat(blank.length)}`, null)
  for (const row of rows) {
    const texts = blank.slice()
    for (const { column, text } of merged.down(row, left, right)) texts[column - left] = text
    writer.line(asRow(texts), cellsOf(row))
  }
}

function asRow(texts: readonly string[]): string {
  return `| ${texts.map((text) => (text.includes('|') ? text.replaceAll('|', '\\|') : text)).join(' | ')} |`
}

/** Each row by itself, every value with the name of its column or its address. */
function writeRecords(rows: readonly Row[], header: TableHeader | null, { writer, merged }: WriteContext): void {
  if (header && !header.goesOn) {
    writer.block('paragraph')
    writer.line(header.names.filter((name) => name !== '').join('; '), header.cells)
  }
  for (const row of rows) {
    const cells = header ? merged.down(row, header.left, header.right) : row.cells
    const texts = cells.map((cell) => `${nameOf(cell, row, header)}: ${cell.text}`)
    writer.block('paragraph', { label: cells[0]!.text.slice(0, longestLabel) })
    writer.line(texts.join('; '), rangeOf(row))
  }
}

function nameOf({ column }: Cell, { row }: Row, header: TableHeader | null): string {
  return header?.names[column - header.left] || `${columnName(column)}${row}`
}

/** A row of a single column: a line of prose, an entry of a list. */
function writeSingle(row: Row, writer: SheetWriter): void {
  writer.block('paragraph')
  writer.line(row.first.text, rangeOf(row))
}

/** The cells of a row from the first to the last. */
export function rangeOf({ row, until, left, right }: Row): CellRange {
  return { top: row, bottom: until, left, right }
}
