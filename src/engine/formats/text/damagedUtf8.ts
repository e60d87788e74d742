/*
 * UTF-8 that was cut off, or has a few bytes in it that are none, is UTF-8 all the same: guessing a code page would spoil the rest.
 */

/** Characters that are right from which on one wrong byte in five of them is no more than damage, whatever the script. */
const many = 5

/** Letters and signs of texts in Latin letters: what pairs of letters of other code pages look like by chance is mostly none of them. */
const latin = /^[\0-\u024f\u2010-\u203a\u20ac\u{1f300}-\u{1faff}\ufffd]*$/u

/** Whether bytes are UTF-8 but for their end or a few places. */
export function isNearlyUtf8(bytes: Uint8Array): boolean {
  const cut = cutCharacter(bytes)
  const body = bytes.subarray(0, bytes.length - cut)
  const { right, wrong, longest } = charactersIn(body)
  if (right >= many && wrong * 5 < right) return true
  if (wrong === 0) return cut > 0
  return right >= 2 && wrong <= right && longest <= 3 && latin.test(Buffer.from(body).toString('utf8'))
}

/**
 * Bytes of a character that is cut off at the end; 0 where none is. A single byte may be a letter of a code page as well, as the last one
 * of "café": there it counts only where it would be a capital within a word.
 */
export function cutCharacter(bytes: Uint8Array): number {
  let length = 1
  while (length < 4 && length < bytes.length && bytes[bytes.length - length]! >> 6 === 2) length++
  const first = bytes[bytes.length - length] ?? 0
  const whole = first < 0xc2 || first > 0xf4 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (whole <= length) return 0
  const before = bytes.subarray(0, bytes.length - length)
  if (charactersIn(before.subarray(before.lastIndexOf(10) + 1)).wrong > 0) return 0
  const { right } = charactersIn(before)
  if (length > 1) return right > 0 || isTelling(first, bytes[bytes.length - length + 1]!) ? length : 0
  const letter = String.fromCharCode(before.at(-1) ?? 0)
  const isCapital = first < 0xdf
  return Number(right > 0 ? isCapital || !/[A-Za-z]/.test(letter) : isCapital && /[a-z]/.test(letter))
}

/** Quotes, dashes and pictures of feelings: what is most beyond ASCII in texts that have nothing else beyond it. */
function isTelling(first: number, second: number): boolean {
  return (first === 0xe2 && second === 0x80) || (first === 0xf0 && second === 0x9f)
}

/** How many characters beyond ASCII bytes hold that are UTF-8, how many bytes that are none, and most such bytes in a row. */
export function charactersIn(bytes: Uint8Array): { right: number; wrong: number; longest: number } {
  let [right, wrong, row, longest] = [0, 0, 0, 0]
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    const more = byte < 0xc2 || byte > 0xf4 ? 0 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
    let found = 0
    while (found < more && bytes[i + 1 + found]! >> 6 === 2) found++
    if (byte >= 0x80 && (more === 0 || found < more)) {
      wrong++
      longest = Math.max(longest, ++row)
      continue
    }
    row = 0
    if (byte >= 0x80) right++
    i += more
  }
  return { right, wrong, longest }
}
