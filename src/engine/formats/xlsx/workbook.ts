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
  /** What of the parts that sheets share could not be read; told with the first of them. */
  private readonly damage: unknown

  private constructor(pack: OfficePackage, entries: SheetEntry[], shared: SharedParts, context: Context) {
    this.pack = pack
    this.entries = entries
    this.strings = shared.strings
    this.styles = shared.styles
    this.damage = shared.damage
    this.context = context
  }

  /** Throws DOCUMENT_CORRUPT (no workbook in it), FORMAT_UNSUPPORTED (another kind of document), and what reading its parts throws. */
  static async open(pack: OfficePackage, context: Context): Promise<Workbook> {
    const main = await workbookPart(pack, context)
    const root = await parseXml(await pack.requiredPart(main, context), { part: main })
    const relations = await relationsOf(pack, main, context)
    const entries = sheetEntries(root, relations, pack)
    if (entries.length === 0) throw pack.damaged('it names no sheets')
    const shared = await readShared(pack, relations, { ...context, date1904: countsFrom1904(root) })
    return new Workbook(pack, entries, shared, context)
  }

  async *sheets(from: number): AsyncGenerator<Sheet> {
    for (const [i, { name, hidden, part, hasCells }] of this.entries.slice(from).entries()) {
      const layout = plainLayout()
      const damage = from + i === 0 ? this.damage : null
      yield { name, layout, rows: hasCells ? this.rows(part, layout, damage) : noRows(), ...(hidden ? { hidden } : {}) }
    }
  }

  close(): void {
    this.pack.close()
  }

  private async *rows(part: string | null, layout: SheetLayout, shared: unknown) {
    const { pack, context } = this
    if (part === null)
      throw new AppError('DOCUMENT_CORRUPT', 'Its part is missing in the file: open the workbook in Excel and save it anew.')
    const damage = (await this.readBeside(part, layout)) ?? shared
    const missing = { texts: 0 }
    yield* worksheetRows(pack.content(part, context), layout, { strings: this.strings, styles: this.styles, part, missing })
    if (damage) throw damage
    if (missing.texts > 0) throw textsMissing(missing.texts)
  }

  /** What other parts say of a sheet. One that is damaged does not keep the cells from being read; the damage comes back. */
  private async readBeside(part: string, layout: SheetLayout): Promise<unknown> {
    const { pack, context } = this
    return damageIn(async () => {
      const relations = await relationsOf(pack, part, context)
      await readTables(pack, relations, layout, context)
      layout.notes = await readNotes(pack, relations, context)
    }, context)
  }
}

function textsMissing(count: number): AppError {
  const cells = count === 1 ? 'The text of one cell is' : `The texts of ${count.toLocaleString('en')} cells are`
  return new AppError('DOCUMENT_CORRUPT', `${cells} missing in the file: open the workbook in Excel and save it anew.`)
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
  const seen = new Set<string>()
  return sheets.flatMap(({ attributes }, i) => {
    const relation = relations.get(attributes['r:id'] ?? '')
    const part = relation && !relation.external && pack.has(relation.target) ? relation.target : null
    // A part is one sheet; one that is listed by the thousand would be read as often.
    if (part !== null && seen.has(part)) return []
    if (part !== null) seen.add(part)
    const hidden = /hidden/i.test(attributes.state ?? '') ? { hidden: 'hidden sheet' } : {}
    return { name: attributes.name || `Sheet ${i + 1}`, part, hasCells: (relation?.type ?? 'worksheet') === 'worksheet', ...hidden }
  })
}

/** The damage that something met, or null where there was none; other failures are thrown on. */
async function damageIn(work: () => Promise<void>, { signal }: Context): Promise<unknown> {
  try {
    await work()
    return null
  } catch (error) {
    if (signal.aborted || !isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
    return error
  }
}

interface SharedParts {
  strings: TextStore
  styles: CellStyles
  damage: unknown
}

/** The texts and styles that sheets share; of damaged ones, what could be read. */
async function readShared(
  pack: OfficePackage,
  relations: ReadonlyMap<string, Relation>,
  context: Context & { date1904: boolean },
): Promise<SharedParts> {
  const strings = new TextStore()
  const part = (type: string) => [...ofType(relations, type)].map(({ target }) => target).find((target) => pack.has(target))
  const [texts, looks] = [part('sharedStrings'), part('styles')]
  const lost = await damageIn(async () => {
    if (texts) await readSharedStrings(strings, pack.content(texts, context), { part: texts })
  }, context)
  if (lost && strings.isEmpty) throw lost
  let root: XmlElement | undefined
  const unstyled = await damageIn(async () => {
    if (looks) root = await parseXml(await pack.requiredPart(looks, context), { part: looks })
  }, context)
  return { strings, styles: await cellStyles(root, context), damage: lost ?? unstyled }
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
