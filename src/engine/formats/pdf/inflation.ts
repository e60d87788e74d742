import { closeSync, openSync, readSync } from 'node:fs'
import { constants, inflateSync } from 'node:zlib'
import { AppError } from '../../../contract/errors'

/** Streams shorter than this cannot hold enough to matter, even at deflate's best ratio of about 1,000. */
const leastStream = 64 * 1024
/** How much of a stream is inflated to estimate the whole. */
const sample = 8 * 1024
/** Page descriptions inflate three to ten times; only made-up ones repeat themselves this much. */
const suspiciousRatio = 100
const mostInflated = 100_000_000

/**
 * Throws DOCUMENT_TOO_LARGE where compressed streams other than pictures would inflate to over 100 MB: a parser would choke on them.
 * Estimates from the first bytes of long streams; with `whole`, which takes as long as unpacking does, every stream is inflated.
 */
export function refuseBombs(path: string, { whole = false } = {}): void {
  const file = openSync(path, 'r')
  try {
    let inflated = 0
    for (const stream of streamsOf(file)) {
      const length = stream.end - stream.start
      if ((!whole && length < leastStream) || isPicture(stream.dictionary)) continue
      const head = readAt(file, stream.start, whole ? Math.min(length, mostInflated) : sample)
      const size = whole ? sizeOf(head, stream.dictionary) : estimate(head, length)
      if (size > suspiciousRatio * length) inflated += size
      if (inflated > mostInflated) {
        throw new AppError('DOCUMENT_TOO_LARGE', 'This PDF unpacks to more than 100 MB of page descriptions, which no reader gets through.')
      }
    }
  } finally {
    closeSync(file)
  }
}

/**
 * Whether a name may stand in the objects of a file: in plain sight or in the streams objects are packed in. Where these are encrypted
 * or larger than is unpacked here, it may.
 */
export function mayHold(path: string, name: string): boolean {
  const file = openSync(path, 'r')
  try {
    if (stands(file, name)) return true
    const isEncrypted = stands(file, '/Encrypt')
    for (const { start, end, dictionary } of streamsOf(file)) {
      if (!dictionary.includes('/ObjStm')) continue
      if (isEncrypted) return true
      const objects = inflate(readAt(file, start, Math.min(end - start, mostInflated)))
      if (!objects || objects.includes(name)) return true
    }
    return false
  } finally {
    closeSync(file)
  }
}

/** Whether a name stands in the bytes of a file. */
function stands(file: number, name: string): boolean {
  const buffer = Buffer.alloc(chunk + name.length)
  for (let position = 0; ; position += chunk) {
    const read = readSync(file, buffer, 0, buffer.length, position)
    if (buffer.subarray(0, read).includes(name)) return true
    if (read <= chunk) return false
  }
}

interface StreamBytes {
  start: number
  end: number
  /** What stands before it, back to the beginning of its object. */
  dictionary: string
}

const chunk = 4 * 2 ** 20
const longestDictionary = 600

/** The streams of a file by their key words, four megabytes in memory at a time. */
function* streamsOf(file: number): Generator<StreamBytes> {
  const buffer = Buffer.alloc(longestDictionary + chunk)
  let kept = 0
  let position = 0
  let open: Omit<StreamBytes, 'end'> | null = null
  for (;;) {
    const read = readSync(file, buffer, kept, chunk, position)
    if (read === 0) return
    const text = buffer.subarray(0, kept + read)
    const base = position - kept
    // A key word cut by the end of the chunk is found in the next, together with what stands before it.
    const seen = kept === 0 ? 0 : kept - 'endstream'.length
    for (let at = text.indexOf('stream', seen); at >= 0; at = text.indexOf('stream', at + 6)) {
      if (at + 8 > text.length && read === chunk) break
      const ends = text.toString('latin1', at - 3, at) === 'end'
      if (!open && !ends) {
        const head = text.toString('latin1', Math.max(0, at - longestDictionary), at)
        open = { start: base + at + (text[at + 6] === 0x0d ? 8 : 7), dictionary: head.slice(Math.max(0, head.lastIndexOf(' obj'))) }
      } else if (open && ends && base + at > open.start) {
        yield { ...open, end: base + at - 3 }
        open = null
      }
    }
    position += read
    kept = Math.min(longestDictionary, text.length)
    text.copyWithin(0, text.length - kept)
  }
}

function isPicture(dictionary: string): boolean {
  return /\/Subtype\s*\/Image/.test(dictionary) || !/\/Fl(?:ateDecode)?\b/.test(dictionary)
}

/** Bytes a stream of this length inflates to if all of it is like its beginning. */
function estimate(head: Buffer, length: number): number {
  return ((inflate(head)?.length ?? mostInflated) / head.length) * length
}

/** Bytes a stream inflates to, also where it is deflated twice. */
function sizeOf(bytes: Buffer, dictionary: string): number {
  const once = inflate(bytes)
  const twice = once && (dictionary.match(/\/Fl(?:ateDecode)?\b/g)?.length ?? 0) > 1 ? inflate(once) : once
  return once && twice ? Math.max(once.length, twice.length) : mostInflated + 1
}

/** What deflated bytes unpack to, null where that is more than the limit, nothing where they are not deflated after all. */
function inflate(bytes: Buffer): Buffer | null {
  try {
    return inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostInflated })
  } catch (error) {
    // Of what is encrypted or damaged nothing is known, and nothing will inflate.
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? null : Buffer.alloc(0)
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, position))
}
