import type { FileHead } from '../../format'
import { record, recordAt, u16, type BiffRecord } from './biff'

/** Types of records that were other ones before 1993. */
const old = {
  integer: 0x02,
  number: 0x03,
  label: 0x04,
  truthOrError: 0x05,
  string: 0x07,
  format: 0x1e,
  sheetHeader: 0x8f,
  font3: 0x231,
  formulas: [0x206, 0x406],
  styles: [0x243, 0x443],
  begins: [0x009, 0x209, 0x409],
}
/** Records that stay as they are. */
const kept = new Set<number>([
  record.number,
  record.label,
  record.truthOrError,
  record.string,
  record.rk,
  record.row,
  record.column,
  record.note,
  record.window,
  record.pane,
])
const shared = new Set<number>([record.codePage, record.dateMode])

/** Workbooks of Excel 2 to 4: records without a compound file around them, the first of which says so. */
export function isOldest({ bytes, encoding }: FileHead): boolean {
  return encoding === null && isOldestStream(Buffer.from(bytes.subarray(0, 8)))
}

/** Whether a stream of records is one of Excel 2 to 4. */
export function isOldestStream(stream: Buffer): boolean {
  return old.begins.includes(u16(stream, 0)) && [4, 6].includes(u16(stream, 2))
}

interface Sheet {
  name: Buffer
  records: Buffer[]
}

/** The records of a workbook of Excel 2 to 4 as Excel 5 would have written them. */
export function modernised(stream: Buffer): Buffer {
  const globals: Buffer[] = []
  const sheets: Sheet[] = []
  let name = Buffer.from('Sheet1')
  let formats = 0
  let hasStyles = false
  for (let next = recordAt(stream, 0); next; next = recordAt(stream, next.next)) {
    const { type, data } = next
    if (type === old.sheetHeader) name = Buffer.from(data.subarray(5, 5 + (data[4] ?? 0)))
    else if (old.begins.includes(type) && u16(data, 2) === 0x10) sheets.push({ name, records: [] })
    else if (type === old.format || type === record.format) {
      const text = data.subarray(type === old.format ? 0 : 2)
      globals.push(written(record.format, words(formats++), text))
    } else if (type === old.font3)
      globals.push(written(record.font, data.subarray(0, 6), words((data[2] ?? 0) & 1 ? 700 : 400), Buffer.alloc(8)))
    else if (old.styles.includes(type)) {
      hasStyles = true
      globals.push(written(record.xf, words(data[0] ?? 0, data[1] ?? 0), Buffer.alloc(16)))
    } else if (shared.has(type)) globals.push(written(type, data))
    else sheets.at(-1)?.records.push(...modernRecord(next))
  }
  // Excel 2 has no list of styles: a cell names its format itself, which is the style of that number.
  if (!hasStyles) for (let i = 0; i < formats; i++) globals.push(written(record.xf, words(0, i), Buffer.alloc(16)))
  return composed(globals, sheets)
}

function modernRecord({ type, data }: BiffRecord): Buffer[] {
  if (old.formulas.includes(type)) return [written(record.formula, data)]
  if (type === old.string) return [written(record.string, words(data[0] ?? 0), data.subarray(1))]
  return kept.has(type) ? [written(type, data)] : modernCell(type, data)
}

/** Cells of Excel 2 have three bytes of look where later ones have the number of a style. */
function modernCell(type: number, data: Buffer): Buffer[] {
  const head = Buffer.concat([data.subarray(0, 4), words((data[5] ?? 0) & 0x3f)])
  const rest = data.subarray(7)
  if (type === old.integer) return [written(record.number, head, double(u16(rest, 0)))]
  if (type === old.number) return [written(record.number, head, rest)]
  if (type === old.truthOrError) return [written(record.truthOrError, head, rest)]
  if (type === old.label) return [written(record.label, head, words(rest[0] ?? 0), rest.subarray(1))]
  return type === record.formula ? [written(record.formula, head, rest)] : []
}

function composed(globals: readonly Buffer[], sheets: readonly Sheet[]): Buffer {
  const begin = (kind: number) => written(record.bof, words(0x500, kind, 0, 0))
  const end = written(record.eof)
  const bodies = sheets.map(({ records }) => Buffer.concat([begin(0x10), ...records, end]))
  const head = Buffer.concat([
    begin(5),
    ...globals,
    ...sheets.map(({ name }) => written(record.boundSheet, Buffer.alloc(6), Buffer.from([name.length]), name)),
    end,
  ])
  let at = head.length
  let entry = head.length - end.length
  for (const { name } of sheets.toReversed()) entry -= 11 + name.length
  for (const [i, body] of bodies.entries()) {
    head.writeUInt32LE(at, entry + 4)
    entry += 11 + sheets[i]!.name.length
    at += body.length
  }
  return Buffer.concat([head, ...bodies])
}

function written(type: number, ...parts: readonly Buffer[]): Buffer {
  const data = Buffer.concat(parts)
  return Buffer.concat([words(type, data.length), data])
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, i * 2)
  return bytes
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}
