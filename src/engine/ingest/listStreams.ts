import { open, type FileHandle } from 'node:fs/promises'

/** Most names a compound file is asked for, and most sectors of its directory and of its allocation table that are looked at. */
const maxStreams = 2_000
const maxSectors = 4_096

const endOfChain = 0xffff_fffa
const entryBytes = 128

/**
 * Paths of the streams in a compound file, with `/` between storages, as [MS-CFB] lays them out: what an old Office document, an Outlook
 * mail or an encrypted document is. Reads its directory alone, however large the file; at most 2,000 names. Null where there is none.
 */
export async function listStreams(path: string): Promise<string[] | null> {
  const file = await open(path, 'r')
  try {
    const directory = await readDirectory(file)
    return directory.length < entryBytes ? null : namesIn(directory)
  } catch {
    return null
  } finally {
    await file.close()
  }
}

async function readDirectory(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat()
  const { buffer: header } = await file.read(Buffer.alloc(512), 0, 512, 0)
  const sectorSize = 1 << Math.min(Math.max(header.readUInt16LE(30), 7), 12)
  const last = Math.floor(size / sectorSize)
  const sector = async (index: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sectorSize), 0, sectorSize, (index + 1) * sectorSize)
    return buffer.subarray(0, bytesRead)
  }
  const table = await allocationSectors(header, sector)
  const perSector = sectorSize / 4
  const pieces: Buffer[] = []
  for (let at = header.readUInt32LE(48); at < endOfChain && at <= last && pieces.length < maxSectors;) {
    pieces.push(await sector(at))
    const holder = table[Math.floor(at / perSector)]
    at = holder === undefined ? endOfChain : (await sector(holder)).readUInt32LE((at % perSector) * 4)
  }
  return Buffer.concat(pieces)
}

/** The sectors that hold the allocation table: 109 stand in the header, more in a chain of their own. */
async function allocationSectors(header: Buffer, sector: (index: number) => Promise<Buffer>): Promise<number[]> {
  const found: number[] = []
  for (let at = 76; at < 512; at += 4) found.push(header.readUInt32LE(at))
  let next = header.readUInt32LE(68)
  for (let i = 0; next < endOfChain && i < maxSectors; i++) {
    const more = await sector(next)
    for (let at = 0; at + 8 <= more.length; at += 4) found.push(more.readUInt32LE(at))
    next = more.readUInt32LE(more.length - 4)
  }
  return found.filter((index) => index < endOfChain)
}

/** Children of a storage are a binary tree of siblings; what stands further up comes first. */
function namesIn(directory: Buffer): string[] {
  const names: string[] = []
  const count = Math.floor(directory.length / entryBytes)
  const seen = new Set<number>()
  const storages = [{ first: directory.readUInt32LE(76), folder: '' }]
  for (let next = 0; next < storages.length; next++) {
    const { first, folder } = storages[next]!
    const siblings = [first]
    while (siblings.length > 0 && names.length < maxStreams) {
      const index = siblings.pop()!
      if (index >= count || seen.has(index)) continue
      seen.add(index)
      const entry = directory.subarray(index * entryBytes, (index + 1) * entryBytes)
      const path = folder + entry.toString('utf16le', 0, Math.min(Math.max(entry.readUInt16LE(64) - 2, 0), 62))
      if (entry[66] === 2) names.push(path)
      else if (entry[66] === 1) storages.push({ first: entry.readUInt32LE(76), folder: `${path}/` })
      siblings.push(entry.readUInt32LE(68), entry.readUInt32LE(72))
    }
  }
  return names
}
