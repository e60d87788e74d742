import { type FileHandle, open } from 'node:fs/promises'
import { headlineOf, maxHeaderBytes } from '../mail/subjectOf'
import { messageStarts } from './messageStarts'

/** Most messages of one mailbox. */
export const maxMessages = 50_000

/** A message by where it stands in its mailbox. */
export interface BoxedMessage {
  /** Its place in the mailbox, from 1. */
  number: number
  start: number
  end: number
}

/** A mailbox of any size, looked through as far as it is asked for. */
export class Mailbox {
  private readonly file: FileHandle
  private readonly size: number
  private readonly starts: AsyncGenerator<number>
  private readonly found: number[] = []
  private ended = false

  private constructor(file: FileHandle, size: number, starts: AsyncGenerator<number>) {
    this.file = file
    this.size = size
    this.starts = starts
  }

  static async open(path: string, size: number, context: { signal: AbortSignal }): Promise<Mailbox> {
    return new Mailbox(await open(path), size, messageStarts(path, context))
  }

  /** Whether there are more messages than are read; true only once all were looked for. */
  get isCut(): boolean {
    return this.found.length > maxMessages
  }

  /** The messages that begin from `from` up to `to` (bytes of the file). */
  async *between(from: number, to: number): AsyncGenerator<BoxedMessage> {
    for (let i = 0; i < maxMessages; i++) {
      const start = await this.start(i)
      if (start === undefined || start >= to) return
      if (start >= from) yield { number: i + 1, start, end: (await this.start(i + 1)) ?? this.size }
    }
  }

  async headline(message: BoxedMessage) {
    return headlineOf(await this.bytes(message.start, Math.min(message.end, message.start + maxHeaderBytes)))
  }

  /** The message as it was sent: without the line that opens it, and with the `>` gone that a mailbox puts before such lines in a text. */
  async *content({ start, end }: BoxedMessage): AsyncGenerator<Buffer> {
    const first = await this.bytes(start, Math.min(end, start + 1024))
    let at = first.toString('latin1', 0, 5) === 'From ' ? start + first.indexOf(0x0a) + 1 : start
    while (at < end) {
      const piece = await this.bytes(at, Math.min(end, at + (1 << 20)))
      const lineEnd = piece.lastIndexOf(0x0a) + 1
      const whole = at + piece.length < end && lineEnd > 0 ? piece.subarray(0, lineEnd) : piece
      yield whole.includes('>From ') ? Buffer.from(whole.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1') : whole
      at += whole.length
    }
  }

  async close(): Promise<void> {
    await this.starts.return(undefined)
    await this.file.close()
  }

  private async start(index: number): Promise<number | undefined> {
    while (!this.ended && this.found.length <= index) {
      const { value, done } = await this.starts.next()
      if (done) this.ended = true
      else if (this.found.length === 0 && (await this.hasText(value))) this.found.push(0, value)
      else this.found.push(value)
    }
    return this.found[index]
  }

  /** Whether something stands before the first message: one whose opening line is damaged. */
  private async hasText(end: number): Promise<boolean> {
    return /[^\s\0]/.test((await this.bytes(0, Math.min(end, maxHeaderBytes))).toString('latin1').replace(/^ï»¿/, ''))
  }

  private async bytes(start: number, end: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(end - start)
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, start)
    return buffer.subarray(0, bytesRead)
  }
}
