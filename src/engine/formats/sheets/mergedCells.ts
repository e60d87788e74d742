import type { CellRange } from './addresses'
import type { Cell } from './cells'
import type { Row } from './row'

/** Most merged ranges of a sheet that are looked at. */
const mostMerges = 200_000
/** Most columns that a name is repeated for, and most texts that reach down at a time. */
const mostAcross = 500
const mostReaching = 100

/** Cells that were made one: what they say counts for every row and column they cover. */
export class MergedCells {
  private readonly byCorner = new Map<number, CellRange>()
  /** Texts that reach down from rows above, by column. */
  private readonly reaching = new Map<number, { cell: Cell; until: number }>()

  constructor(merges: readonly CellRange[]) {
    for (const range of merges.slice(0, mostMerges)) this.byCorner.set(keyOf(range.top, range.left), range)
  }

  /** The cells of a row of names, those that cover several columns once for each up to `right`. */
  across(row: Row, right: number): Cell[] {
    if (this.byCorner.size === 0) return row.cells
    return row.cells.flatMap((cell) => {
      const range = this.byCorner.get(keyOf(row.row, cell.column))
      const last = Math.min(range?.right ?? cell.column, right, cell.column + mostAcross)
      return Array.from({ length: last - cell.column + 1 }, (_, i) => ({ ...cell, column: cell.column + i }))
    })
  }

  /** The cells of a row, with the texts that reach down to it; numbers stay where they are, for they would be counted twice. Rows are asked for in order. */
  down(row: Row, left: number, right: number): Cell[] {
    if (this.byCorner.size === 0) return row.cells
    const { cells } = row
    for (const cell of cells) {
      const range = this.byCorner.get(keyOf(row.row, cell.column))
      if (range && range.bottom > row.row && cell.kind === 'text' && this.reaching.size < mostReaching)
        this.reaching.set(cell.column, { cell, until: range.bottom })
    }
    if (this.reaching.size === 0) return cells
    const filled = cells.slice()
    for (const [column, { cell, until }] of this.reaching) {
      if (until < row.row) this.reaching.delete(column)
      else if (column >= left && column <= right && !cells.some((own) => own.column === column)) filled.push(cell)
    }
    return filled.length === cells.length ? cells : filled.sort((a, b) => a.column - b.column)
  }
}

function keyOf(row: number, column: number): number {
  return row * 32_768 + column
}
