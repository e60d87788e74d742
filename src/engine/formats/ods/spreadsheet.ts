import { isAppError } from '../../../contract/errors'
import { OfficePackage } from '../docx/officePackage'
import type { OdfPackage } from '../opendocument/odfPackage'
import type { Sheet, SheetSource } from '../sheets/cells'
import type { Row } from '../sheets/row'
import { streamXml } from '../sheets/streamXml'
import { ContentListener, type StreamedTable } from './content'
import { OdsStyles, once, readStyles } from './styles'

interface Context {
  signal: AbortSignal
}

const part = 'content.xml'

/** An OpenDocument spreadsheet: all its sheets stand in one part, which is gone through from its beginning each time. */
export function spreadsheet(pack: OdfPackage, context: Context): SheetSource {
  return {
    async *sheets(from) {
      const content = await contentOf(pack, context)
      const styles = new OdsStyles()
      const damage = await stylesInto(styles, pack, context)
      const listener = new ContentListener(styles)
      const stream = new TableStream(streamXml(content, listener, { part }), listener, damage)
      try {
        yield* stream.sheets(from)
      } finally {
        await stream.close()
      }
    },
    close: () => pack.close(),
  }
}

/** What was encrypted is in memory; the rest is inflated while it is read. */
async function contentOf(pack: OdfPackage, context: Context): Promise<AsyncIterable<Buffer>> {
  if (pack instanceof OfficePackage && pack.has(part)) return pack.content(part, context)
  const content = await pack.part(part, context)
  if (!content) throw pack.damaged('it has no content')
  return once(content)
}

/** Reads the styles that sheets share. Damaged ones do not keep the cells from being read; the damage comes back. */
async function stylesInto(styles: OdsStyles, pack: OdfPackage, context: Context): Promise<unknown> {
  try {
    await readStyles(styles, await pack.part('styles.xml', context))
    return null
  } catch (error) {
    if (context.signal.aborted || !isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
    return error
  }
}

class TableStream {
  private readonly pieces: AsyncGenerator<void>
  private readonly listener: ContentListener
  /** What of the parts beside could not be read; told with the first sheet. */
  private readonly damage: unknown
  private isDone = false

  constructor(pieces: AsyncGenerator<void>, listener: ContentListener, damage: unknown) {
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
