import { AppError } from '../../../contract/errors'

/** Most bytes the texts of a workbook may take, and most of them that are kept ready: short ones that come first are used most. */
const maxBytes = 128 * 1024 * 1024
const readyTexts = 100_000
const readyLength = 100

/** The texts that the cells of a workbook share, by their number. Kept as bytes: millions of strings would take several times that. */
export class TextStore {
  private bytes = Buffer.allocUnsafe(1 << 16)
  private length = 0
  private ends = new Uint32Array(1 << 12)
  private count = 0
  private readonly ready: string[] = []

  get isEmpty(): boolean {
    return this.count === 0
  }

  has(index: number): boolean {
    return index >= 0 && index < this.count
  }

  get(index: number): string {
    if (index in this.ready) return this.ready[index]!
    if (!this.has(index)) return ''
    const text = this.bytes.toString('utf8', index === 0 ? 0 : this.ends[index - 1], this.ends[index])
    if (index < readyTexts && text.length <= readyLength) this.ready[index] = text
    return text
  }

  add(text: string): void {
    const end = this.length + Buffer.byteLength(text)
    if (end > maxBytes)
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        `The texts of the workbook take more than ${maxBytes >> 20} MB: split it, or save the part you need.`,
      )
    if (end > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.bytes.length * 2))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    this.bytes.write(text, this.length)
    this.length = end
    if (this.count === this.ends.length) {
      const more = new Uint32Array(this.ends.length * 2)
      more.set(this.ends)
      this.ends = more
    }
    this.ends[this.count++] = end
  }
}
