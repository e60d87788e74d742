import { analyse } from 'chardet'

/** Share of control characters above which bytes are no text. */
const maxControls = 0.01

/** Name of the encoding a byte-order mark stands for, with the length of the mark; null without one. */
export function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | null {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (a === 0xff && b === 0xfe && c === 0 && d === 0 && bytes.length >= 4) return { encoding: 'utf-32le', length: 4 }
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', length: 4 }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', length: 2 }
  return null
}

/** Name of the encoding of a text whose beginning is `bytes`, or null where they are no text. `whole`: nothing follows them. */
export function detectEncoding(bytes: Uint8Array, whole: boolean): string | null {
  const mark = byteOrderMark(bytes)
  if (mark) return mark.encoding
  const counts = countBytes(bytes)
  const utf8 = isUtf8(bytes, whole)
  const wide = wideEncoding(bytes, counts, utf8)
  if (wide) return wide
  if (counts.controls > bytes.length * maxControls) return null
  if (utf8 && hasJapaneseEscapes(bytes)) return 'iso-2022-jp'
  if (utf8) return counts.nuls <= bytes.length / 4 ? 'utf-8' : null
  return counts.nuls === 0 ? legacyEncoding(bytes) : null
}

/** Whether bytes are strict UTF-8; a character cut off at the end counts as right unless `whole`. */
export function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole })
    return true
  } catch {
    return false
  }
}

/** ISO-2022-JP is ASCII to the byte; only its switch to two-byte characters (ESC $ B or ESC $ @) gives it away. */
function hasJapaneseEscapes(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(27); at >= 0; at = bytes.indexOf(27, at + 1)) {
    if (bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x40)) return true
  }
  return false
}

interface ByteCounts {
  /** C0 controls other than NUL, tab, line ends, form feed, ESC and the end-of-file mark of old systems. */
  controls: number
  nuls: number
  evenNuls: number
}

function countBytes(bytes: Uint8Array): ByteCounts {
  let controls = 0
  let nuls = 0
  let evenNuls = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === 0) {
      nuls++
      if (i % 2 === 0) evenNuls++
    } else if ((byte < 32 && (byte < 9 || byte > 13) && byte !== 26 && byte !== 27) || byte === 127) controls++
  }
  return { controls, nuls, evenNuls }
}

/** UTF-16 without a mark: its NULs stand on one side of the pairs only. Bytes that are also UTF-8 need many of them. */
function wideEncoding(bytes: Uint8Array, { nuls, evenNuls }: ByteCounts, utf8: boolean): string | null {
  const pairs = Math.floor(bytes.length / 2)
  const odd = nuls - evenNuls
  const most = Math.max(odd, evenNuls)
  if (most === 0 || Math.min(odd, evenNuls) > most / 20 || most < pairs * (utf8 ? 0.4 : 0.01)) return null
  const encoding = odd > evenNuls ? 'utf-16le' : 'utf-16be'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, pairs * 2), { stream: true })
    return countOddCharacters(text) <= text.length * maxControls ? encoding : null
  } catch {
    return null
  }
}

/** Controls, private use and noncharacters: what text decoded with the wrong table is full of. */
function countOddCharacters(text: string): number {
  return text.match(/[\u0000-\u0008\u000e-\u0019\u001c-\u001f\u007f-\u009f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]/g)?.length ?? 0
}

/** The most probable code page of bytes that are no Unicode; markup is left out, for its ASCII says nothing. */
function legacyEncoding(bytes: Uint8Array): string | null {
  const [best] = analyse(withoutMarkup(bytes)).filter((match) => !/^(ASCII|UTF-)/.test(match.name))
  if (!best) return 'windows-1252'
  const telling = bytes.reduce((count, byte) => count + (byte > 127 ? 1 : 0), 0)
  if (telling < 12 && best.confidence < 50) return 'windows-1252'
  return best.name === 'ISO-8859-1' ? 'windows-1252' : best.name.toLowerCase()
}

function withoutMarkup(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length)
  let length = 0
  let inTag = false
  for (const byte of bytes) {
    if (byte === 0x3c) inTag = true
    else if (byte === 0x3e) inTag = false
    else if (!inTag) kept[length++] = byte
  }
  return length > bytes.length / 10 ? kept.subarray(0, length) : bytes
}
