import { createReadStream } from 'node:fs'
import type { FileHead } from '../../format'
import { plainLayout, type Cell, type SheetSource } from '../sheets/cells'
import { NumberFormats, type ShownNumber } from '../sheets/numberFormats'
import { Row } from '../sheets/row'
import { onOneLine } from '../sheets/sheetWriter'
import { streamXml } from '../sheets/streamXml'
import { TableStream, type StreamedTable, type TableListener } from '../sheets/tableStream'

const nameSpace = 'urn:schemas-microsoft-com:office:spreadsheet'
const lastRow = 2 ** 24
const mostRanges = 200_000
/** Formats that have a name in place of a code. */
const namedFormats: Readonly<Record<string, string>> = {
  Percent: '0.00%',
  Currency: '#,##0.00',
  'Euro Currency': '#,##0.00 "€"',
  Fixed: '0.00',
  Standard: '#,##0.00',
  Scientific: '0.00E+00',
}

/** Whether a text is a workbook in one XML file, as Excel 2002 and 2003 wrote them and many programs still do, mostly called .xls. */
export function isXmlWorkbook({ bytes, encoding }: FileHead): boolean {
  if (encoding === null) return false
  const start = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1').replaceAll('\0', '')
  return /<(\w+:)?Workbook[\s>]/.test(start) && start.includes(nameSpace)
}

/** The sheets of a workbook in one XML file. */
export async function xmlWorkbook(path: string): Promise<SheetSource> {
  const formats = await NumberFormats.load()
  return {
    async *sheets(from) {
      const listener = new XmlWorkbookListener(formats)
      const stream = new TableStream(streamXml(createReadStream(path), listener, { part: 'Workbook' }), listener)
      try {
        yield* stream.sheets(from)
      } finally {
        await stream.close()
      }
    },
    close: () => {},
  }
}

type Attributes = Readonly<Record<string, string>>

class XmlWorkbookListener implements TableListener {
  readonly tables: StreamedTable[] = []
  private readonly formats: NumberFormats
  private readonly styles = new Map<string, { code?: string; bold?: boolean }>()
  private style: { code?: string; bold?: boolean } | null = null
  private table: StreamedTable | null = null
  private row = 0
  private rowHidden = false
  private cells: Cell[] = []
  private column = 0
  private columnsTold = 0
  private cell: Attributes = {}
  private kind = ''
  private found = ''
  private note: { author: string } | null = null
  private reading = false

  constructor(formats: NumberFormats) {
    this.formats = formats
  }

  startPiece(): void {}

  open(name: string, attributes: Attributes): void {
    if (name === 'Style') this.styles.set(attribute(attributes, 'ID'), (this.style = {}))
    else if (name === 'NumberFormat' && this.style) this.style.code = attribute(attributes, 'Format')
    else if (name === 'Font' && this.style) this.style.bold = attribute(attributes, 'Bold') === '1'
    else if (name === 'Worksheet') this.openSheet(attributes)
    else if (name === 'Column') this.openColumn(attributes)
    else if (name === 'Row') this.openRow(attributes)
    else if (name === 'Cell') this.openCell(attributes)
    else if (name === 'Comment') this.note = { author: attribute(attributes, 'Author') }
    else if (name === 'Data' || name === 'Visible') {
      if (!this.note) this.kind = attribute(attributes, 'Type')
      this.found = ''
      this.reading = true
    }
  }

  close(name: string): void {
    if (name === 'Style') this.style = null
    else if (name === 'Data') this.closeData()
    else if (name === 'Visible') this.closeVisible()
    else if (name === 'Comment') this.note = null
    else if (name === 'Row') this.closeRow()
    else if (name === 'Worksheet' && this.table) {
      this.table.isClosed = true
      this.table = null
    }
  }

  text(text: string): void {
    if (this.reading) this.found += text
  }

  private openSheet(attributes: Attributes): void {
    this.table = { name: attribute(attributes, 'Name'), isHidden: false, layout: plainLayout(), rows: [], isClosed: false }
    this.tables.push(this.table)
    this.row = 0
    this.columnsTold = 0
  }

  private openColumn(attributes: Attributes): void {
    const from = numberOf(attributes, 'Index') || this.columnsTold + 1
    this.columnsTold = from + numberOf(attributes, 'Span')
    const columns = this.table?.layout.hiddenColumns
    if (columns && columns.length < mostRanges && attribute(attributes, 'Hidden') === '1') columns.push({ from, to: this.columnsTold })
  }

  private openRow(attributes: Attributes): void {
    this.row = numberOf(attributes, 'Index') || this.row + 1
    this.rowHidden = attribute(attributes, 'Hidden') === '1'
    this.cells = []
    this.column = 0
  }

  private openCell(attributes: Attributes): void {
    this.cell = attributes
    this.column = numberOf(attributes, 'Index') || this.column + 1
    const [across, down] = [numberOf(attributes, 'MergeAcross'), numberOf(attributes, 'MergeDown')]
    const merges = this.table?.layout.merges
    if (merges && across + down > 0 && merges.length < mostRanges)
      merges.push({ top: this.row, left: this.column, bottom: this.row + down, right: this.column + across })
    this.column += across
  }

  private closeData(): void {
    this.reading = false
    const { table, note, row } = this
    const column = this.column - numberOf(this.cell, 'MergeAcross')
    if (!table) return
    if (note) {
      if (table.layout.notes.length < mostRanges)
        table.layout.notes.push({ row, column, text: this.found, ...(note.author ? { author: note.author } : {}) })
      return
    }
    const { code, bold } = this.styles.get(attribute(this.cell, 'StyleID')) ?? {}
    const { text, kind } = this.shown(code ?? '')
    if (onOneLine(text) !== '') this.cells.push({ column, text: onOneLine(text), kind, ...(bold ? { bold } : {}) })
  }

  private shown(code: string): ShownNumber {
    const text = this.found
    if (this.kind === 'Boolean') return { text: text === '1' ? 'TRUE' : 'FALSE', kind: 'truth' }
    if (this.kind === 'Error') return { text, kind: 'error' }
    if (this.kind === 'DateTime')
      return { text: text.replace(/T00:00:00(\.0+)?$/, '').replace(/T(\d\d:\d\d)(:\d\d)?(\.\d+)?$/, ' $1$2'), kind: 'date' }
    const number = Number(text)
    if (this.kind !== 'Number' || !Number.isFinite(number)) return { text, kind: 'text' }
    return this.formats.ofCode(namedFormats[code] ?? (code || 'General'))(number)
  }

  private closeVisible(): void {
    this.reading = false
    if (this.table && /hidden/i.test(this.found)) this.table.layout.hidden = 'hidden sheet'
  }

  private closeRow(): void {
    const cells = [...new Map(this.cells.map((cell) => [cell.column, cell])).values()].sort((a, b) => a.column - b.column)
    if (cells.length > 0) this.table?.rows.push(new Row({ row: this.row, hidden: this.rowHidden ? 'hidden row' : undefined }, cells))
  }
}

/** An attribute whatever prefix its name space has. */
function attribute(attributes: Attributes, name: string): string {
  return attributes[`ss:${name}`] ?? attributes[name] ?? ''
}

function numberOf(attributes: Attributes, name: string): number {
  const number = Math.floor(Number(attribute(attributes, name)))
  return number > 0 && number <= lastRow ? number : 0
}
