import iconv from 'iconv-lite'

/** Code pages of the character sets fonts are made for. */
const ofCharset: Readonly<Record<number, string>> = {
  0: '1252',
  77: '10000',
  128: '932',
  129: '949',
  130: '949',
  134: '936',
  136: '950',
  161: '1253',
  162: '1254',
  163: '1258',
  177: '1255',
  178: '1256',
  186: '1257',
  204: '1251',
  222: '874',
  238: '1250',
  254: '437',
  255: '850',
}

/** Fonts of signs: their bytes name places in the font, not letters. */
export const symbols = 'symbols'

/** The code page of a font by its character set; null where the document's own applies. */
export function codePageOf(charset: number): string | null {
  return charset === 2 ? symbols : (ofCharset[charset] ?? null)
}

/** Text of a code page; one nobody knows is read as that of Western Europe. */
export function decodeBytes(bytes: readonly number[], codePage: string): string {
  if (codePage === symbols) return bytes.map(symbolOf).join('')
  const name = codePage === '10000' ? 'macroman' : codePage === '65001' ? 'utf8' : `cp${codePage}`
  return iconv.decode(Buffer.from(bytes), iconv.encodingExists(name) ? name : 'cp1252')
}

/** The bullets of the common fonts of signs; other signs have no meaning as text. */
function symbolOf(byte: number): string {
  if (byte < 0x80) return String.fromCharCode(byte)
  return byte === 0xb7 || byte === 0xa7 || byte === 0xa8 || byte === 0xd8 || byte === 0xfc ? '•' : ''
}
