import iconv from 'iconv-lite'

/** Properties by their number: text, or bytes; other values are left out. */
export type MapiProperties = Map<number, string | Buffer>

/** Bytes of one value of a fixed type; those that stand in fewer are padded to four. */
const fixedBytes: Record<number, number> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xa: 4, 0xb: 4, 0x14: 8, 0x40: 8, 0x48: 16 }

const type = { object: 0x0d, ansi: 0x1e, unicode: 0x1f, binary: 0x102 }
const isMany = 0x1000
const firstNamed = 0x8000

/** The texts and bytes in a list of properties as TNEF writes it ([MS-OXTNEF] 2.1.3.4); a list that is cut off gives what comes before. */
export function mapiProperties(bytes: Buffer): MapiProperties {
  const found: MapiProperties = new Map()
  try {
    const reader = new Reader(bytes)
    for (let left = reader.number(); left > 0; left--) {
      const kind = reader.short()
      const id = reader.short()
      if (id >= firstNamed) skipName(reader)
      const value = readValue(reader, kind)
      if (value !== null && !found.has(id)) found.set(id, value)
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return found
}

/** The value of a property that is text, without the NUL at its end. */
export function mapiText(value: string | Buffer | undefined): string | undefined {
  if (value === undefined || value.length === 0) return undefined
  return typeof value === 'string' ? value : value.toString('latin1')
}

function skipName(reader: Reader): void {
  reader.take(16)
  const isText = reader.number() === 1
  const size = reader.number()
  if (isText) reader.padded(size)
}

function readValue(reader: Reader, kind: number): string | Buffer | null {
  const plain = kind & ~isMany
  const isVariable = plain === type.object || plain === type.ansi || plain === type.unicode || plain === type.binary
  const count = kind & isMany || isVariable ? reader.number() : 1
  let first: string | Buffer | null = null
  for (let i = 0; i < count; i++) {
    const value = isVariable ? reader.padded(reader.number()) : void reader.take(fixedBytes[plain] ?? 8)
    if (i === 0 && value)
      first = plain === type.unicode ? value.toString('utf16le') : plain === type.ansi ? iconv.decode(value, 'windows-1252') : value
  }
  return typeof first === 'string' ? first.replace(/\0[^]*$/, '') : first
}

class Reader {
  private at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  short(): number {
    return this.take(2).readUInt16LE(0)
  }

  number(): number {
    return this.take(4).readUInt32LE(0)
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new RangeError('cut off')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** As many bytes, and what fills them up to a multiple of four; the last may be without. */
  padded(length: number): Buffer {
    const value = this.take(length)
    this.at = Math.min(this.bytes.length, this.at + ((4 - (length % 4)) % 4))
    return value
  }
}
