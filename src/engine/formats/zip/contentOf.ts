import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib'
import type { ZipFile } from 'yauzl'
import { AppError, isAppError } from '../../../contract/errors'
import { encryptionOf, wrongPassword } from './decrypt'
import type { ZipItem } from './readDirectory'

export interface ContentContext {
  signal: AbortSignal
  password?: string | undefined
}

/** Names of compression methods that are not read, for the message. */
const methods: Record<number, string> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  95: 'XZ',
  97: 'WavPack',
  98: 'PPMd',
}

/**
 * The bytes of an entry as they are unpacked: no more of them than it claims, and the checksum right at the end.
 * Throws DOCUMENT_CORRUPT, DOCUMENT_PASSWORD, FORMAT_UNSUPPORTED, and what `signal` was aborted with.
 */
export async function* contentOf(archive: ZipFile, item: ZipItem, { signal, password }: ContentContext): AsyncGenerator<Buffer> {
  const { entry } = item
  const encryption = item.encrypted ? encryptionOf(entry) : null
  if (encryption && password === undefined) throw needsPassword()
  let raw: Readable | undefined
  try {
    raw = await archive.openReadStreamPromise(entry, { decodeFileData: false })
    const plain = encryption ? Readable.from(encryption.decrypt(raw, password!), { objectMode: false }) : raw
    const unpacked = unpack(plain, encryption?.method ?? entry.compressionMethod)
    let bytes = 0
    let sum = 0
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      signal.throwIfAborted()
      bytes += piece.length
      if (bytes > item.bytes) throw damagedEntry('it unpacks to more than the archive says')
      sum = crc32(piece, sum)
      yield piece
    }
    if (bytes !== item.bytes) throw damagedEntry('it unpacks to less than the archive says')
    if (encryption?.checksum !== 'none' && sum !== entry.crc32) throw damagedEntry('its checksum is wrong')
  } catch (error) {
    signal.throwIfAborted()
    const told = isAppError(error) ? error : damagedEntry('it cannot be unpacked', error)
    throw encryption?.checksum === 'password' && told.code === 'DOCUMENT_CORRUPT' ? wrongPassword() : told
  } finally {
    raw?.destroy()
  }
}

function unpack(packed: Readable, method: number): Readable {
  if (method === 0) return packed
  if (method === 8) return pipeline(packed, createInflateRaw(), () => {})
  if (method === 93) return pipeline(packed, createZstdDecompress(), () => {})
  packed.destroy()
  throw new AppError(
    'FORMAT_UNSUPPORTED',
    `It is packed in a way that is not read (${methods[method] ?? `method ${method}`}): unpack the archive with its own program and add what is in it.`,
  )
}

function damagedEntry(why: string, cause?: unknown): AppError {
  return new AppError('DOCUMENT_CORRUPT', `It is damaged in the archive (${why}): copy or download the archive again.`, { cause })
}

export function needsPassword(): AppError {
  return new AppError('DOCUMENT_PASSWORD', 'It is encrypted: unlock it with the password of the archive.')
}
