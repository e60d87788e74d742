import iconv from 'iconv-lite'
import { guessCodePage } from './codePages'
import { isNearlyUtf8 } from './damagedUtf8'
import { isUtf8InParts } from './mixedLines'

/** Share of control characters above which bytes are no text. */
const maxControls = 0.01
/** The same for strict UTF-8 without NULs, which other bytes are next to never: what a terminal was sent is full of them. */
const maxControlsOfUtf8 = 0.1

/** Name of the encoding a byte-order mark stands for, with the length of the mark; null without one. */
export function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | null {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (a === 0xff && b === 0xfe && c === 0 && d === 0 && bytes.length >= 4) return { encoding: 'utf-32le', length: 4 }
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', length: 4 }
  const isWide = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)
  if (isWide && isPlain(bytes.subarray(2, 4_096))) return { encoding: 'utf-8', length: 2 }
  return isWide ? { encoding: a === 0xff ? 'utf-16le' : 'utf-16be', length: 2 } : null
}

/** Whether bytes are letters of ASCII one by one: a program put the wrong mark before them. Chinese of a line has others. */
function isPlain(bytes: Uint8Array): boolean {
  return bytes.length >= 24 && bytes.includes(32) && bytes.every((byte) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13))
}

/** Name of the encoding of a text whose beginning is `bytes`, or null where they are no text. `whole`: nothing follows them. */
export function detectEncoding(bytes: Uint8Array, whole: boolean): string | null {
  const mark = byteOrderMark(bytes)
  if (mark) return mark.encoding
  const counts = countBytes(bytes)
  const utf8 = isUtf8(bytes, whole)
  const wide = widestEncoding(bytes, counts) ?? wideEncoding(bytes, counts, utf8)
  if (wide) return wide
  if (counts.controls > bytes.length * (utf8 && counts.nuls === 0 ? maxControlsOfUtf8 : maxControls)) return null
  if (utf8 && hasJapaneseEscapes(bytes)) return 'iso-2022-jp'
  if (utf8) return counts.nuls <= bytes.length / 4 ? 'utf-8' : null
  if (counts.nuls > 0) return null
  return isNearlyUtf8(bytes) || isUtf8InParts(bytes) ? 'utf-8' : guessCodePage(bytes)
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
  /** Bytes below 32 at even and at odd places. */
  low: [even: number, odd: number]
}

function countBytes(bytes: Uint8Array): ByteCounts {
  let controls = 0
  let nuls = 0
  const low: [number, number] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte >= 32) {
      if (byte === 127) controls++
      continue
    }
    low[(i & 1) as 0 | 1]++
    if (byte === 0) nuls++
    else if ((byte < 9 || byte > 13) && byte !== 26 && byte !== 27) controls++
  }
  return { controls, nuls, low }
}

/** UTF-32 without a mark: of each four bytes, the two highest say next to nothing. */
function widestEncoding(bytes: Uint8Array, { nuls }: ByteCounts): string | null {
  const count = Math.floor(bytes.length / 4)
  if (count < 2 || nuls < count * 2) return null
  let little = 0
  let big = 0
  for (let i = 0; i < count * 4; i += 4) {
    const [a, b, c, d] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!, bytes[i + 3]!]
    if (d === 0 && c <= 0x10 && (a | b) !== 0) little++
    if (a === 0 && b <= 0x10 && (c | d) !== 0) big++
  }
  if (little === count && big < count) return isPlausible('utf-32le', bytes)
  return big === count ? isPlausible('utf-32be', bytes) : null
}

function isPlausible(name: string, bytes: Uint8Array): string | null {
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength & ~3), name)
  return countOddCharacters(text) + (text.match(/\ufffd/g)?.length ?? 0) <= text.length * maxControls ? name : null
}

/**
 * UTF-16 without a mark. Bytes that are also UTF-8 must have NULs and controls beside nearly all letters; others give themselves away by
 * any, for code pages have none.
 */
function wideEncoding(bytes: Uint8Array, { nuls, low, controls }: ByteCounts, utf8: boolean): string | null {
  const pairs = Math.floor(bytes.length / 2)
  if (nuls === 0 && controls <= bytes.length * maxControls) return null
  const [less, most] = low.toSorted((a, b) => a - b) as [number, number]
  if (utf8 && most < pairs * 0.9 && (most < pairs * 0.5 || less > most * 0.25)) return null
  const even = bytes.subarray(0, pairs * 2)
  const [best, other] = ['utf-16le', 'utf-16be'].map((name) => wideReading(name, even)).sort((a, b) => b.score - a.score)
  return best!.plausible && best!.score > other!.score ? best!.name : null
}

/** Characters of the scripts that most is written in; of bytes that are no text, about half read so. */
const usual =
  /[\t\n\r\u0020-\u007e\u00a0-\u024f\u0370-\u06ff\u0900-\u0e7f\u2010-\u203a\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]/g

function wideReading(name: string, bytes: Uint8Array): { name: string; plausible: boolean; score: number } {
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(bytes, { stream: true })
    const known = text.match(usual)?.length ?? 0
    const telling = text.match(/[ -~\n\r\t\u3000-\u3002\uff0c\u060c]/g)?.length ?? 0
    const plausible = countOddCharacters(text) <= text.length * maxControls && known >= text.length * 0.9
    return { name, plausible, score: known + 2 * telling }
  } catch {
    return { name, plausible: false, score: 0 }
  }
}

/** Controls, private use and noncharacters: what text decoded with the wrong table is full of. */
function countOddCharacters(text: string): number {
  return text.match(/[\u0000-\u0008\u000e-\u0019\u001c-\u001f\u007f-\u009f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]/g)?.length ?? 0
}
