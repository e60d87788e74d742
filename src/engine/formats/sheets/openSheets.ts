import { AppError, isAppError } from '../../../contract/errors'
import type { OpenDocument, PageReading, ReadContext } from '../../format'
import type { Page } from '../../page'
import type { Sheet, SheetLayout, SheetSource } from './cells'
import { PartMeter, SheetMeter } from './limits'
import type { Row } from './row'
import { sheetPage, type SheetPart } from './sheetPage'

/** Characters of rows that are kept from counting the pages until they are asked for; larger sheets are read once more. */
const keptCharacters = 8 * 1024 * 1024

/** One page: a part of a sheet, nearly always all of it, or what of a damaged sheet could not be read. */
interface PlannedPage {
  sheet: number
  part: number
  failure?: AppError
}

interface Plan {
  pages: PlannedPage[]
  sheets: Map<number, PlannedSheet>
}

interface PlannedSheet {
  layout: SheetLayout
  /** Its rows, where there was room to keep them. */
  kept: { sheet: Sheet; parts: SheetPart[] } | null
}

/**
 * A workbook as a document: one page a sheet; a sheet of more than 50,000 rows, 250,000 cells or three million characters goes on on
 * further pages. A damaged sheet gives the rows before the damage, and a page that failed at the end of the document.
 * Throws DOCUMENT_TOO_LARGE, and what the source throws before its first sheet.
 */
export async function openSheets(source: SheetSource, context: ReadContext & { maxCells?: number }): Promise<OpenDocument> {
  try {
    const plan = await planPages(source, context)
    const reader = new PageReader(source, plan)
    return {
      pages: plan.pages.length,
      read: (page, { signal }) => reader.read(page, signal),
      close: async () => {
        await reader.close()
        plan.sheets.clear()
        source.close()
      },
    }
  } catch (error) {
    source.close()
    throw error
  }
}

/** Goes through all sheets once: how many pages they make, and what is known of each only at its end. */
async function planPages(source: SheetSource, { signal, maxCells }: ReadContext & { maxCells?: number }): Promise<Plan> {
  const plan: Plan = { pages: [], sheets: new Map() }
  const failures: PlannedPage[] = []
  const meter = new SheetMeter(maxCells)
  let room = keptCharacters
  let number = 0
  for await (const sheet of source.sheets(0)) {
    const keeping = { room }
    const parts: SheetPart[] = []
    try {
      for await (const part of partsOf(sheet, { signal, meter, keeping })) {
        plan.pages.push({ sheet: number, part: part.part })
        if (keeping.room >= 0) parts.push(part)
        else parts.length = 0
      }
    } catch (error) {
      failures.push({ sheet: number, part: 0, failure: damageOf(error, sheet, signal) })
    }
    const isKept = keeping.room >= 0
    if (isKept) room = keeping.room
    plan.sheets.set(number++, { layout: sheet.layout, kept: isKept ? { sheet, parts } : null })
  }
  for (const failure of failures) plan.pages.push(failure)
  return plan
}

/** What a sheet failed with; failures of the whole document are thrown on. */
function damageOf(error: unknown, { name }: Sheet, signal: AbortSignal): AppError {
  if (signal.aborted || !isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
  return new AppError('DOCUMENT_CORRUPT', `The sheet “${name}” could not be read to its end. ${error.message}`, { cause: error })
}

interface PartsContext {
  signal: AbortSignal
  meter?: SheetMeter
  /** Characters of rows that may be kept: when there is no room left, parts come without their rows. */
  keeping?: { room: number }
}

/** The rows of a sheet in parts that make a page each; at least one. Where the sheet is damaged, what came before is the last part. */
async function* partsOf(sheet: Sheet, { signal, meter, keeping }: PartsContext): AsyncGenerator<SheetPart> {
  let part: SheetPart = { page: 0, part: 1, rows: [], from: 0, to: Infinity, before: null }
  let rows: Row[] = []
  let count = new PartMeter()
  let last = 0
  let damage: unknown
  try {
    for await (const batch of sheet.rows) {
      signal.throwIfAborted()
      for (const row of batch) {
        if (count.isFull) {
          yield { ...part, rows, to: last }
          part = { ...part, part: part.part + 1, from: last }
          rows = []
          count = new PartMeter()
        }
        count.count(row.count, row.length)
        meter?.count(row.count, row.length)
        last = row.until
        if (keeping) keeping.room -= row.length + 3 * row.count
        if (!keeping || keeping.room >= 0) rows.push(row)
        else if (rows.length > 0) rows = []
      }
    }
  } catch (error) {
    damage = error
  }
  if (damage === undefined || !count.isEmpty) yield { ...part, rows }
  if (damage !== undefined) throw damage
}

/** Gives pages in any order; a sheet is gone through once more only where its rows were not kept or its pages are asked for backwards. */
class PageReader {
  private readonly source: SheetSource
  private readonly plan: Plan
  private running: { sheet: number; page: number; pages: AsyncGenerator<Page> } | null = null

  constructor(source: SheetSource, plan: Plan) {
    this.source = source
    this.plan = plan
  }

  async read(number: number, signal: AbortSignal): Promise<PageReading> {
    const planned = this.plan.pages[number - 1]
    if (!planned) throw new AppError('PAGE_NOT_FOUND', `There is no page ${number} in the document.`)
    if (planned.failure) throw planned.failure
    const { sheet, part } = planned
    if (this.running?.sheet !== sheet || this.running.page !== number) {
      await this.close()
      this.running = { sheet, page: number - part + 1, pages: this.pagesOf(sheet, number - part + 1, signal) }
    }
    const running = this.running!
    for (let next = await running.pages.next(); !next.done; next = await running.pages.next())
      if (running.page++ === number) return { page: next.value, needsOcr: false, blank: next.value.text === '' }
    throw new AppError('DOCUMENT_CORRUPT', 'The document has changed while it was read: add it again.')
  }

  async close(): Promise<void> {
    await this.running?.pages.return(undefined)
    this.running = null
  }

  private async *pagesOf(number: number, first: number, signal: AbortSignal): AsyncGenerator<Page> {
    const { layout, kept } = this.plan.sheets.get(number)!
    if (kept) return yield* written(kept.sheet, kept.parts, first)
    for await (const sheet of this.source.sheets(number)) {
      const known = { ...sheet, layout }
      return yield* written(known, partsOf(known, { signal }), first)
    }
  }
}

async function* written(sheet: Sheet, parts: AsyncIterable<SheetPart> | Iterable<SheetPart>, first: number): AsyncGenerator<Page> {
  let before: SheetPart['before'] = null
  for await (const part of parts) {
    const { page, last } = sheetPage(sheet, { ...part, page: first + part.part - 1, before })
    before = last
    yield page
  }
}
