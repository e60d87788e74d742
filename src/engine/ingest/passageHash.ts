import { createHash } from 'node:crypto'
import type { Passage } from '../passage'

/** What a passage's hash covers. */
export type HashedPassage = Pick<Passage, 'text' | 'context' | 'spans' | 'vector'>

/** SHA-256 (64 hex digits) of text, context and spans as JSON, then of the vector's bytes (little-endian 32-bit floats). */
export function passageHash({ text, context, spans, vector }: HashedPassage): string {
  const ordered = spans.map(({ page, start, end }) => ({ page, start, end }))
  return createHash('sha256')
    .update(JSON.stringify([text, context, ordered]))
    .update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
    .digest('hex')
}

/** Collects the digest of a document: SHA-256 (64 hex digits) over id and hash of its passages, in the order of their ordinals. */
export function passageDigest(): { add(passage: Pick<Passage, 'id' | 'hash'>): void; digest(): string } {
  const sum = createHash('sha256')
  return { add: ({ id, hash }) => void sum.update(`${id}${hash}`), digest: () => sum.digest('hex') }
}

/** The digest of a document whose passages are at hand, in the order of their ordinals. */
export function digestOf(rows: Iterable<Pick<Passage, 'id' | 'hash'>>): string {
  const sum = passageDigest()
  for (const row of rows) sum.add(row)
  return sum.digest()
}
