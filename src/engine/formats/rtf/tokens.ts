/** What an RTF file is made of, told in its order. */
export interface RtfListener {
  open(): void
  close(): void
  /** A control word with its number, null where it has none. */
  control(word: string, value: number | null): void
  /** A control of one sign, such as `~` or `*`. */
  sign(sign: string): void
  /** A byte of text, written as itself or in hexadecimal. */
  byte(value: number): void
}

const [openBrace, closeBrace, backslash, quote, minus, space] = [0x7b, 0x7d, 0x5c, 0x27, 0x2d, 0x20]
const longestWord = 32

/** Reads the tokens of an RTF file; nothing in it can be wrong, only meaningless. Binary data is passed over. */
export function readTokens(bytes: Buffer, listener: RtfListener): void {
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at++]!
    if (byte === openBrace) listener.open()
    else if (byte === closeBrace) listener.close()
    else if (byte === backslash) at = readControl(bytes, at, listener)
    else if (byte !== 10 && byte !== 13 && byte !== 0) listener.byte(byte)
  }
}

/** Whether a file ends within a group: all of a document lies in one, so that its end is missing. */
export function isCutOff(bytes: Buffer): boolean {
  let depth = 0
  const nothing = () => {}
  readTokens(bytes, {
    open: () => void depth++,
    close: () => void (depth = Math.max(0, depth - 1)),
    control: nothing,
    sign: nothing,
    byte: nothing,
  })
  return depth > 0
}

function readControl(bytes: Buffer, start: number, listener: RtfListener): number {
  const first = bytes[start] ?? 0
  if (!isLetter(first)) return readSign(bytes, start, listener)
  let at = start
  while (at < bytes.length && at - start < longestWord && isLetter(bytes[at]!)) at++
  const word = bytes.toString('latin1', start, at)
  const numberFrom = at
  if (bytes[at] === minus) at++
  while (at < bytes.length && isDigit(bytes[at]!) && at - numberFrom < 12) at++
  const value = at > numberFrom && isDigit(bytes[at - 1]!) ? Number(bytes.toString('latin1', numberFrom, at)) : null
  if (value === null) at = numberFrom
  if (bytes[at] === space) at++
  if (word === 'bin') return at + Math.min(Math.max(0, value ?? 0), bytes.length - at)
  listener.control(word, value)
  return at
}

function readSign(bytes: Buffer, at: number, listener: RtfListener): number {
  const sign = bytes[at]
  if (sign === undefined) return at
  if (sign === quote) {
    const value = Number.parseInt(bytes.toString('latin1', at + 1, at + 3), 16)
    if (Number.isNaN(value)) return at + 1
    listener.byte(value)
    return at + 3
  }
  if (sign === openBrace || sign === closeBrace || sign === backslash) listener.byte(sign)
  else if (sign === 10 || sign === 13) listener.control('par', null)
  else listener.sign(String.fromCharCode(sign))
  return at + 1
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
