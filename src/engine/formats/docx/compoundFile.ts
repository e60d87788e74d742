import { AppError } from '../../../contract/errors'

const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const endOfChain = 0xffff_fffa
const maxEntries = 20_000

/** A compound file: the streams in it by their path, as [MS-CFB] lays them out. Damage in one stream leaves the others. */
export class CompoundFile {
  private readonly bytes: Buffer
  private readonly sectorSize: number
  private readonly miniCutoff: number
  private readonly fat: number[]
  private readonly miniFat: number[]
  private readonly mini: Buffer
  private readonly entries = new Map<string, { start: number; size: number }>()

  /** Throws DOCUMENT_CORRUPT. */
  constructor(bytes: Buffer) {
    if (bytes.length < 512 || !bytes.subarray(0, 8).equals(signature)) throw damaged()
    this.bytes = bytes
    this.sectorSize = 1 << Math.min(Math.max(bytes.readUInt16LE(30), 7), 16)
    this.miniCutoff = bytes.readUInt32LE(56)
    this.fat = this.readFat()
    const directory = this.chain(bytes.readUInt32LE(48), this.fat, Infinity)
    if (directory.length < 128) throw damaged()
    this.miniFat = numbersOf(this.chain(bytes.readUInt32LE(60), this.fat, Infinity))
    this.mini = this.chain(directory.readUInt32LE(116), this.fat, directory.readUInt32LE(120))
    this.readDirectory(directory)
  }

  /** Paths of the streams, with `/` between storages. */
  paths(): string[] {
    return [...this.entries.keys()]
  }

  /** A stream by its path; null where there is none. */
  stream(path: string): Buffer | null {
    const entry = this.entries.get(path)
    if (!entry) return null
    if (entry.size >= this.miniCutoff) return this.chain(entry.start, this.fat, entry.size)
    return this.miniChain(entry.start, entry.size)
  }

  private readFat(): number[] {
    const { bytes } = this
    const sectors: number[] = []
    for (let i = 0; i < 109; i++) sectors.push(bytes.readUInt32LE(76 + 4 * i))
    const perSector = this.sectorSize / 4 - 1
    const seen = new Set<number>()
    for (let at = bytes.readUInt32LE(68); at < endOfChain && !seen.has(at);) {
      seen.add(at)
      const sector = numbersOf(this.sector(at))
      sectors.push(...sector.slice(0, perSector))
      at = sector[perSector] ?? endOfChain
    }
    return sectors.filter((sector) => sector < endOfChain).flatMap((sector) => numbersOf(this.sector(sector)))
  }

  private sector(index: number): Buffer {
    const start = (index + 1) * this.sectorSize
    return this.bytes.subarray(start, start + this.sectorSize)
  }

  private chain(first: number, fat: readonly number[], size: number): Buffer {
    const pieces: Buffer[] = []
    let length = 0
    // No chain is longer than the file: one that is goes in circles.
    for (let at = first; at < endOfChain && length < size && length <= this.bytes.length; at = fat[at] ?? endOfChain) {
      const sector = this.sector(at)
      if (sector.length === 0) break
      pieces.push(sector)
      length += sector.length
    }
    return Buffer.concat(pieces).subarray(0, size)
  }

  private miniChain(first: number, size: number): Buffer {
    const pieces: Buffer[] = []
    let length = 0
    for (let at = first; at < endOfChain && length < size && length <= this.mini.length; at = this.miniFat[at] ?? endOfChain) {
      pieces.push(this.mini.subarray(at * 64, at * 64 + 64))
      length += 64
    }
    return Buffer.concat(pieces).subarray(0, size)
  }

  /** Walks the tree of the directory: children are a binary tree of siblings. */
  private readDirectory(directory: Buffer): void {
    const count = Math.min(maxEntries, Math.floor(directory.length / 128))
    const waiting = [{ index: directory.readUInt32LE(76), folder: '' }]
    const seen = new Set<number>()
    while (waiting.length > 0) {
      const { index, folder } = waiting.pop()!
      if (index >= count || seen.has(index)) continue
      seen.add(index)
      const entry = directory.subarray(index * 128, index * 128 + 128)
      const nameBytes = Math.min(Math.max(entry.readUInt16LE(64) - 2, 0), 62)
      const path = folder + entry.toString('utf16le', 0, nameBytes)
      const kind = entry[66]
      if (kind === 2) this.entries.set(path, { start: entry.readUInt32LE(116), size: entry.readUInt32LE(120) })
      waiting.push({ index: entry.readUInt32LE(68), folder }, { index: entry.readUInt32LE(72), folder })
      if (kind === 1) waiting.push({ index: entry.readUInt32LE(76), folder: `${path}/` })
    }
  }
}

function numbersOf(bytes: Buffer): number[] {
  const numbers: number[] = []
  for (let at = 0; at + 4 <= bytes.length; at += 4) numbers.push(bytes.readUInt32LE(at))
  return numbers
}

function damaged(): AppError {
  return new AppError(
    'DOCUMENT_CORRUPT',
    'The embedded object is damaged: open the document in its own program and save the object by itself.',
  )
}
