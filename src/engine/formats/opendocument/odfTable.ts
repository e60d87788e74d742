import type { TableCell } from '../docx/tableText'
import { below, children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'

export interface OdfRow {
  cells: TableCell[]
  /** The cells that hold something, to be read in place of a table that only lays them out. */
  elements: XmlElement[]
}

/** A row or cell may claim to repeat a million times; text that does is read this often. */
const mostRepeated = 1_000
const mostRows = 100_000
const rowNames = new Set(['table:table-row'])

/** The rows of a table; `textOf` gives the text of a cell on one line. */
export function odfRows(table: XmlElement, textOf: (cell: XmlElement) => string): OdfRow[] {
  const rows: OdfRow[] = []
  /** By column: rows that a cell above still reaches down over. */
  const reaching: number[] = []
  for (const row of ownRows(table)) {
    const read = rowOf(row, textOf, reaching)
    const isEmpty = read.cells.every((cell) => cell.text === '' && !cell.continues)
    for (let i = isEmpty ? 1 : repeated(row, 'rows'); i > 0 && rows.length < mostRows; i--) rows.push(read)
  }
  return rows
}

function ownRows(table: XmlElement): Iterable<XmlElement> {
  return below(table, rowNames)
}

function rowOf(row: XmlElement, textOf: (cell: XmlElement) => string, reaching: number[]): OdfRow {
  const cells: TableCell[] = []
  const elements: XmlElement[] = []
  for (const cell of children(row)) {
    const isCovered = cell.name === 'table:covered-table-cell'
    if (!isCovered && cell.name !== 'table:table-cell') continue
    const text = isCovered ? '' : textOf(cell)
    if (text !== '') elements.push(cell)
    const down = isCovered ? 0 : (Number(cell.attributes['table:number-rows-spanned']) || 1) - 1
    for (let i = repeated(cell, 'columns'); i > 0; i--) {
      const column = cells.length
      const continues = isCovered && (reaching[column] ?? 0) > 0
      reaching[column] = continues ? reaching[column]! - 1 : down
      cells.push({ text, span: 1, continues })
    }
  }
  return { cells, elements }
}

function repeated({ attributes }: XmlElement, what: 'rows' | 'columns'): number {
  return Math.min(Math.max(1, Number(attributes[`table:number-${what}-repeated`]) || 1), mostRepeated)
}
