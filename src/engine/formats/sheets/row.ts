import { cellReasons, type Cell, type CellKind } from './cells'

const kinds: readonly CellKind[] = ['text', 'number', 'date', 'truth', 'error']
/** Bits of a cell's sign: kind, bold, reason. They begin where printing characters do, so that texts of one byte a character stay so. */
const firstSign = 64
const boldBit = 8
const reasonShift = 4
const widestStep = 90

interface RowFields {
  row: number
  until?: number
  hidden?: string
  goesOn?: boolean
}

/** A row that holds something. Its cells are kept in one string and taken apart when asked for: a sheet has millions of them. */
export class Row {
  /** From 1. */
  readonly row: number
  /** Last row that says the same; mostly the row itself. */
  readonly until: number
  /** Why a reader of the sheet does not see it. */
  readonly hidden: string | undefined
  /** Between it and the row before lie hidden rows, but no empty one. */
  readonly goesOn: boolean
  /** First and last column that hold something, and how many do. */
  readonly left: number
  readonly right: number
  readonly count: number
  private readonly packed: string

  /** At least one cell, from left to right. What is packed already is taken as it is. */
  constructor({ row, until = row, hidden, goesOn = false }: RowFields, cells: readonly Cell[] | Row) {
    this.row = row
    this.until = until
    this.hidden = hidden
    this.goesOn = goesOn
    const isPacked = cells instanceof Row
    this.left = isPacked ? cells.left : cells[0]!.column
    this.right = isPacked ? cells.right : cells.at(-1)!.column
    this.count = isPacked ? cells.count : cells.length
    this.packed = isPacked ? cells.packed : packed(cells)
  }

  /** Characters of its texts. */
  get length(): number {
    return this.packed.length - 3 * this.count
  }

  /** The cells from left to right, made anew each time. */
  get cells(): Cell[] {
    return unpacked(this.packed, this.left)
  }

  get first(): Cell {
    return this.cells[0]!
  }

  /** The same cells in another row; they are kept only once. */
  again(row: number): Row {
    return new Row({ row, hidden: this.hidden }, this)
  }

  /** The same row with other cells. */
  keep(cells: readonly Cell[], { hidden = this.hidden, goesOn = this.goesOn }: { hidden?: string; goesOn?: boolean } = {}): Row {
    return new Row({ row: this.row, until: this.until, hidden, goesOn }, cells)
  }
}

/** Pieces are joined at once: a string that grows by bits keeps them all, at ten times the memory. */
function packed(cells: readonly Cell[]): string {
  const pieces: string[] = []
  let last = cells[0]!.column - 1
  for (const { column, kind, bold, hidden, text } of cells) {
    const sign = firstSign + kinds.indexOf(kind) + (bold ? boldBit : 0) + ((hidden ? cellReasons.indexOf(hidden) + 1 : 0) << reasonShift)
    const step = column - last
    pieces.push(String.fromCharCode(sign, step <= widestStep ? 32 + step : 32))
    if (step > widestStep) pieces.push(`${step}:`)
    pieces.push(text, '\n')
    last = column
  }
  return pieces.join('')
}

function unpacked(text: string, left: number): Cell[] {
  const cells: Cell[] = []
  let column = left - 1
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    const sign = text.charCodeAt(at) - firstSign
    let start = at + 2
    if (text.charCodeAt(at + 1) === 32) {
      start = text.indexOf(':', at) + 1
      column += Number(text.slice(at + 2, start - 1))
    } else column += text.charCodeAt(at + 1) - 32
    const cell: Cell = { column, text: text.slice(start, end), kind: kinds[sign & 7]! }
    if (sign & boldBit) cell.bold = true
    if (sign >> reasonShift) cell.hidden = cellReasons[(sign >> reasonShift) - 1]!
    cells.push(cell)
    at = end + 1
  }
  return cells
}
