import { AppError } from '../../../contract/errors'

/** Bytes an entry may inflate to before its ratio counts, and the ratio nothing but a bomb exceeds (text seldom reaches 30). */
const freeBytes = 1024 * 1024
const maxRatio = 100

/** Counts what an archive claims to hold and what really comes out of it. Throws DOCUMENT_TOO_LARGE at the first byte too many. */
export class ArchiveMeter {
  private declared = 0
  private inflated = 0
  private readonly maxBytes: number

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  declare(bytes: number): void {
    this.declared += bytes
    this.check(this.declared)
  }

  /** The counter of one entry, to be told the length of every piece that was inflated. */
  entry(compressedBytes: number): (bytes: number) => void {
    let own = 0
    return (bytes) => {
      own += bytes
      this.inflated += bytes
      this.check(this.inflated)
      if (own > freeBytes && own > compressedBytes * maxRatio) {
        throw new AppError(
          'DOCUMENT_TOO_LARGE',
          'The document unpacks to more than a hundred times its size, as only a bomb does: it is not read.',
        )
      }
    }
  }

  private check(bytes: number): void {
    if (bytes <= this.maxBytes) return
    throw new AppError('DOCUMENT_TOO_LARGE', `The document unpacks to more than ${this.maxBytes >> 20} MB: split it, or save it anew.`)
  }
}
