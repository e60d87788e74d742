import { analyse } from 'chardet'
import iconv from 'iconv-lite'

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

/** UTF-16 without a mark. Bytes that are also UTF-8 need NULs beside nearly all letters; others show it by spaces and line ends. */
function wideEncoding(bytes: Uint8Array, { nuls, evenNuls }: ByteCounts, utf8: boolean): string | null {
  const pairs = Math.floor(bytes.length / 2)
  const most = Math.max(nuls - evenNuls, evenNuls)
  if (nuls === 0 || (utf8 && (most < pairs * 0.4 || nuls > most * 1.05))) return null
  const even = bytes.subarray(0, pairs * 2)
  const [best, other] = ['utf-16le', 'utf-16be'].map((name) => wideReading(name, even)).sort((a, b) => b.spaces - a.spaces)
  return best!.plausible && best!.spaces > other!.spaces ? best!.name : null
}

function wideReading(name: string, bytes: Uint8Array): { name: string; plausible: boolean; spaces: number } {
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(bytes, { stream: true })
    const spaces = text.match(/[ \n\r\t\u3000-\u3002\uff0c\u060c]/g)?.length ?? 0
    return { name, plausible: countOddCharacters(text) <= text.length * maxControls, spaces }
  } catch {
    return { name, plausible: false, spaces: 0 }
  }
}

/** Controls, private use and noncharacters: what text decoded with the wrong table is full of. */
function countOddCharacters(text: string): number {
  return text.match(/[\u0000-\u0008\u000e-\u0019\u001c-\u001f\u007f-\u009f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]/g)?.length ?? 0
}

/**
 * The most probable code page of bytes that are no Unicode: the first guess under which every byte means something.
 * Markup is left out, for its ASCII says nothing.
 */
function legacyEncoding(bytes: Uint8Array): string | null {
  const telling = withoutMarkup(bytes)
  const guesses = analyse(telling).filter(({ name, confidence }) => confidence > 9 && !/^(ASCII|UTF-)/.test(name))
  const high = telling.reduce((count, byte) => count + (byte > 127 ? 1 : 0), 0)
  if (high < 12 && (guesses[0]?.confidence ?? 0) < 60) return 'windows-1252'
  const names = guesses.map(({ name }) => (name === 'ISO-8859-1' ? 'windows-1252' : name.toLowerCase()))
  return names.find((name) => fits(telling, name)) ?? (fits(telling, 'windows-1252') ? 'windows-1252' : (names[0] ?? null))
}

function fits(bytes: Uint8Array, name: string): boolean {
  if (!iconv.encodingExists(name)) return false
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name)
  // The last character may be cut off by the end of the sample.
  return (text.slice(0, -2).match(/[\u0080-\u0084\u0086-\u009f\ufffd]/g)?.length ?? 0) === 0
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
