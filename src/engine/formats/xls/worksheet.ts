import { plainLayout, type Cell, type SheetLayout } from '../sheets/cells'
import type { ShownNumber } from '../sheets/numberFormats'
import { Row } from '../sheets/row'
import { onOneLine } from '../sheets/sheetWriter'
import { continued, PieceReader, record, recordAt, rkNumber, text, u16, type BiffRecord } from './biff'
import type { Globals } from './globals'

const errors: Readonly<Record<number, string>> = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
}
const cellTypes = new Set<number>([
  record.labelSst,
  record.label,
  record.richLabel,
  record.number,
  record.rk,
  record.manyRk,
  record.truthOrError,
  record.formula,
])
const mostRanges = 200_000
const batchRows = 1_000

/** What of a sheet is known before its cells are read. */
interface SheetScan {
  layout: SheetLayout
  hiddenRows: Set<number>
  /** Whether rows come from top to bottom, as nearly every program writes them. */
  isOrdered: boolean
}

/** The records of the sheet that begins at an offset, without those of charts within it. */
function* records(stream: Buffer, offset: number): Generator<BiffRecord> {
  let depth = 0
  for (let next = recordAt(stream, offset); next; next = recordAt(stream, next.next)) {
    if (next.type === record.bof) depth++
    else if (next.type === record.eof && --depth <= 0) return
    else if (depth <= 1) yield next
  }
}

/** The layout of a sheet, and how its cells lie. */
export function scanSheet(stream: Buffer, offset: number, globals: Globals): SheetScan {
  const scan: SheetScan = { layout: plainLayout(), hiddenRows: new Set(), isOrdered: true }
  const notes = new Map<number, string>()
  let isFrozen = false
  let object = -1
  let last = 0
  for (const next of records(stream, offset)) {
    const { type, data } = next
    if (cellTypes.has(type)) {
      scan.isOrdered &&= u16(data, 0) >= last
      last = u16(data, 0)
    } else if (type === record.row && u16(data, 12) & 0x20) scan.hiddenRows.add(u16(data, 0))
    else if (type === record.window) isFrozen = (u16(data, 0) & 8) > 0
    else if (type === record.pane && isFrozen) scan.layout.frozenRows = u16(data, 2)
    else if (type === record.object) object = u16(data, 6)
    else if (type === record.textObject) notes.set(object, objectText(stream, next))
    else readLayout(next, scan.layout, { globals, notes })
  }
  return scan
}

function readLayout(
  { type, data }: BiffRecord,
  layout: SheetLayout,
  { globals, notes }: { globals: Globals; notes: Map<number, string> },
): void {
  if (type === record.column && u16(data, 8) & 1 && layout.hiddenColumns.length < mostRanges)
    layout.hiddenColumns.push({ from: u16(data, 0) + 1, to: u16(data, 2) + 1 })
  else if (type === record.merges) {
    for (let at = 2; at + 8 <= data.length && layout.merges.length < mostRanges; at += 8)
      layout.merges.push({
        top: u16(data, at) + 1,
        bottom: u16(data, at + 2) + 1,
        left: u16(data, at + 4) + 1,
        right: u16(data, at + 6) + 1,
      })
  } else if (type === record.note && layout.notes.length < mostRanges) {
    const cell = { row: u16(data, 0) + 1, column: u16(data, 2) + 1 }
    if (!globals.text.isUnicode) layout.notes.push({ ...cell, text: text(data, 4, 2, globals.text) })
    else {
      const author = text(data, 8, 2, globals.text)
      layout.notes.push({ ...cell, text: notes.get(u16(data, 6)) ?? '', ...(author ? { author } : {}) })
    }
  }
}

/** The text of a note or a box stands in the records behind it. */
function objectText(stream: Buffer, object: BiffRecord): string {
  const [, ...pieces] = continued(stream, object)
  const reader = new PieceReader(pieces)
  return reader.isAtEnd ? '' : reader.characters(u16(object.data, 10), (reader.number(1) & 1) === 1)
}

/** The rows of a sheet. Formulas show what they gave when the file was saved. */
export async function* sheetRows(stream: Buffer, offset: number, scan: SheetScan, globals: Globals): AsyncGenerator<Row[]> {
  const rowOf = (row: number, cells: Cell[]) =>
    new Row({ row: row + 1, ...(scan.hiddenRows.has(row) ? { hidden: 'hidden row' } : {}) }, sorted(cells))
  let rows: Row[] = []
  for (const [row, cells] of scan.isOrdered ? cellsInOrder(stream, offset, globals) : cellsByRow(stream, offset, globals)) {
    rows.push(rowOf(row, cells))
    if (rows.length < batchRows) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
}

function* cellsInOrder(stream: Buffer, offset: number, globals: Globals): Generator<[row: number, cells: Cell[]]> {
  let row = -1
  let cells: Cell[] = []
  for (const [at, cell] of cellsOf(stream, offset, globals)) {
    if (at !== row && cells.length > 0) {
      yield [row, cells]
      cells = []
    }
    row = at
    cells.push(cell)
  }
  if (cells.length > 0) yield [row, cells]
}

function cellsByRow(stream: Buffer, offset: number, globals: Globals): [row: number, cells: Cell[]][] {
  const rows = new Map<number, Cell[]>()
  for (const [row, cell] of cellsOf(stream, offset, globals)) {
    const before = rows.get(row)
    if (before) before.push(cell)
    else rows.set(row, [cell])
  }
  return [...rows].sort((a, b) => a[0] - b[0])
}

/** From left to right; of two cells of one address, programs show the last. */
function sorted(cells: Cell[]): Cell[] {
  if (cells.every((cell, i) => i === 0 || cell.column > cells[i - 1]!.column)) return cells
  return [...new Map(cells.map((cell) => [cell.column, cell])).values()].sort((a, b) => a.column - b.column)
}

function* cellsOf(stream: Buffer, offset: number, globals: Globals): Generator<[row: number, cell: Cell]> {
  /** A formula whose text stands in a record behind it. */
  let formula: Buffer | null = null
  for (const next of records(stream, offset)) {
    const { type, data } = next
    if (type === record.string && formula) {
      yield* shownCell(formula, { text: longText(continued(stream, next), globals), kind: 'text' }, globals)
      formula = null
    } else if (type === record.formula && isText(data)) formula = data
    else if (type === record.manyRk) {
      for (let at = 4; at + 6 <= data.length - 2; at += 6) {
        const column = u16(data, 2) + (at - 4) / 6
        const { format } = globals.styles(u16(data, at))
        yield* cellAt({ row: u16(data, 0), column, style: u16(data, at) }, format(rkNumber(data, at + 2)), globals)
      }
    } else if (cellTypes.has(type)) yield* shownCell(data, valueOf(type, data, globals), globals)
  }
}

/** A text that may go on in further records. */
function longText(pieces: readonly Buffer[], { text: texts }: Globals): string {
  if (!texts.isUnicode) return text(Buffer.concat(pieces), 0, 2, texts)
  const reader = new PieceReader(pieces)
  return reader.characters(reader.number(2), (reader.number(1) & 1) === 1)
}

/** Whether a formula gave a text. */
function isText(data: Buffer): boolean {
  return u16(data, 12) === 0xffff && data[6] === 0
}

function valueOf(type: number, data: Buffer, { strings, styles, text: texts }: Globals): ShownNumber {
  const { format } = styles(u16(data, 4))
  if (type === record.labelSst) return { text: strings.get(u16(data, 6) + 65_536 * u16(data, 8)), kind: 'text' }
  if (type === record.label || type === record.richLabel) return { text: text(data, 6, 2, texts), kind: 'text' }
  if (type === record.rk) return format(rkNumber(data, 6))
  if (type === record.truthOrError) return truthOrError(data[6] ?? 0, data[7] === 1)
  if (type === record.formula && u16(data, 12) === 0xffff) {
    if (data[6] === 3) return { text: '', kind: 'text' }
    return truthOrError(data[8] ?? 0, data[6] === 2)
  }
  return data.length >= 14 ? format(data.readDoubleLE(6)) : { text: '', kind: 'number' }
}

function truthOrError(value: number, isError: boolean): ShownNumber {
  return isError ? { text: errors[value] ?? '#ERROR!', kind: 'error' } : { text: value === 0 ? 'FALSE' : 'TRUE', kind: 'truth' }
}

function shownCell(data: Buffer, shown: ShownNumber, globals: Globals) {
  return cellAt({ row: u16(data, 0), column: u16(data, 2), style: u16(data, 4) }, shown, globals)
}

function* cellAt(
  { row, column, style }: { row: number; column: number; style: number },
  shown: ShownNumber,
  { styles }: Globals,
): Generator<[row: number, cell: Cell]> {
  const text = onOneLine(shown.text)
  if (text === '') return
  const { bold, hidden = shown.hidden } = styles(style)
  yield [row, { column: column + 1, text, kind: shown.kind, ...(bold ? { bold } : {}), ...(hidden ? { hidden } : {}) }]
}
