import type { Span } from '../../../contract/places'
import { columnName, parseRange } from '../../formats/sheets/addresses'
import { anchorAt } from '../../ingest/placeOf'
import type { Page } from '../../page'
import { isIdentifier } from './identifiers'
import { type CellNumber, dayOf, decimalSignOf, numberOf, slashOrderOf } from './values'

/** A cell with the characters of its page it stands on. */
export interface TableCell {
  text: string
  span: Span
  /** Its address, where it is one of a sheet. */
  address?: string
}

export interface Column {
  name: string
  kind: 'number' | 'day' | 'text'
  /** The unit of its numbers; null where they have several. */
  unit: string | null
  /** Most digits after the decimal sign. */
  decimals: number
  /** Its numbers or days row by row; null where a cell shows none. */
  values: (CellNumber | string | null)[]
}

/** A table of a document, rows that add others up left out. */
export interface Table {
  /** Heading above it, or the name of its sheet; '' where it has none. */
  title: string
  sheet: string | null
  columns: Column[]
  rows: TableCell[][]
  /** Rows that were left out because they add up others. */
  totals: number
}

const border = /^\|?[\s|:-]*-[\s|:-]*\|?$/u
const total =
  /^(?:grand |sub-?)?(?:totals?|sums?|summe|zwischensumme|gesamt(?:summe)?|insgesamt|total général|totale|totaux|totales|suma|somme|sous-total|subtotal)(?![\p{L}])/iu
/** Share of a column's filled cells that must be numbers, or days, for it to be a column of them. */
const mostOfColumn = 0.8

interface RawTable {
  title: string
  sheet: string | null
  names: string[]
  rows: TableCell[][]
}

/** The tables of pages of one document in order; one that goes on over pages under the same names is one table. Hidden text is left out. */
export function tablesOf(pages: readonly Page[]): Table[] {
  const raw: RawTable[] = []
  for (const page of pages) {
    for (const table of tablesOn(page)) {
      const before = raw.at(-1)
      const goesOn =
        before && before.sheet === table.sheet && sameNames(before.names, table.names) && before.rows.at(-1)?.[0]?.span.page !== page.page
      if (goesOn) before.rows.push(...table.rows)
      else raw.push(table)
    }
  }
  return raw.flatMap((one) => (one.rows.length > 0 && one.names.some(Boolean) ? [typed(one)] : []))
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i])
}

function tablesOn(page: Page): RawTable[] {
  const found: RawTable[] = []
  let title = page.title ?? ''
  for (const { kind, start, end } of page.blocks) {
    if (kind === 'heading' || kind === 'caption') title = page.text.slice(start, end).trim()
    if (kind !== 'table' || isHidden(page, start, end)) continue
    const lines = linesOf(page.text, start, end)
    if (lines.length < 3 || !border.test(page.text.slice(lines[1]!.start, lines[1]!.end))) continue
    const names = cellsOn(page, lines[0]!).map((cell) => cell.text)
    const rows = lines.slice(2).map((line) => cellsOn(page, line))
    found.push({ title, sheet: sheetAt(page, start), names, rows: rows.filter((row) => row.length === names.length) })
  }
  return found
}

function isHidden({ hidden = [] }: Page, start: number, end: number): boolean {
  return hidden.some((one) => one.start < end && one.end > start)
}

interface Line {
  start: number
  end: number
}

function linesOf(text: string, start: number, end: number): Line[] {
  const lines: Line[] = []
  let at = start
  for (const line of text.slice(start, end).split('\n')) {
    if (line.trim().startsWith('|')) lines.push({ start: at, end: at + line.length })
    at += line.length + 1
  }
  return lines
}

/** The cells of a line `| a | b |`; bars within cells are escaped. */
function cellsOn(page: Page, { start, end }: Line): TableCell[] {
  const line = page.text.slice(start, end)
  const bars = [...line.matchAll(/(?<!\\)\|/gu)].map((bar) => bar.index)
  const anchor = placeAt(page, start)
  const range = anchor?.kind === 'cells' ? parseRange(anchor.range) : null
  const isWhole = range && range.top === range.bottom && range.right - range.left + 1 === bars.length - 1
  return bars.slice(0, -1).map((bar, i) => {
    const inner = line.slice(bar + 1, bars[i + 1])
    const text = inner.trim()
    const from = start + bar + 1 + (inner.length - inner.trimStart().length)
    return {
      text: text.replaceAll('\\|', '|'),
      span: { page: page.page, start: from, end: from + text.length },
      ...(isWhole ? { address: `${columnName(range.left + i)}${range.top}` } : {}),
    }
  })
}

function sheetAt(page: Page, at: number): string | null {
  const place = placeAt(page, at)
  return place?.kind === 'cells' ? place.sheet : null
}

function placeAt({ anchors = [] }: Page, at: number) {
  return anchors[anchorAt(anchors, at)]?.place
}

function typed({ names, rows, ...table }: RawTable): Table {
  const own = rows.filter((row) => !total.test(row.find((cell) => cell.text)?.text ?? ''))
  const columns = names.map((name, i) => {
    const cells = own.map((row) => row[i]!.text)
    const column = columnOf(name, cells)
    return isIdentifier(column, i === 0) ? wordsOf(name, cells) : column
  })
  return { ...table, columns, rows: own, totals: rows.length - own.length }
}

function columnOf(name: string, cells: readonly string[]): Column {
  const filled = cells.filter((cell) => cell && !/^[-–—.]+$/u.test(cell)).length
  const decimal = decimalSignOf(cells)
  const numbers = cells.map((cell) => numberOf(cell, decimal))
  const known = numbers.filter((one) => one !== null)
  if (filled > 0 && known.length >= mostOfColumn * filled) {
    const units = new Set(known.map((one) => one.unit).filter(Boolean))
    const unit = units.size > 1 ? null : ([...units][0] ?? '')
    return { name, kind: 'number', unit, decimals: Math.max(...known.map((one) => one.decimals)), values: numbers }
  }
  const order = slashOrderOf(cells)
  const days = cells.map((cell) => dayOf(cell, order))
  if (filled > 0 && days.filter(Boolean).length >= mostOfColumn * filled) return { name, kind: 'day', unit: '', decimals: 0, values: days }
  return wordsOf(name, cells)
}

function wordsOf(name: string, cells: readonly string[]): Column {
  return { name, kind: 'text', unit: '', decimals: 0, values: [...cells] }
}
