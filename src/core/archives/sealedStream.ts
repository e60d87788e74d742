import { createCipheriv, createDecipheriv } from 'node:crypto'
import { AppError } from '../../contract/errors'

/*
 * STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, “Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance”, 2015) over
 * AES-256-GCM, with the chunks and nonces of the age format: 64 KiB a chunk, a nonce of an 11-byte counter and a byte that is 1 for the
 * last chunk only. The key is used for one file. So no chunk can be changed, left out, moved, or cut off at the end.
 */

/** Bytes of text in a chunk; the last one may be shorter. */
export const chunkBytes = 64 * 1024
export const tagBytes = 16

const algorithm = 'aes-256-gcm'

/** Eleven bytes that count, the most significant first, and one that says whether it is the last chunk. */
function nonceOf(counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(counter), 3)
  nonce.copyWithin(2, 3)
  nonce[11] = last ? 1 : 0
  return nonce
}

/** Seals bytes chunk by chunk. */
export async function* seal(plain: AsyncIterable<Uint8Array>, key: Buffer): AsyncGenerator<Buffer> {
  let counter = 0
  const sealed = (chunk: Uint8Array, last: boolean) => {
    const cipher = createCipheriv(algorithm, key, nonceOf(counter++, last))
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()])
  }
  let held: Buffer | null = null
  for await (const chunk of inChunks(plain, chunkBytes)) {
    if (held) yield sealed(held, false)
    held = chunk
  }
  yield sealed(held ?? Buffer.alloc(0), true)
}

/** Where in a sealed file reading stands, for the message when it is damaged. */
export interface SealedPlace {
  /** Byte of the file at which the chunk begins. */
  offset: number
}

/** Opens what `seal` made. Throws ARCHIVE_DAMAGED; nothing of a damaged chunk is given. `place.offset` is the first byte on entry. */
export async function* unseal(sealed: AsyncIterable<Uint8Array>, key: Buffer, place: SealedPlace): AsyncGenerator<Buffer> {
  let counter = 0
  const opened = (chunk: Buffer, last: boolean) => {
    try {
      if (chunk.length < tagBytes) throw new Error('shorter than a seal')
      const decipher = createDecipheriv(algorithm, key, nonceOf(counter++, last))
      decipher.setAuthTag(chunk.subarray(chunk.length - tagBytes))
      return Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - tagBytes)), decipher.final()])
    } catch (cause) {
      throw new AppError('ARCHIVE_DAMAGED', damagedAt(place, chunk.length, last), { cause, details: { ...place } })
    }
  }
  let held: Buffer | null = null
  for await (const chunk of inChunks(sealed, chunkBytes + tagBytes)) {
    if (held) {
      yield opened(held, false)
      place.offset += held.length
    }
    held = chunk
  }
  yield opened(held ?? Buffer.alloc(0), true)
  place.offset += held?.length ?? 0
}

function damagedAt({ offset }: SealedPlace, length: number, last: boolean): string {
  const where = `between byte ${offset} and ${offset + length}`
  return `The archive is damaged ${where}${last ? ', or cut off there' : ''}. Nothing was imported. Take another copy of it.`
}

/** The same bytes in pieces of one size; only the last may be shorter, and none is empty. */
async function* inChunks(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(size)
  let filled = 0
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length;) {
      const taken = Math.min(size - filled, piece.length - at)
      chunk.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled < size) continue
      yield chunk
      chunk = Buffer.allocUnsafe(size)
      filled = 0
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled)
}
