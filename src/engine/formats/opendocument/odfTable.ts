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
/** How often a repeated cell is read where the table only lays it out. */
const mostReadAgain = 20
const covered = 'table:covered-table-cell'

/** The rows of a table; `textOf` gives the text of a cell on one line. */
export function odfRows(table: XmlElement, textOf: (cell: XmlElement) => string): OdfRow[] {
  const rows: OdfRow[] = []
  // Some programs leave out the cells that others reach over.
  const reading: Reading = { textOf, reaching: [], namesCovered: below(table, covered).next().done !== true }
  for (const row of below(table, 'table:table-row')) {
    const read = rowOf(row, reading)
    const isEmpty = read.cells.every((cell) => cell.text === '' && !cell.continues)
    for (let i = isEmpty ? 1 : repeated(row, 'rows'); i > 0 && rows.length < mostRows; i--) rows.push(read)
  }
  return rows
}

interface Reading {
  textOf: (cell: XmlElement) => string
  /** By column: rows that a cell above still reaches down over. */
  reaching: number[]
  namesCovered: boolean
}

function rowOf(row: XmlElement, { textOf, reaching, namesCovered }: Reading): OdfRow {
  const cells: TableCell[] = []
  const elements: XmlElement[] = []
  const put = (text: string, down: number) => {
    const continues = down < 0 && (reaching[cells.length] ?? 0) > 0
    reaching[cells.length] = continues ? reaching[cells.length]! - 1 : Math.max(0, down)
    cells.push({ text, span: 1, continues })
  }
  const skip = () => {
    while (!namesCovered && (reaching[cells.length] ?? 0) > 0 && cells.length < mostRepeated) put('', -1)
  }
  for (const cell of children(row)) {
    const isCovered = cell.name === covered
    if (!isCovered && cell.name !== 'table:table-cell') continue
    skip()
    const text = isCovered ? '' : textOf(cell)
    if (text !== '') for (let i = Math.min(repeated(cell, 'columns'), mostReadAgain); i > 0; i--) elements.push(cell)
    const down = isCovered ? -1 : span(cell, 'rows') - 1
    const across = namesCovered || isCovered ? 1 : span(cell, 'columns')
    for (let i = repeated(cell, 'columns'); i > 0; i--) put(text, down)
    for (let i = 1; i < across; i++) {
      reaching[cells.length] = down
      cells.push({ text: '', span: 1, continues: false })
    }
  }
  skip()
  return { cells, elements }
}

function span({ attributes }: XmlElement, what: 'rows' | 'columns'): number {
  return Math.min(Math.max(1, Number(attributes[`table:number-${what}-spanned`]) || 1), mostRepeated)
}

function repeated({ attributes }: XmlElement, what: 'rows' | 'columns'): number {
  return Math.min(Math.max(1, Number(attributes[`table:number-${what}-repeated`]) || 1), mostRepeated)
}
