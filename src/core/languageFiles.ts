import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'

/** What lies in the folder for further languages of text recognition. */
export interface LanguageFiles {
  /** Absolute path by Tesseract's code. */
  usable: Record<string, string>
  /** Files that are meant to be language data and are not, with the reason. */
  refused: { name: string; reason: string }[]
}

/** Where a user puts language data: `<code>.traineddata`, as it comes or gzipped. */
export function languagesFolder(data: string): string {
  return join(data, 'languages')
}

/** The largest there is, for a whole script, has 100 MB. */
const mostBytes = 200 * 2 ** 20
const headBytes = 64 * 1024
/** Tesseract (tessdatamanager.h): which part of the data the neural engine needs, and how many parts a file may have at most. */
const neuralPart = 17
const mostParts = 1_000

/** Lists the language data a user brought, each file looked at as far as its table of parts; a folder that is not there is empty. */
export async function readLanguageFiles(data: string): Promise<LanguageFiles> {
  const folder = languagesFolder(data)
  const found: LanguageFiles = { usable: {}, refused: [] }
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const code = /^([a-z0-9]+(?:_[a-z0-9]+)*)\.traineddata(\.gz)?$/i.exec(name)?.[1]
    // It tells how a page lies, and reads nothing.
    if (!code || code === 'osd') continue
    const reason = await fault(join(folder, name)).catch(() => 'it cannot be opened')
    if (reason) found.refused.push({ name, reason })
    else found.usable[code] = join(folder, name)
  }
  return found
}

async function fault(path: string): Promise<string | null> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > mostBytes) return 'it is larger than 200 MB'
    const start = await bytesAt(file, 0, headBytes)
    if (start[0] !== 0x1f || start[1] !== 0x8b) return faultOf(start, size)
    const head = unpacked(start)
    // A packed file ends with how large it was; of one that is cut off, the end is any number.
    const whole = (await bytesAt(file, Math.max(0, size - 4), 4)).readUInt32LE(0)
    if (!head) return 'it is damaged or cut off: fetch it again'
    return faultOf(head, whole) ?? (whole > mostBytes ? 'it is damaged, or larger than 200 MB' : null)
  } finally {
    await file.close()
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

/** The beginning of what is packed; null where it cannot be unpacked. */
function unpacked(start: Buffer): Buffer | null {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 2 ** 20 })
  } catch {
    return null
  }
}

/** A table of parts: how many, and where each begins (-1: not there). */
function faultOf(head: Buffer, size: number): string | null {
  const parts = head.length < 4 ? 0 : head.readUInt32LE(0)
  if (parts === 0 || parts > mostParts || head.length < 4 + 8 * parts) return 'it is no language data of Tesseract'
  const offsets = Array.from({ length: parts }, (_, part) => head.readBigInt64LE(4 + 8 * part))
  const present = offsets.filter((offset) => offset >= 0n)
  if (present.some((offset) => offset < BigInt(4 + 8 * parts))) return 'it is no language data of Tesseract'
  if (present.some((offset) => offset >= BigInt(size))) return 'it is cut off: fetch it again'
  if ((offsets[neuralPart] ?? -1n) < 0n) return 'it is for the old engine of Tesseract: take the one from tessdata_fast or tessdata_best'
  return null
}
