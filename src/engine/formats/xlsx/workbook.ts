import { AppError, isAppError } from '../../../contract/errors'
import type { OfficePackage } from '../docx/officePackage'
import { mainPart, ofType, relationsOf, type Relation } from '../docx/relations'
import { child, children } from '../docx/xmlQuery'
import { parseXml, type XmlElement } from '../docx/xmlTree'
import { plainLayout, type Sheet, type SheetLayout, type SheetSource } from '../sheets/cells'
import { parseRange } from '../sheets/addresses'
import { TextStore } from '../sheets/textStore'
import { readNotes } from './notes'
import { readSharedStrings } from './sharedStrings'
import { cellStyles, countsFrom1904, type CellStyles } from './styles'
import { worksheetRows } from './worksheet'

interface Context {
  signal: AbortSignal
}

/** Most sheets of a workbook. */
const maxSheets = 10_000

interface SheetEntry {
  name: string
  hidden?: string
  /** The part it is in; null where the workbook names none that is there. */
  part: string | null
  /** Charts on sheets of their own have no cells. */
  hasCells: boolean
}

/** An XLSX workbook: its sheets in the order of their tabs. */
export class Workbook implements SheetSource {
  private readonly pack: OfficePackage
  private readonly entries: readonly SheetEntry[]
  private readonly strings: TextStore
  private readonly styles: CellStyles
  private readonly context: Context

  private constructor(pack: OfficePackage, entries: SheetEntry[], strings: TextStore, styles: CellStyles, context: Context) {
    this.pack = pack
    this.entries = entries
    this.strings = strings
    this.styles = styles
    this.context = context
  }

  /** Throws DOCUMENT_CORRUPT (no workbook in it), FORMAT_UNSUPPORTED (another kind of document), and what reading its parts throws. */
  static async open(pack: OfficePackage, context: Context): Promise<Workbook> {
    const main = await workbookPart(pack, context)
    const root = await parseXml(await pack.requiredPart(main, context), { part: main })
    const relations = await relationsOf(pack, main, context)
    const entries = sheetEntries(root, relations, pack)
    if (entries.length === 0) throw pack.damaged('it names no sheets')
    const styles = await optionalPart(pack, relations, 'styles', context)
    const strings = await sharedStrings(pack, relations, context)
    return new Workbook(pack, entries, strings, await cellStyles(styles, { date1904: countsFrom1904(root) }), context)
  }

  async *sheets(from: number): AsyncGenerator<Sheet> {
    for (const { name, hidden, part, hasCells } of this.entries.slice(from)) {
      const layout = plainLayout()
      yield { name, layout, rows: hasCells ? this.rows(part, layout) : noRows(), ...(hidden ? { hidden } : {}) }
    }
  }

  close(): void {
    this.pack.close()
  }

  private async *rows(part: string | null, layout: SheetLayout) {
    const { pack, context } = this
    if (part === null)
      throw new AppError('DOCUMENT_CORRUPT', 'Its part is missing in the file: open the workbook in Excel and save it anew.')
    const damage = await this.readBeside(part, layout)
    yield* worksheetRows(pack.content(part, context), layout, { strings: this.strings, styles: this.styles, part })
    if (damage) throw damage
  }

  /** What other parts say of a sheet. One that is damaged does not keep the cells from being read; the damage comes back. */
  private async readBeside(part: string, layout: SheetLayout): Promise<unknown> {
    const { pack, context } = this
    try {
      const relations = await relationsOf(pack, part, context)
      await readTables(pack, relations, layout, context)
      layout.notes = await readNotes(pack, relations, context)
    } catch (error) {
      if (context.signal.aborted || !isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
      return error
    }
    return null
  }
}

async function* noRows(): AsyncGenerator<never> {}

async function workbookPart(pack: OfficePackage, context: Context): Promise<string> {
  const main = (await mainPart(pack, context).catch(() => null)) ?? (pack.has('xl/workbook.xml') ? 'xl/workbook.xml' : null)
  if (main && /\.xml$/i.test(main) && !/^(word|ppt)\//i.test(main)) return main
  const other = pack
    .names()
    .map((name) => /^(word|ppt|xl)\/(document|presentation|workbook)\.(xml|bin)$/i.exec(name)?.[0])
    .find(Boolean)
  if (!other) throw pack.damaged('there is no workbook in it')
  const kind = other.startsWith('word')
    ? 'a Word document'
    : other.startsWith('ppt')
      ? 'a PowerPoint presentation'
      : 'a binary workbook (XLSB)'
  const todo = other.startsWith('xl') ? 'save it as XLSX' : `give it the extension ${other.startsWith('word') ? '.docx' : '.pptx'}`
  throw new AppError('FORMAT_UNSUPPORTED', `The file is called a workbook, but holds ${kind}: ${todo} and add it again.`)
}

function sheetEntries(root: XmlElement, relations: ReadonlyMap<string, Relation>, pack: OfficePackage): SheetEntry[] {
  const sheets = children(child(root, 'sheets'), 'sheet')
  if (sheets.length > maxSheets) throw new AppError('DOCUMENT_TOO_LARGE', `The workbook has ${sheets.length} sheets: split it.`)
  return sheets.map(({ attributes }, i) => {
    const relation = relations.get(attributes['r:id'] ?? '')
    const part = relation && !relation.external && pack.has(relation.target) ? relation.target : null
    const hidden = /hidden/i.test(attributes.state ?? '') ? { hidden: 'hidden sheet' } : {}
    return { name: attributes.name || `Sheet ${i + 1}`, part, hasCells: (relation?.type ?? 'worksheet') === 'worksheet', ...hidden }
  })
}

async function optionalPart(
  pack: OfficePackage,
  relations: ReadonlyMap<string, Relation>,
  type: string,
  context: Context,
): Promise<XmlElement | undefined> {
  for (const { target } of ofType(relations, type)) {
    const bytes = await pack.part(target, context)
    if (bytes) return parseXml(bytes, { part: target })
  }
  return undefined
}

async function sharedStrings(pack: OfficePackage, relations: ReadonlyMap<string, Relation>, context: Context): Promise<TextStore> {
  for (const { target } of ofType(relations, 'sharedStrings'))
    if (pack.has(target)) return readSharedStrings(pack.content(target, context), { part: target })
  return new TextStore()
}

/** The tables that a sheet declares: where they stand, and whether their first row names the columns. */
async function readTables(
  pack: OfficePackage,
  relations: ReadonlyMap<string, Relation>,
  layout: SheetLayout,
  context: Context,
): Promise<void> {
  for (const { target } of ofType(relations, 'table')) {
    const bytes = await pack.part(target, context)
    if (!bytes) continue
    const { attributes } = await parseXml(bytes, { part: target })
    const range = parseRange(attributes.ref ?? '')
    if (!range) continue
    layout.tables.push({ range, headerRows: attributes.headerRowCount === '0' ? 0 : 1 })
    layout.coloured.push(range)
  }
}
