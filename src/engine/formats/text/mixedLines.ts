import iconv from 'iconv-lite'
import { charactersIn, cutCharacter } from './damagedUtf8'

/*
 * Logs and lists that several programs wrote have lines in UTF-8 and lines in the code page of the machine. A line of which no character
 * is UTF-8 is read in windows-1252; one that is UTF-8 but for a damaged place is left as it is.
 */

/** Fewest characters in the lines that are UTF-8: two in a row by chance are rare. */
const fewest = 2

/** Whether some lines are UTF-8 of Latin letters and signs, and the others are Latin letters of one byte each. */
export function isUtf8InParts(bytes: Uint8Array): boolean {
  let [wide, other] = [0, 0]
  for (const line of lines(bytes)) {
    const { right, wrong, longest } = charactersIn(line)
    if (right > 0 && wrong > 0) return false
    if (wrong > 0 && longest > 3) return false
    if (right > 0 && /[^\0-\u024f\u2010-\u203a\u20ac]/.test(Buffer.from(line).toString('utf8'))) return false
    wide += right
    if (wrong > 0) other++
  }
  return wide >= fewest && other > 0
}

/** Bytes as a string, line by line: UTF-8, or windows-1252 where no character of a line is UTF-8. */
export function decodeLines(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const parts: string[] = []
  const cut = cutCharacter(bytes)
  for (const line of lines(bytes.subarray(0, bytes.length - cut))) {
    const { right, wrong } = charactersIn(line)
    parts.push(wrong > 0 && right === 0 ? iconv.decode(Buffer.from(line), 'windows-1252') : decoder.decode(line))
  }
  if (cut > 0) parts.push('\ufffd')
  return parts.join('')
}

/** The lines with their ends. */
function* lines(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start)
    const next = end < 0 ? bytes.length : end + 1
    yield bytes.subarray(start, next)
    start = next
  }
}
