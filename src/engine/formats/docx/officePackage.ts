import { crc32 } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { AppError } from '../../../contract/errors'
import { ArchiveMeter } from './archiveMeter'

/** Most entries, and most bytes of the parts that are read: an office document of thousands of pages stays far below. */
const maxEntries = 10_000
const maxInflatedBytes = 512 * 1024 * 1024
/** Most bytes of one document inside a document. */
const maxEmbeddedBytes = 512 * 1024 * 1024

interface PackageContext {
  signal: AbortSignal
  /** What the file is to the user, for messages: `Word document`. */
  kind: string
}

/**
 * The archive an office document is: its parts by name, inflated one at a time, when they are asked for, under limits.
 * Names are never used as paths on the disk, and are the same in upper and lower case.
 */
export class OfficePackage {
  readonly kind: string
  private readonly archive: ZipFile
  private readonly entries: ReadonlyMap<string, Entry>
  private readonly meter = new ArchiveMeter(maxInflatedBytes)

  private constructor(archive: ZipFile, entries: ReadonlyMap<string, Entry>, kind: string) {
    this.archive = archive
    this.entries = entries
    this.kind = kind
  }

  /** Opens a file, or an archive that was decrypted before. Throws DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE (more than 10,000 parts). */
  static async open(source: string | Buffer, { signal, kind }: PackageContext): Promise<OfficePackage> {
    const { fromBufferPromise, openPromise } = await import('yauzl')
    const options = { autoClose: false, decodeStrings: false, lazyEntries: true } as const
    const opening = typeof source === 'string' ? openPromise(source, options) : fromBufferPromise(source, options)
    const archive = await opening.catch((cause: unknown) => {
      throw corrupt(kind, 'its archive is cut off or damaged', cause)
    })
    try {
      return new OfficePackage(archive, await directoryOf(archive, { signal, kind }), kind)
    } catch (error) {
      archive.close()
      if (signal.aborted || error instanceof AppError) throw error
      throw corrupt(kind, 'its archive is damaged', error)
    }
  }

  has(name: string): boolean {
    return this.entries.has(keyOf(name))
  }

  /** The names of all parts as the archive gives them, in its order. */
  names(): string[] {
    return Array.from(this.entries.values(), nameOf)
  }

  /** A part, or null where there is none. Throws DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE, DOCUMENT_PASSWORD. */
  async part(name: string, { signal }: { signal: AbortSignal }): Promise<Buffer | null> {
    const entry = this.entries.get(keyOf(name))
    if (!entry) return null
    this.meter.declare(entry.uncompressedSize)
    const count = this.meter.entry(entry.compressedSize)
    // Filled in place: pieces joined at the end would take twice the memory. A size that only a bomb has is not believed.
    let bytes = Buffer.allocUnsafe(Math.min(entry.uncompressedSize, entry.compressedSize * 100 + 1_024))
    let length = 0
    for await (const chunk of this.inflate(entry, signal)) {
      count(chunk.length)
      if (length + chunk.length > bytes.length)
        bytes = Buffer.concat([bytes.subarray(0, length), Buffer.allocUnsafe(bytes.length + chunk.length)])
      chunk.copy(bytes, length)
      length += chunk.length
    }
    bytes = bytes.subarray(0, length)
    // A changed byte may still be well-formed XML, with another number in it. Some programs leave the sum out.
    if (entry.crc32 !== 0 && crc32(bytes) !== entry.crc32) throw this.damaged(`the part ${name} is not what was written`)
    return bytes
  }

  /** The same for a part that must be there. */
  async requiredPart(name: string, context: { signal: AbortSignal }): Promise<Buffer> {
    const part = await this.part(name, context)
    if (!part) throw this.damaged(`the part ${name} is missing`)
    return part
  }

  /**
   * The bytes of a large part or of a document inside the document, while they are inflated; 512 MB at most.
   * That they are not what was written shows at their end only: then DOCUMENT_CORRUPT.
   */
  async *content(name: string, { signal }: { signal: AbortSignal }): AsyncGenerator<Buffer> {
    const entry = this.entries.get(keyOf(name))
    if (!entry) throw this.damaged(`the part ${name} is missing`)
    const count = new ArchiveMeter(maxEmbeddedBytes).entry(entry.compressedSize)
    let sum = 0
    for await (const chunk of this.inflate(entry, signal)) {
      count(chunk.length)
      sum = crc32(chunk, sum)
      yield chunk
    }
    if (entry.crc32 !== 0 && sum !== entry.crc32) throw this.damaged(`the part ${name} is not what was written`)
  }

  damaged(reason: string, cause?: unknown): AppError {
    return corrupt(this.kind, reason, cause)
  }

  close(): void {
    this.archive.close()
  }

  private async *inflate(entry: Entry, signal: AbortSignal): AsyncGenerator<Buffer> {
    if (entry.generalPurposeBitFlag & 1) throw new AppError('DOCUMENT_PASSWORD', 'The document is encrypted: give its password.')
    try {
      const stream = await this.archive.openReadStreamPromise(entry)
      try {
        for await (const chunk of stream) {
          signal.throwIfAborted()
          yield chunk as Buffer
        }
      } finally {
        stream.destroy()
      }
    } catch (error) {
      if (signal.aborted || error instanceof AppError) throw error
      throw this.damaged(`the part ${nameOf(entry)} cannot be unpacked`, error)
    }
  }
}

async function directoryOf(archive: ZipFile, { signal, kind }: PackageContext): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  let count = 0
  // Counted, not believed: a damaged archive claims more entries than it has.
  for await (const entry of archive.eachEntry()) {
    signal.throwIfAborted()
    if (++count > maxEntries) {
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        `The document is larger inside than can be read: it has more than ${maxEntries} parts. Split it, or save it anew.`,
      )
    }
    const key = keyOf(nameOf(entry))
    // Programs differ in which of two parts they take, so that one could show what another does not.
    if (entries.has(key) && isText(key)) throw corrupt(kind, `it has two parts called ${nameOf(entry)}`)
    entries.set(key, entry)
  }
  return entries
}

/** Archives written by hand use backslashes; without decoding, names are bytes. */
function nameOf(entry: Entry): string {
  return (entry.fileName as unknown as Buffer).toString('utf8').replaceAll('\\', '/').replace(/^\/+/, '')
}

function keyOf(name: string): string {
  return name.toLowerCase()
}

function isText(name: string): boolean {
  return /\.(xml|rels|html?|xhtml|mht|txt)$/i.test(name)
}

function corrupt(kind: string, reason: string, cause?: unknown): AppError {
  return new AppError('DOCUMENT_CORRUPT', `This is no readable ${kind}: ${reason}. Open it in its own program and save it anew.`, { cause })
}
