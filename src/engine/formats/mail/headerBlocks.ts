import { utf7 } from './utf7'

/** Most encoded words of one header field that are decoded: decoding takes time square to them, and no subject has a hundred. */
const mostWords = 1_000

const encodedWord = Buffer.from('=?')

/** Names of character sets that say nothing of the bytes: 7 bits that are not, and those that programs write when they do not know. */
const idleNames = /^(us-ascii|ascii|ansi_x3\.4-1968|unknown(-8bit)?|x-unknown|8bit|default|none)$/i

/** A message with the rest of header fields cut off that hold more encoded words than any real one; the same bytes where none does. */
export function withFewWords(bytes: Uint8Array): Uint8Array {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!hasManyWords(message)) return bytes
  return inHeaders(message, (block) =>
    block
      .split(/\r?\n(?![ \t])/)
      .map((field) => field.split('=?', mostWords + 1).join('=?'))
      .join('\n'),
  )
}

/** Character sets of two and four bytes: what is sent in them is in base64, so that where it is not, the name is wrong. */
const wideNames = /^(utf-?(16|32)|ucs-?[24])/i

/** A message in which parts of a character set that says nothing, or cannot be true, are called UTF-8; null where there are none. */
export function calledUtf8(bytes: Uint8Array): Buffer | null {
  let isChanged = false
  const message = inHeaders(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), (block) =>
    block.replace(/(\bcharset\s*=\s*)(?:"([^"\r\n]*)"|([^\s;"]+))/gi, (whole: string, start: string, quoted?: string, bare?: string) => {
      if (!saysNothing(quoted ?? bare ?? '')) return whole
      isChanged = true
      return `${start}"utf-8"`
    }),
  )
  return isChanged ? message : null
}

function saysNothing(name: string): boolean {
  if (idleNames.test(name.trim()) || wideNames.test(name.trim())) return true
  // Decoded by ourselves, see `utf7.ts`.
  if (utf7.test(name.trim())) return false
  try {
    new TextDecoder(name.trim())
    return false
  } catch {
    return true
  }
}

function hasManyWords(message: Buffer): boolean {
  let count = 0
  for (let at = message.indexOf(encodedWord); at >= 0; at = message.indexOf(encodedWord, at + 2)) if (++count > mostWords) return true
  return false
}

/** Changes what stands between blank lines and begins as header fields do. */
function inHeaders(message: Buffer, change: (block: string) => string): Buffer {
  const pieces = message.toString('latin1').split(/(\r?\n(?:[ \t]*\r?\n)+)/)
  return Buffer.from(pieces.map((piece) => (isHeader(piece) ? change(piece) : piece)).join(''), 'latin1')
}

/** A header begins with a field, behind the line of a boundary where it is that of a part. */
function isHeader(piece: string): boolean {
  return /^(?:\s*--[^\r\n]*\r?\n)?[!-9;-~]{1,100}:/.test(piece) || /^content-type:/im.test(piece)
}
