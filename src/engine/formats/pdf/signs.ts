/** What a UTF-16 code unit does to the word it stands in. */
export function kindOf(code: number): 'letter' | 'space' | 'newline' | 'ideograph' {
  if (code > 0x20 && code < 0xa0) return 'letter'
  if (code === 0x0a || code === 0x0d || code === 0xfffe) return 'newline'
  if (code === 0x20 || code === 0x09 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f)
    return 'space'
  return isIdeograph(code) ? 'ideograph' : 'letter'
}

/** Kana, CJK ideographs and full-width punctuation: scripts without spaces, where every sign is its own word. */
export function isIdeograph(code: number): boolean {
  if (code < 0x3001) return false
  return code <= 0x30ff || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff01 && code <= 0xff60)
}

/** A digit, a bracket or a sign notes are marked with. */
export function isSign(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x28 ||
    code === 0x29 ||
    code === 0x2a ||
    code === 0x2212 ||
    code === 0x2020 ||
    code === 0x2021 ||
    code === 0xa7 ||
    code === 0xb6
  )
}
