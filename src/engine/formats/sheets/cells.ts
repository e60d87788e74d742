import type { CellRange } from './addresses'
import type { Row } from './row'

/*
 * A sheet on its way from a file to a page: rows stream by with the cells that hold something, each with its text as a reader sees it.
 */

export type CellKind = 'text' | 'number' | 'date' | 'truth' | 'error'

export interface Cell {
  /** From 1. */
  column: number
  /** As it is shown, on one line; never empty. */
  text: string
  kind: CellKind
  bold?: boolean
  /** Why a reader of the sheet does not see it: one of `cellReasons`. */
  hidden?: CellReason
}

/** Why a reader may not see what stands in a cell by itself. */
export const cellReasons = ['number format that shows nothing', 'tiny letters', 'letters in the colour of their ground'] as const
export type CellReason = (typeof cellReasons)[number]

/** What stands on a sheet beside its cells: a note on one of them, or a text box above it. */
export interface Note {
  row: number
  column: number
  text: string
  author?: string
  isBox?: boolean
}

/** A table that the file itself declares. */
export interface DeclaredTable {
  range: CellRange
  headerRows: number
}

/** What a file says of a sheet beside its cells. */
export interface SheetLayout {
  /** Where the ground of a cell has another colour than the cell itself says. */
  coloured: CellRange[]
  merges: CellRange[]
  tables: DeclaredTable[]
  /** Ranges with filter buttons: their first row is a header. */
  filters: CellRange[]
  /** Rows that stay in sight while the others are scrolled. */
  frozenRows: number
  hiddenColumns: { from: number; to: number }[]
  notes: Note[]
  /** Why a reader of the workbook does not see the sheet, where that is told behind its cells. */
  hidden?: string
}

export interface Sheet {
  name: string
  /** Why a reader of the workbook does not see it. */
  hidden?: string
  /** Whether it is the whole document, so that its name is the document's own. */
  only?: boolean
  /** Complete when the rows were taken. */
  layout: SheetLayout
  /** The rows in ascending order, some at a time. Throws DOCUMENT_CORRUPT where the sheet is damaged: what came before holds. */
  rows: AsyncIterable<Row[]>
}

/** The sheets of a file, which can be gone through again. */
export interface SheetSource {
  /** The sheets from number `from` on, counted from 0; the rows of one are taken before the next is asked for. */
  sheets(from: number): AsyncIterable<Sheet>
  close(): void
}

export function plainLayout(): SheetLayout {
  return { coloured: [], merges: [], tables: [], filters: [], frozenRows: 0, hiddenColumns: [], notes: [] }
}
