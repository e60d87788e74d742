import type { Entry, ZipFile } from 'yauzl'
import { AppError } from '../../../contract/errors'
import { ArchiveMeter } from './archiveMeter'

/** Most entries, and most bytes they may claim or inflate to: an office document of thousands of pages stays far below. */
const maxEntries = 10_000
export const maxInflatedBytes = 512 * 1024 * 1024

/**
 * The XML parts of an office document by name, inflated under limits; pictures and embedded files are left out.
 * `source` is the path of a file, or an archive that was decrypted before.
 * Names are never used as paths. Throws DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE, DOCUMENT_PASSWORD.
 */
export async function readParts(source: string | Buffer, { signal }: { signal: AbortSignal }): Promise<Map<string, Buffer>> {
  const { fromBufferPromise, openPromise } = await import('yauzl')
  const options = { autoClose: false, decodeStrings: false, lazyEntries: true } as const
  const opening = typeof source === 'string' ? openPromise(source, options) : fromBufferPromise(source, options)
  const archive = await opening.catch((cause: unknown) => {
    throw corrupt('its archive is cut off or damaged', cause)
  })
  try {
    return await inflateParts(archive, signal)
  } catch (error) {
    if (signal.aborted || error instanceof AppError) throw error
    throw corrupt('its archive is damaged', error)
  } finally {
    archive.close()
  }
}

async function inflateParts(archive: ZipFile, signal: AbortSignal): Promise<Map<string, Buffer>> {
  if (archive.entryCount > maxEntries) throw tooLarge(`it has ${archive.entryCount} parts`)
  const meter = new ArchiveMeter(maxInflatedBytes)
  const parts = new Map<string, Buffer>()
  for await (const entry of archive.eachEntry()) {
    signal.throwIfAborted()
    meter.declare(entry.uncompressedSize)
    const name = nameOf(entry)
    if (!isText(name)) continue
    if (entry.generalPurposeBitFlag & 1) throw new AppError('DOCUMENT_PASSWORD', 'The document is encrypted: give its password.')
    if (parts.has(name)) throw corrupt(`it has two parts called ${name}`)
    parts.set(name, await inflate(archive, entry, meter))
  }
  return parts
}

async function inflate(archive: ZipFile, entry: Entry, meter: ArchiveMeter): Promise<Buffer> {
  const chunks: Buffer[] = []
  const count = meter.entry(entry.compressedSize)
  const stream = await archive.openReadStreamPromise(entry)
  try {
    for await (const chunk of stream) {
      count((chunk as Buffer).length)
      chunks.push(chunk as Buffer)
    }
  } finally {
    stream.destroy()
  }
  return Buffer.concat(chunks)
}

/** Archives written by hand use backslashes; without decoding, names are bytes. */
function nameOf(entry: Entry): string {
  return (entry.fileName as unknown as Buffer).toString('utf8').replaceAll('\\', '/').replace(/^\/+/, '')
}

function isText(name: string): boolean {
  return /\.(xml|rels|html?|xhtml|mht|txt)$/i.test(name)
}

function corrupt(reason: string, cause?: unknown): AppError {
  return new AppError('DOCUMENT_CORRUPT', `This is no readable Word document: ${reason}. Open it in its own program and save it anew.`, {
    cause,
  })
}

function tooLarge(reason: string): AppError {
  return new AppError('DOCUMENT_TOO_LARGE', `The document is larger inside than can be read: ${reason}. Split it, or save it anew.`)
}
