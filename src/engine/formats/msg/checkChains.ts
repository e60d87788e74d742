import { AppError } from '../../../contract/errors'

/* Outlook keeps a message in a compound file, a small file system of its own ([MS-CFB]). A reader that follows a chain of sectors
   or a tree of names that bites its own tail never comes back, so they are followed here first. */

const endOfChain = 0xffff_fffe
const largestSector = 0xffff_fffa

/** Most storages within each other; a message within a message takes two. */
const maxDepth = 40

const entryBytes = 128
const rootStart = 116
const smallStream = 4096

/** Throws DOCUMENT_CORRUPT where a chain of a compound file goes in circles or a stream is larger than the file, DOCUMENT_TOO_DEEP for its tree. */
export function checkChains(file: Buffer): void {
  try {
    const sectorBytes = file.readUInt8(30) === 0x0c ? 4096 : 512
    const sectors = allocation(file, sectorBytes)
    const follow = new Follower(sectors)
    const directory = follow.all(file.readUInt32LE(48)).map((sector) => sectorOf(file, sector, sectorBytes))
    const small = new Follower(numbersOf(follow.all(file.readUInt32LE(60)).map((sector) => sectorOf(file, sector, sectorBytes))))
    const entries = Buffer.concat(directory)
    follow.check(entries.readUInt32LE(rootStart))
    for (let at = entryBytes; at + entryBytes <= entries.length; at += entryBytes) {
      if (entries[at + 66] !== 2) continue
      const size = entries.readUInt32LE(at + 120)
      if (size > file.length) throw new RangeError('a stream is larger than the file')
      if (size > 0) (size < smallStream ? small : follow).check(entries.readUInt32LE(at + rootStart))
    }
    checkTree(entries)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new AppError('DOCUMENT_CORRUPT', 'The Outlook message is cut off or damaged: save it from Outlook anew.', { cause: error })
  }
}

/** For each sector the one that follows it. */
function allocation(file: Buffer, sectorBytes: number): Uint32Array {
  const places: number[] = []
  for (let i = 0; i < 109; i++) places.push(file.readUInt32LE(76 + 4 * i))
  const seen = new Set<number>()
  for (let at = file.readUInt32LE(68); at < largestSector && file.readUInt32LE(72) > 0;) {
    if (seen.has(at)) throw new RangeError('a chain goes in circles')
    seen.add(at)
    const numbers = numbersOf([sectorOf(file, at, sectorBytes)])
    places.push(...numbers.subarray(0, -1))
    at = numbers.at(-1) ?? endOfChain
  }
  return numbersOf(places.filter((place) => place < largestSector).map((place) => sectorOf(file, place, sectorBytes)))
}

function sectorOf(file: Buffer, index: number, sectorBytes: number): Buffer {
  const start = (index + 1) * sectorBytes
  return file.subarray(start, start + sectorBytes)
}

function numbersOf(sectors: readonly Buffer[]): Uint32Array {
  const bytes = Buffer.concat(sectors)
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(i * 4))
}

/** Follows chains; what was found to end once is not followed again. */
class Follower {
  private readonly ended = new Set<number>()
  private readonly next: Uint32Array

  constructor(next: Uint32Array) {
    this.next = next
  }

  check(first: number): void {
    const own = new Set<number>()
    for (let at = first; at < this.next.length && !this.ended.has(at); at = this.next[at]!) {
      if (own.has(at)) throw new RangeError('a chain goes in circles')
      own.add(at)
    }
    for (const sector of own) this.ended.add(sector)
  }

  all(first: number): number[] {
    this.check(first)
    const chain: number[] = []
    for (let at = first; at < this.next.length; at = this.next[at]!) chain.push(at)
    return chain
  }
}

function checkTree(entries: Buffer): void {
  const waiting = [{ index: entries.readUInt32LE(76), depth: 0 }]
  const seen = new Set<number>([0])
  while (waiting.length > 0) {
    const { index, depth } = waiting.pop()!
    if (index > largestSector) continue
    if (depth > maxDepth)
      throw new AppError(
        'DOCUMENT_TOO_DEEP',
        'Too many messages lie within each other in it: save the one you need by itself and add that.',
      )
    if (seen.has(index)) throw new RangeError('a folder holds itself')
    seen.add(index)
    const entry = entries.subarray(index * entryBytes, (index + 1) * entryBytes)
    waiting.push({ index: entry.readUInt32LE(68), depth }, { index: entry.readUInt32LE(72), depth })
    if (entry[66] === 1) waiting.push({ index: entry.readUInt32LE(76), depth: depth + 1 })
  }
}
