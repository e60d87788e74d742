import type { Sheet, SheetLayout } from './cells'
import type { Row } from './row'
import type { XmlListener } from './streamXml'

/** A sheet while it streams by. */
export interface StreamedTable {
  name: string
  isHidden: boolean
  layout: SheetLayout
  /** Rows that were not taken yet. */
  rows: Row[]
  isClosed: boolean
}

/** Finds sheets and their rows in what streams by. */
export interface TableListener extends XmlListener {
  /** Sheets found, those being read last. */
  readonly tables: StreamedTable[]
  /** What was found in the piece before was taken. */
  startPiece(): void
}

/** The sheets of a part that holds them all, one after the other. */
export class TableStream {
  private readonly pieces: AsyncGenerator<void>
  private readonly listener: TableListener
  /** What of the parts beside could not be read; told with the first sheet. */
  private readonly damage: unknown
  private isDone = false

  constructor(pieces: AsyncGenerator<void>, listener: TableListener, damage: unknown = null) {
    this.pieces = pieces
    this.listener = listener
    this.damage = damage
  }

  async *sheets(from: number): AsyncGenerator<Sheet> {
    for (let number = 0; ; number++) {
      while (this.listener.tables.length === 0 && !this.isDone) await this.advance()
      const table = this.listener.tables.shift()
      if (!table) return
      if (number >= from) {
        const { name, layout, isHidden } = table
        yield { name, layout, rows: this.rows(table, number === 0 ? this.damage : null), ...(isHidden ? { hidden: 'hidden sheet' } : {}) }
      }
      // What was not taken is passed over.
      while (!table.isClosed && !this.isDone) {
        table.rows = []
        await this.advance()
      }
    }
  }

  async close(): Promise<void> {
    await this.pieces.return(undefined)
  }

  private async *rows(table: StreamedTable, damage: unknown): AsyncGenerator<Row[]> {
    for (;;) {
      const { rows } = table
      table.rows = []
      if (rows.length > 0) yield rows
      if (table.isClosed || this.isDone) break
      await this.advance()
    }
    if (damage) throw damage
  }

  private async advance(): Promise<void> {
    this.listener.startPiece()
    try {
      this.isDone = Boolean((await this.pieces.next()).done)
    } catch (error) {
      this.isDone = true
      throw error
    }
  }
}
