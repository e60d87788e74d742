import { AppError } from '../../../contract/errors'
import { columnNumber, parseRange, type CellRange } from '../sheets/addresses'
import type { Cell, SheetLayout } from '../sheets/cells'
import type { ShownNumber } from '../sheets/numberFormats'
import { Row } from '../sheets/row'
import { onOneLine } from '../sheets/sheetWriter'
import { streamXml, type XmlListener } from '../sheets/streamXml'
import type { TextStore } from '../sheets/textStore'
import { unescaped } from './sharedStrings'
import type { CellStyle, CellStyles } from './styles'

export interface WorksheetContext {
  strings: TextStore
  styles: CellStyles
  part: string
  /** Counts the cells whose text is not among the shared ones. */
  missing: { texts: number }
}

/** Most ranges of one kind that are kept of a sheet. */
const mostRanges = 200_000
/** Most characters in the rows of one piece of the part. */
const maxCharacters = 32 * 1024 * 1024
/** Sixteen times what a sheet can have. */
const lastRow = 2 ** 24

/**
 * The rows of a worksheet as they stream by; what the part says of the sheet besides goes into `layout`.
 * Formulas show what they gave when the file was saved, else themselves; none is ever calculated.
 */
export async function* worksheetRows(chunks: AsyncIterable<Buffer>, layout: SheetLayout, context: WorksheetContext): AsyncGenerator<Row[]> {
  const listener = new WorksheetListener(layout, context)
  for await (const _ of streamXml(chunks, listener, context)) {
    const rows = listener.take()
    if (rows.length > 0) yield rows
  }
  const rows = listener.take()
  if (rows.length > 0) yield rows
}

type Attributes = Readonly<Record<string, string>>

class WorksheetListener implements XmlListener {
  private readonly layout: SheetLayout
  private readonly context: WorksheetContext
  private rows: Row[] = []
  private row = 0
  private hidden: string | undefined
  private cells: Cell[] = []
  private column = 0
  private isOrdered = true
  private type = ''
  private style = 0
  /** Text of the value, the formula and the string in the cell. */
  private value = ''
  private formula = ''
  private string = ''
  private reading: 'value' | 'formula' | 'string' | null = null
  private inCell = false
  private inPhonetic = false
  private parent = ''
  /** Of the cells since the rows were last taken: a long text can be named again and again in a few bytes. */
  private characters = 0

  constructor(layout: SheetLayout, context: WorksheetContext) {
    this.layout = layout
    this.context = context
  }

  take(): Row[] {
    const { rows } = this
    if (rows.length > 0) this.rows = []
    this.characters = 0
    return rows
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'c') this.openCell(attributes)
    else if (this.inCell) this.openInCell(name)
    else if (name === 'row') this.openRow(attributes)
    else this.openOther(name, attributes)
  }

  close(name: string): void {
    if (name === 'c') this.closeCell()
    else if (this.inCell) {
      if (name === 'rPh') this.inPhonetic = false
      else if (name === 'v' || name === 'f' || name === 't') this.reading = null
    } else if (name === 'row') this.closeRow()
    else if (name === 'customSheetViews') this.parent = ''
  }

  text(text: string): void {
    if (this.reading) this[this.reading] += text
  }

  private openRow({ r, hidden }: Attributes): void {
    const row = Number(r)
    this.row = row > 0 && row <= lastRow ? row : this.row + 1
    this.hidden = isOn(hidden) ? 'hidden row' : undefined
    this.cells = []
    this.column = 0
    this.isOrdered = true
  }

  private closeRow(): void {
    if (this.cells.length === 0) return
    if (!this.isOrdered) {
      // Of two cells of one address, programs show the last.
      const last = new Map(this.cells.map((cell) => [cell.column, cell]))
      this.cells = [...last.values()].sort((a, b) => a.column - b.column)
    }
    const { row, hidden, cells } = this
    this.rows.push(new Row({ row, hidden }, cells))
  }

  private openCell({ r, t = 'n', s }: Attributes): void {
    const letters = /^[A-Z]{1,4}/.exec(r ?? '')?.[0]
    const column = letters ? columnNumber(letters) : 0
    if (letters && column <= this.column) this.isOrdered = false
    this.column = letters ? column : this.column + 1
    this.type = t
    this.style = Number(s ?? 0) || 0
    this.value = ''
    this.formula = ''
    this.string = ''
    this.inCell = true
  }

  private openInCell(name: string): void {
    if (name === 'v') this.reading = 'value'
    else if (name === 'f') this.reading = 'formula'
    else if (name === 'rPh') this.inPhonetic = true
    else if (name === 't' && !this.inPhonetic) this.reading = 'string'
  }

  private closeCell(): void {
    this.inCell = false
    const { format, bold, hidden } = this.context.styles.get(this.style)
    const shown = this.shown(format)
    const text = shown ? onOneLine(shown.text) : ''
    if (!shown || text === '') return
    this.characters += text.length
    if (this.characters > maxCharacters)
      throw new AppError('DOCUMENT_TOO_LARGE', 'A few rows hold more text than can be read: split the workbook, or save the part you need.')
    const cell: Cell = { column: this.column, text, kind: shown.kind }
    if (bold) cell.bold = true
    const reason = shown.hidden ?? hidden
    if (reason) cell.hidden = reason
    this.cells.push(cell)
  }

  private shown(format: CellStyle['format']): ShownNumber | null {
    const { type, value, formula, string } = this
    if (type === 's' && value !== '') {
      const { strings, missing } = this.context
      if (!strings.has(Number(value))) missing.texts++
      return { text: strings.get(Number(value)), kind: 'text' }
    }
    if (type === 'inlineStr') return { text: unescaped(string || value), kind: 'text' }
    if (type === 'str' && (value !== '' || formula === '')) return { text: unescaped(value), kind: 'text' }
    if (value === '') return formula !== '' && type !== 'str' ? { text: `=${unescaped(formula)}`, kind: 'text' } : null
    if (type === 'b') return { text: value === '0' || value === 'false' ? 'FALSE' : 'TRUE', kind: 'truth' }
    if (type === 'e') return { text: value, kind: 'error' }
    if (type === 'd')
      return {
        text: value
          .replace(/T00:00:00(\.0+)?Z?$/, '')
          .replace('T', ' ')
          .replace(/Z$/, ''),
        kind: 'date',
      }
    const number = Number(value)
    return Number.isFinite(number) ? format(number) : { text: value, kind: 'text' }
  }

  /** What stands before and behind the cells. */
  private openOther(name: string, attributes: Attributes): void {
    const { layout } = this
    if (name === 'customSheetViews') this.parent = name
    // Other users' views of the sheet hide and freeze what this one shows.
    if (this.parent === 'customSheetViews') return
    if (name === 'pane' && attributes.state?.startsWith('frozen')) layout.frozenRows = frozenRows(attributes)
    else if (name === 'col' && isOn(attributes.hidden) && layout.hiddenColumns.length < mostRanges)
      layout.hiddenColumns.push({ from: Number(attributes.min), to: Number(attributes.max) })
    else if (name === 'mergeCell') push(layout.merges, attributes.ref)
    else if (name === 'autoFilter') push(layout.filters, attributes.ref)
    else if (name === 'conditionalFormatting') for (const range of (attributes.sqref ?? '').split(' ')) push(layout.coloured, range)
  }
}

function push(ranges: CellRange[], text: string | undefined): void {
  const range = parseRange(text ?? '')
  if (range && ranges.length < mostRanges) ranges.push(range)
}

function frozenRows({ ySplit }: Attributes): number {
  const rows = Number(ySplit ?? 0)
  return rows > 0 && rows < 1_000 ? rows : 0
}

function isOn(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true'
}
