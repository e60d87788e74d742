import type { FileHandle } from 'node:fs/promises'
import { bytesAt, type TiffReader } from './tiffBytes'

/** Bytes of one value of each type (TIFF 6.0 section 2), by the number of the type. */
const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]

/** Where the pieces of a picture lie, with the tag of their lengths: strips or tiles. */
const pieceTags = new Map([
  [273, 279],
  [324, 325],
])
/** Lists of further pictures and of data that only cameras write; and the pieces of old JPEG, which point anywhere. */
const leftOut = new Set([330, 34_665, 34_853, 40_965])
const oldJpeg = [512, 513]

const mostBytes = 128 * 2 ** 20
const mostPieces = 100_000

/**
 * One picture of a TIFF file as a file of its own, so that it is reached without going through all before it; `at` is where its list of
 * entries begins. Null where it has to be read from the whole file: too large, of an old kind, or damaged.
 */
export async function onePage(file: FileHandle, at: number, read: TiffReader): Promise<Buffer | null> {
  const count = await bytesAt(file, at, 2)
  const list = count && (await bytesAt(file, at + 2, 12 * read.short(count, 0)))
  if (!list) return null
  const entries = Array.from({ length: list.length / 12 }, (_, i) => list.subarray(12 * i, 12 * i + 12))
  const tagsOf = new Map(entries.map((entry) => [read.short(entry, 0), entry]))
  if (oldJpeg.some((tag) => tagsOf.has(tag))) return null
  const kept = entries.filter((entry) => !leftOut.has(read.short(entry, 0)))
  const page = new PageFile(read, kept.length)
  for (const entry of kept) {
    const tag = read.short(entry, 0)
    const lengthsTag = pieceTags.get(tag)
    const value = await valueOf(file, entry, read)
    if (!value) return null
    if (lengthsTag === undefined) page.add(tag, read.short(entry, 2), read.long(entry, 4), value)
    else {
      const lengths = tagsOf.get(lengthsTag)
      const pieces = lengths && (await piecesOf(file, numbersIn(entry, value, read), await numbersOf(file, lengths, read)))
      if (!pieces) return null
      page.addPieces(tag, pieces)
    }
    if (page.bytes > mostBytes) return null
  }
  return page.finish()
}

/** The bytes of an entry's values, wherever they stand. */
async function valueOf(file: FileHandle, entry: Buffer, read: TiffReader): Promise<Buffer | null> {
  const length = (sizes[read.short(entry, 2)] ?? 0) * read.long(entry, 4)
  if (length === 0 || length > mostBytes) return null
  return length <= 4 ? entry.subarray(8, 8 + length) : bytesAt(file, read.long(entry, 8), length)
}

function numbersIn(entry: Buffer, value: Buffer, read: TiffReader): number[] {
  const isShort = read.short(entry, 2) === 3
  const count = Math.min(read.long(entry, 4), mostPieces + 1)
  return Array.from({ length: count }, (_, i) => (isShort ? read.short(value, 2 * i) : read.long(value, 4 * i)))
}

async function numbersOf(file: FileHandle, entry: Buffer, read: TiffReader): Promise<number[]> {
  const value = await valueOf(file, entry, read)
  return value ? numbersIn(entry, value, read) : []
}

async function piecesOf(file: FileHandle, places: readonly number[], lengths: readonly number[]): Promise<Buffer[] | null> {
  if (places.length !== lengths.length || places.length > mostPieces) return null
  if (lengths.reduce((sum, length) => sum + length, 0) > mostBytes) return null
  const pieces: Buffer[] = []
  for (const [i, place] of places.entries()) {
    const piece = await bytesAt(file, place, lengths[i]!)
    if (!piece) return null
    pieces.push(piece)
  }
  return pieces
}

/** A TIFF file of one picture while it is put together: header, list of entries, then all that does not fit into them. */
class PageFile {
  bytes: number
  private readonly read: TiffReader
  private readonly head: Buffer
  private readonly parts: Buffer[] = []
  private at = 10

  constructor(read: TiffReader, entries: number) {
    this.read = read
    this.head = Buffer.alloc(8 + 2 + 12 * entries + 4)
    this.head.write(read.order, 'latin1')
    read.writeShort(this.head, 42, 2)
    read.writeLong(this.head, 8, 4)
    read.writeShort(this.head, entries, 8)
    this.bytes = this.head.length
  }

  add(tag: number, type: number, count: number, value: Buffer): void {
    const { read, head, at } = this
    read.writeShort(head, tag, at)
    read.writeShort(head, type, at + 2)
    read.writeLong(head, count, at + 4)
    if (value.length <= 4) value.copy(head, at + 8)
    else read.writeLong(head, this.append(value), at + 8)
    this.at += 12
  }

  addPieces(tag: number, pieces: readonly Buffer[]): void {
    const places = Buffer.alloc(4 * pieces.length)
    for (const [i, piece] of pieces.entries()) this.read.writeLong(places, this.append(piece), 4 * i)
    this.add(tag, 4, pieces.length, places)
  }

  finish(): Buffer {
    return Buffer.concat([this.head, ...this.parts])
  }

  /** Where bytes now stand; always at an even place, as the format wants it. */
  private append(bytes: Buffer): number {
    const place = this.bytes
    this.parts.push(bytes)
    if (bytes.length % 2 === 1) this.parts.push(Buffer.alloc(1))
    this.bytes += bytes.length + (bytes.length % 2)
    return place
  }
}
