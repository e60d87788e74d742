import { AppError } from '../../../contract/errors'
import { plainLayout, type Cell, type SheetLayout } from '../sheets/cells'
import { Row } from '../sheets/row'
import type { StreamedTable, TableListener } from '../sheets/tableStream'
import { CellReader } from './cellReader'
import type { OdsStyles } from './styles'

type Attributes = Readonly<Record<string, string>>

/** A cell may claim to repeat sixteen thousand times: up to here it is written as often. */
const mostRepeated = 1_000
/** The last row of a sheet: what is repeated down to it fills the sheet and is written once for all. */
const lastRow = 2 ** 20
/** Most cells in the rows of one piece of the part. */
const maxCells = 2_000_000
const mostRanges = 200_000
const mostHeaderRows = 1_000
/** What stands in these is no text of a cell: deleted content, pictures and charts, tables kept of other files. */
const skipped = new Set(['tracked-changes', 'dde-links', 'shapes', 'frame', 'custom-shape', 'forms', 'control', 'g', 'line', 'rect'])

/** Takes the sheets of an OpenDocument spreadsheet out of its content. */
export class ContentListener implements TableListener {
  readonly tables: StreamedTable[] = []
  private readonly styles: OdsStyles
  private table: StreamedTable | null = null
  private cell: CellReader | null = null
  private cells: Cell[] = []
  private depth = 0
  /** Depth at which something that is skipped began; 0 where nothing is. */
  private skippedFrom = 0
  private row = 0
  private rowRepeated = 1
  private rowHidden = false
  private isHeader = false
  private column = 0
  private columnsTold = 0
  private counted = 0

  constructor(styles: OdsStyles) {
    this.styles = styles
  }

  /** What was found in the piece before was taken. */
  startPiece(): void {
    this.counted = 0
  }

  open(name: string, attributes: Attributes): void {
    this.depth++
    if (this.skippedFrom > 0) return
    if (skipped.has(name) || (name === 'table' && (this.table || isForeign(attributes)))) this.skippedFrom = this.depth
    else if (this.cell) this.cell.open(name, attributes)
    else if (this.table) this.openInTable(name, attributes)
    else if (name === 'table') this.openTable(attributes)
    else this.styles.open(name, attributes)
  }

  close(name: string): void {
    const isSkipped = this.skippedFrom > 0
    if (this.skippedFrom === this.depth) this.skippedFrom = 0
    this.depth--
    if (isSkipped) return
    if (name === 'table-cell' || name === 'covered-table-cell') this.closeCell(name)
    else if (this.cell) this.cell.close(name)
    else if (name === 'table-row' && this.table) this.closeRow(this.table)
    else if (name === 'table-header-rows') this.isHeader = false
    else if (name === 'table' && this.table) this.table = this.closeTable(this.table)
    else if (!this.table) this.styles.close(name)
  }

  text(text: string): void {
    if (this.skippedFrom === 0) this.cell?.text(text)
  }

  private openTable(attributes: Attributes): void {
    const isHidden = this.styles.isHiddenSheet(attributes['table:style-name'])
    this.table = { name: attributes['table:name'] ?? '', isHidden, layout: plainLayout(), rows: [], isClosed: false }
    this.tables.push(this.table)
    this.row = 0
    this.columnsTold = 0
    this.isHeader = false
  }

  private closeTable(table: StreamedTable): null {
    table.isClosed = true
    return null
  }

  private openInTable(name: string, attributes: Attributes): void {
    if (name === 'table-cell' || name === 'covered-table-cell') this.cell = new CellReader(attributes, this.styles)
    else if (name === 'table-header-rows') this.isHeader = true
    else if (name === 'table-column') this.openColumn(attributes)
    else if (name === 'table-row') {
      this.rowRepeated = repeated(attributes, 'rows')
      this.rowHidden = isCollapsed(attributes)
      this.cells = []
      this.column = 0
    }
  }

  private openColumn(attributes: Attributes): void {
    const { hiddenColumns } = this.table!.layout
    const from = this.columnsTold + 1
    this.columnsTold += repeated(attributes, 'columns')
    if (isCollapsed(attributes) && hiddenColumns.length < mostRanges) hiddenColumns.push({ from, to: this.columnsTold })
  }

  private closeCell(name: string): void {
    const { cell, table } = this
    this.cell = null
    if (!cell || !table) return
    const { attributes } = cell
    const column = this.column + 1
    const count = repeated(attributes, 'columns')
    this.column += count
    if (name === 'covered-table-cell') return
    const { note, shown } = cell
    if (note && table.layout.notes.length < mostRanges) table.layout.notes.push({ row: this.row + 1, column, ...note })
    this.addMerge(table.layout, attributes, column)
    if (shown.text === '') return
    const { bold, hidden } = this.styles.look(attributes['table:style-name'])
    for (let i = 0; i < Math.min(count, mostRepeated); i++)
      this.cells.push({ ...shown, column: column + i, ...(bold ? { bold } : {}), ...(hidden ? { hidden } : {}) })
    this.count(count)
  }

  private addMerge({ merges }: SheetLayout, attributes: Attributes, left: number): void {
    const across = Number(attributes['table:number-columns-spanned'] ?? 1) || 1
    const down = Number(attributes['table:number-rows-spanned'] ?? 1) || 1
    if ((across > 1 || down > 1) && merges.length < mostRanges)
      merges.push({ top: this.row + 1, left, bottom: this.row + down, right: left + across - 1 })
  }

  private closeRow({ rows, layout }: StreamedTable): void {
    const first = this.row + 1
    this.row += this.rowRepeated
    if (this.isHeader && this.row < mostHeaderRows) layout.frozenRows = this.row
    if (this.cells.length === 0) return
    const hidden = this.rowHidden ? 'hidden row' : undefined
    const fillsSheet = this.row >= lastRow
    this.count(this.cells.length * (fillsSheet ? 1 : this.rowRepeated))
    const one = new Row({ row: first, until: fillsSheet ? this.row : first, hidden }, this.cells)
    rows.push(one)
    if (!fillsSheet) for (let row = first + 1; row <= this.row; row++) rows.push(one.again(row))
  }

  private count(cells: number): void {
    this.counted += Math.min(cells, maxCells)
    if (this.counted > maxCells)
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        'A few rows stand for more cells than can be read: split the file, or save the part you need.',
      )
  }
}

function repeated(attributes: Attributes, what: 'rows' | 'columns'): number {
  return Math.min(Math.max(1, Math.floor(Number(attributes[`table:number-${what}-repeated`]) || 1)), 2 ** 24)
}

function isCollapsed(attributes: Attributes): boolean {
  return /^(collapse|filter)$/.test(attributes['table:visibility'] ?? '')
}

/** Copies of sheets of other files. */
function isForeign(attributes: Attributes): boolean {
  return /^'(file|https?|smb):/i.test(attributes['table:name'] ?? '')
}
