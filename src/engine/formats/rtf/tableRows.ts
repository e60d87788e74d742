import type { PageWriter } from '../docx/pageWriter'
import { gridOf, type TableCell } from '../docx/tableText'

interface CellDefinition {
  /** Goes on with the cell to its left, or with the one above. */
  across: boolean
  down: boolean
}

const mostCells = 1_000

/** Gathers the rows of a table cell by cell. */
export class TableRows {
  private rows: TableCell[][] = []
  private cells: string[] = []
  private definitions: CellDefinition[] = []
  private next: CellDefinition = { across: false, down: false }

  get isEmpty(): boolean {
    return this.rows.length === 0 && this.cells.length === 0
  }

  /** A control word that says how the row is made. */
  define(word: string): void {
    if (word === 'trowd') this.definitions = []
    else if (word === 'clmrg') this.next.across = true
    else if (word === 'clvmrg') this.next.down = true
    else if (word === 'cellx' && this.definitions.length < mostCells) {
      this.definitions.push(this.next)
      this.next = { across: false, down: false }
    }
  }

  endCell(text: string): void {
    if (this.cells.length < mostCells) this.cells.push(text)
  }

  endRow(): void {
    const row: TableCell[] = []
    this.cells.forEach((text, i) => {
      const definition = this.definitions[i]
      if (definition?.across && row.length > 0) row.at(-1)!.span += 1
      else row.push({ text, span: 1, continues: definition?.down ?? false })
    })
    if (row.length > 0) this.rows.push(row)
    this.cells = []
  }

  /** Writes the table, or its cells one after another where it only lays them out. */
  write(writer: PageWriter): void {
    this.endRow()
    const rows = this.rows
    this.rows = []
    if (rows.length === 0 || writer.table(gridOf(rows))) return
    for (const cell of rows.flat()) for (const line of cell.text.split('\n')) writer.paragraph(line)
  }
}
