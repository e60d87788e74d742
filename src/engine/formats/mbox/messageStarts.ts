import { createReadStream } from 'node:fs'
import { fromLine } from '../mail/looksLikeMail'

const pieceBytes = 1 << 20

/** Bytes that must be there behind a place to judge it: the line that opens a message, and the next one's beginning. */
const lookahead = 512

/**
 * Where the messages of a mailbox begin, in ascending order: at lines such as `From ann@example.com Mon Jan  1 10:00:00 2024` that follow
 * a blank line and are followed by a header. The file streams through; a line in a text that only begins so is none.
 */
export async function* messageStarts(path: string, { signal }: { signal: AbortSignal }): AsyncGenerator<number> {
  let window = Buffer.from('\n\n')
  /** Where in the file the window begins. */
  let offset = -window.length
  for await (const piece of withEnd(createReadStream(path, { highWaterMark: pieceBytes, signal }))) {
    if (piece) window = Buffer.concat([window, piece])
    const judged = piece ? window.length - lookahead : window.length
    for (let at = window.indexOf('\nFrom '); at >= 0 && at < judged; at = window.indexOf('\nFrom ', at + 1)) {
      if (isStart(window, at)) yield offset + at + 1
    }
    // What could not be judged yet, and the blank line before it.
    const rest = Math.max(0, judged - 2)
    offset += rest
    window = window.subarray(rest)
  }
}

/** Whether the line behind the line end at `at` opens a message. */
function isStart(window: Buffer, at: number): boolean {
  const isBlankBefore = window[at - 1] === 0x0a || (window[at - 1] === 0x0d && window[at - 2] === 0x0a)
  if (!isBlankBefore) return false
  const text = window.toString('latin1', at + 1, at + 1 + lookahead)
  const [line] = fromLine.exec(text) ?? []
  return line !== undefined && /^(>From |[!-9;-~]+[ \t]*:)/.test(text.slice(line.length))
}

async function* withEnd(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  yield* pieces
  yield null
}
