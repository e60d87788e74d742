import { constants, inflateSync } from 'node:zlib'
import { AppError } from '../../../contract/errors'

/** Streams shorter than this cannot hold enough to matter, even at deflate's best ratio of about 1,000. */
const leastStream = 64 * 1024
/** How much of a stream is inflated to estimate the whole. */
const sample = 8 * 1024
/** Page descriptions inflate three to ten times; only made-up ones repeat themselves this much. */
const suspiciousRatio = 100
const mostInflated = 100_000_000

/** Throws DOCUMENT_TOO_LARGE where compressed streams other than pictures would inflate to over 100 MB: a parser would choke on them. */
export function refuseBombs(file: Buffer): void {
  let inflated = 0
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at)) {
    const start = at + (file[at + 6] === 0x0d ? 8 : 7)
    const end = file.indexOf('endstream', start)
    if (end < 0) return
    at = end + 9
    if (end - start < leastStream || isPicture(file, start)) continue
    const ratio = ratioOf(file.subarray(start, start + sample))
    if (ratio > suspiciousRatio) inflated += ratio * (end - start)
    if (inflated > mostInflated) {
      throw new AppError('DOCUMENT_TOO_LARGE', 'This PDF unpacks to more than 100 MB of page descriptions, which no reader gets through.')
    }
  }
}

function isPicture(file: Buffer, start: number): boolean {
  const dictionary = file.toString('latin1', Math.max(0, start - 600), start)
  const own = dictionary.slice(dictionary.lastIndexOf(' obj'))
  return /\/Subtype\s*\/Image/.test(own) || !own.includes('/FlateDecode')
}

function ratioOf(head: Buffer): number {
  try {
    return inflateSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2000 * sample }).length / head.length
  } catch {
    // Not deflated after all (encrypted, damaged): nothing is known, and nothing will inflate.
    return 0
  }
}
