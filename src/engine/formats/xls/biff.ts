import iconv from 'iconv-lite'

/** Types of records, [MS-XLS] 2.3. */
export const record = {
  bof: 0x809,
  eof: 0x0a,
  continue: 0x3c,
  filePass: 0x2f,
  codePage: 0x42,
  dateMode: 0x22,
  boundSheet: 0x85,
  font: 0x31,
  format: 0x41e,
  xf: 0xe0,
  palette: 0x92,
  sst: 0xfc,
  column: 0x7d,
  row: 0x208,
  labelSst: 0xfd,
  label: 0x204,
  richLabel: 0xd6,
  number: 0x203,
  rk: 0x27e,
  manyRk: 0xbd,
  truthOrError: 0x205,
  formula: 0x06,
  string: 0x207,
  merges: 0xe5,
  window: 0x23e,
  pane: 0x41,
  note: 0x1c,
  object: 0x5d,
  textObject: 0x1b6,
} as const

export interface BiffRecord {
  type: number
  data: Buffer
  /** Where the next record begins. */
  next: number
}

/** The record at an offset of a stream; null at its end. A length beyond the end is cut. */
export function recordAt(stream: Buffer, at: number): BiffRecord | null {
  if (at < 0 || at + 4 > stream.length) return null
  const end = at + 4 + stream.readUInt16LE(at + 2)
  return { type: stream.readUInt16LE(at), data: stream.subarray(at + 4, end), next: end }
}

/** The data of a record and of those that continue it. */
export function continued(stream: Buffer, { data, next }: BiffRecord): Buffer[] {
  const pieces = [data]
  for (let more = recordAt(stream, next); more?.type === record.continue; more = recordAt(stream, more.next)) pieces.push(more.data)
  return pieces
}

/** Number of the column, row or style at an offset; 0 where the record ends before. */
export function u16(data: Buffer, at: number): number {
  return at + 2 <= data.length ? data.readUInt16LE(at) : 0
}

export function u32(data: Buffer, at: number): number {
  return at + 4 <= data.length ? data.readUInt32LE(at) : 0
}

/** A number in four bytes: an integer or the upper half of a float, perhaps of its hundredfold. */
export function rkNumber(data: Buffer, at: number): number {
  if (at + 4 > data.length) return 0
  const bits = data.readUInt32LE(at)
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE((bits & 0xffff_fffc) >>> 0, 4)
  const value = bits & 2 ? data.readInt32LE(at) >> 2 : bytes.readDoubleLE(0)
  return bits & 1 ? value / 100 : value
}

/** How texts are written: as Unicode since 1997, before that in a code page. */
export interface BiffText {
  isUnicode: boolean
  encoding: string
}

/** A text with its length before it in one or two bytes. */
export function text(data: Buffer, at: number, lengthBytes: 1 | 2, { isUnicode, encoding }: BiffText): string {
  const count = lengthBytes === 1 ? (data[at] ?? 0) : u16(data, at)
  const from = at + lengthBytes
  if (!isUnicode) return iconv.decode(data.subarray(from, from + count), encoding)
  const flags = data[from] ?? 0
  const start = from + 1 + (flags & 8 ? 2 : 0) + (flags & 4 ? 4 : 0)
  return flags & 1 ? data.toString('utf16le', start, start + 2 * count) : data.toString('latin1', start, start + count)
}

/** The name of a code page as iconv-lite knows it. */
export function encodingOf(codePage: number): string {
  if (codePage === 10_000 || codePage === 32_768) return 'macroman'
  const name = `cp${codePage}`
  return iconv.encodingExists(name) ? name : 'windows-1252'
}

/** Reads on over the borders of the pieces a long record is cut into. */
export class PieceReader {
  private readonly pieces: readonly Buffer[]
  private piece = 0
  private at = 0

  constructor(pieces: readonly Buffer[]) {
    this.pieces = pieces
  }

  get isAtEnd(): boolean {
    while (this.piece < this.pieces.length && this.at >= this.pieces[this.piece]!.length) this.turn()
    return this.piece >= this.pieces.length
  }

  number(bytes: 1 | 2 | 4): number {
    let value = 0
    for (let i = 0; i < bytes; i++) value += this.isAtEnd ? 0 : this.pieces[this.piece]![this.at++]! * 256 ** i
    return value
  }

  skip(bytes: number): void {
    for (let left = bytes; left > 0 && !this.isAtEnd;) {
      const step = Math.min(left, this.pieces[this.piece]!.length - this.at)
      this.at += step
      left -= step
    }
  }

  /** Characters; each piece they go on in says anew whether they take one byte or two. */
  characters(count: number, isWide: boolean): string {
    let found = ''
    let wide = isWide
    for (let left = count; left > 0;) {
      if (this.piece < this.pieces.length && this.at >= this.pieces[this.piece]!.length) {
        this.turn()
        wide = (this.number(1) & 1) === 1
      }
      const piece = this.pieces[this.piece]
      if (!piece) break
      const here = Math.min(left, Math.floor((piece.length - this.at) / (wide ? 2 : 1)))
      const end = this.at + here * (wide ? 2 : 1)
      found += piece.toString(wide ? 'utf16le' : 'latin1', this.at, end)
      // Half a character at the end of a piece means nothing.
      this.at = here === 0 ? piece.length : end
      left -= here
    }
    return found
  }

  private turn(): void {
    this.piece++
    this.at = 0
  }
}
