import { AppError } from '../../../contract/errors'

// What PDFDocEncoding has at 0x80 to 0x9e and at 0xa0; from 0xa1 on it is Latin-1.
const docEncoding = '•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž'

/**
 * The ways a program may have written a password into bytes, likeliest first: UTF-8 (composed, as typed, compatible), as newer
 * encryption demands; one byte a character, as older encryption has it.
 */
export function passwordBytes(password: string): Buffer[] {
  const composed = password.normalize('NFC')
  const forms = [composed, password, password.normalize('NFKC')].map((form) => Buffer.from(form, 'utf8'))
  const single = singleBytes(composed)
  const all = single ? [...forms, single] : forms
  return all.filter((bytes, index) => all.findIndex((other) => other.equals(bytes)) === index)
}

/** Null where a character has no place in PDFDocEncoding. */
function singleBytes(password: string): Buffer | null {
  const bytes: number[] = []
  for (const character of password) {
    const code = character.codePointAt(0)!
    const special = docEncoding.indexOf(character)
    if (special >= 0) bytes.push(0x80 + special)
    else if (character === '€') bytes.push(0xa0)
    else if (code < 0x100) bytes.push(code)
    else return null
  }
  return Buffer.from(bytes)
}

/** What an encrypted PDF fails with; `tried` where a password was given and did not fit. */
export function passwordError(tried: boolean): AppError {
  return tried
    ? new AppError('DOCUMENT_PASSWORD', 'This password does not open the PDF: it is wrong. Check it and enter it again.', {
        details: { wrong: true },
      })
    : new AppError('DOCUMENT_PASSWORD', 'This PDF is protected with a password. Enter the password to read it.')
}
