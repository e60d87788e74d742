import { CFB } from 'xlsx'
import { record } from '../biff'

type Part = number | string | Buffer

/** Two bytes of each number, bytes as they are. */
export function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, i * 2)
  return bytes
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}

export function long(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

/** A record of bytes, two-byte numbers in buffers and texts of one byte a character. */
export function biff(type: number, ...parts: Part[]): Buffer {
  const data = Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  )
  return Buffer.concat([words(type, data.length), data])
}

/** A text as Unicode, its length before it in one or two bytes. */
export function unicode(text: string, lengthBytes: 1 | 2 = 2): Buffer {
  const isWide = /[^\u0000-\u00ff]/.test(text)
  const length = lengthBytes === 1 ? Buffer.from([text.length]) : words(text.length)
  return Buffer.concat([length, Buffer.from([isWide ? 1 : 0]), Buffer.from(text, isWide ? 'utf16le' : 'latin1')])
}

export interface HandmadeXlsSheet {
  name: string
  /** 1 hidden, 2 very hidden. */
  state?: number
  records: readonly Buffer[]
}

/** The stream of a workbook: globals, with further records in them, then the sheets. */
export function workbookStream(sheets: readonly HandmadeXlsSheet[], globals: readonly Buffer[] = []): Buffer {
  const begin = (kind: number) => biff(record.bof, words(0x600, kind, 0, 0, 0, 0, 0, 0))
  const end = biff(record.eof)
  const bodies = sheets.map(({ records }) => Buffer.concat([begin(0x10), ...records, end]))
  const entries = (offsets: readonly number[]) =>
    sheets.map(({ name, state = 0 }, i) => biff(record.boundSheet, long(offsets[i] ?? 0), state, 0, unicode(name, 1)))
  const head = (offsets: readonly number[]) => Buffer.concat([begin(5), ...globals, ...entries(offsets), end])
  let at = head([]).length
  const offsets = bodies.map((body) => (at += body.length) - body.length)
  return Buffer.concat([head(offsets), ...bodies])
}

/** A compound file around the stream of a workbook. */
export function xlsFile(stream: Buffer, name = 'Workbook'): Buffer {
  const file = CFB.utils.cfb_new()
  CFB.utils.cfb_add(file, `/${name}`, stream)
  return CFB.write(file, { type: 'buffer' }) as Buffer
}
