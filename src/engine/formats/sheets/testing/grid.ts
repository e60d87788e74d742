import { parseRange } from '../addresses'
import { plainLayout, type Cell, type Note, type Sheet, type SheetLayout } from '../cells'
import { Row } from '../row'
import { sheetPage } from '../sheetPage'

/** A text, a number, nothing, or a cell with more to it. */
export type GridValue = string | number | null | (Partial<Cell> & { text: string })

export interface GridOptions {
  name?: string
  hidden?: string
  only?: boolean
  merges?: readonly string[]
  filters?: readonly string[]
  tables?: readonly (readonly [range: string, headerRows: number])[]
  coloured?: readonly string[]
  frozenRows?: number
  hiddenColumns?: SheetLayout['hiddenColumns']
  hiddenRows?: readonly number[]
  notes?: readonly Note[]
}

const ranges = (names: readonly string[] = []) => names.map((name) => parseRange(name)!)

/** A sheet of rows from the first on; empty ones are left out. */
export function gridSheet(grid: readonly (readonly GridValue[])[], options: GridOptions = {}): { sheet: Sheet; rows: Row[] } {
  const { name = 'Sheet', hidden, only, merges, filters, coloured, tables = [], frozenRows = 0, hiddenColumns = [], notes = [] } = options
  const layout: SheetLayout = {
    ...plainLayout(),
    merges: ranges(merges),
    filters: ranges(filters),
    coloured: ranges(coloured),
    tables: tables.map(([range, headerRows]) => ({ range: parseRange(range)!, headerRows })),
    frozenRows,
    hiddenColumns,
    notes: [...notes],
  }
  const rows = grid.flatMap((values, i) => {
    const cells = values.flatMap((value, column) => (value === null ? [] : [cellOf(value, column + 1)]))
    return cells.length > 0
      ? [new Row({ row: i + 1, ...(options.hiddenRows?.includes(i + 1) ? { hidden: 'hidden row' } : {}) }, cells)]
      : []
  })
  const sheet: Sheet = { name, layout, rows: inOne(rows), ...(hidden ? { hidden } : {}), ...(only ? { only } : {}) }
  return { sheet, rows }
}

async function* inOne(rows: Row[]) {
  yield rows
}

function cellOf(value: Exclude<GridValue, null>, column: number): Cell {
  if (typeof value === 'object') return { kind: 'text', ...value, column }
  return { column, text: String(value), kind: typeof value === 'number' ? 'number' : 'text' }
}

/** The page of a sheet that is all on one. */
export function gridPage(grid: readonly (readonly GridValue[])[], options: GridOptions = {}) {
  const { sheet, rows } = gridSheet(grid, options)
  return sheetPage(sheet, { page: 1, part: 1, rows, from: 0, to: Infinity, before: null }).page
}
