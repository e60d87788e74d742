import { crc32 } from 'node:zlib'
import iconv from 'iconv-lite'
import type { Entry } from 'yauzl'
import { detectEncoding, isUtf8 } from '../text/detectEncoding'

/** Id of the extra field that keeps a name in UTF-8 beside the one in a code page (Info-ZIP, APPNOTE 4.6.9). */
const unicodePath = 0x7075

/** General purpose flag of names in UTF-8. */
const utf8Flag = 0x800

/** The names of entries that were read as bytes, with `/` between folders; those in no stated encoding are decoded alike. */
export function entryNames(entries: readonly Entry[]): string[] {
  const unstated: Buffer[] = []
  const stated = entries.map((entry) => statedName(entry) ?? void unstated.push(rawName(entry)))
  const encoding = unstated.some((name) => name.some((byte) => byte > 127)) ? guessEncoding(unstated) : 'ascii'
  return entries.map((entry, i) => (stated[i] ?? iconv.decode(rawName(entry), encoding)).replaceAll('\\', '/'))
}

/** Without decoding, yauzl gives names as bytes, whatever its types say. */
function rawName(entry: Entry): Buffer {
  return entry.fileNameRaw
}

function statedName(entry: Entry): string | null {
  const raw = rawName(entry)
  if (entry.generalPurposeBitFlag & utf8Flag && isUtf8(raw, true)) return raw.toString('utf8')
  const field = entry.extraFields.find(({ id, data }) => id === unicodePath && data.length > 5 && data[0] === 1)
  return field && field.data.readUInt32LE(1) === crc32(raw) ? field.data.toString('utf8', 5) : null
}

interface Script {
  encoding: string
  letters: RegExp
  /** Signs of a wrong page. */
  never: RegExp
  /** Lowest byte beyond ASCII of the letters that are in use; 128 where absent. */
  lowest?: number
}

/** Scripts by the code pages that archives of their countries are in, surest first. */
const scripts: readonly Script[] = [
  { encoding: 'windows-1251', letters: /\p{Script=Cyrillic}/gu, never: /\p{Ll}\p{Lu}|[\u0402-\u040f]{2}/u },
  { encoding: 'cp866', letters: /\p{Script=Cyrillic}/gu, never: /\p{Ll}\p{Lu}/u },
  { encoding: 'euc-kr', letters: /\p{Script=Hangul}/gu, never: /\ufffd/, lowest: 0xa1 },
  { encoding: 'shift_jis', letters: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/gu, never: /[\ufffd\uff61-\uff9f]/ },
  { encoding: 'gbk', letters: /\p{Script=Han}/gu, never: /\ufffd/ },
  { encoding: 'big5', letters: /\p{Script=Han}/gu, never: /\ufffd/ },
]

/**
 * Tools say nothing of the code page their names are in. Without a word, it is that of DOS (APPNOTE 4.4.4), in which Latin names that
 * make sense are read first. Letters of a foreign script stand side by side and make sense under one page only; accented letters stand
 * among plain ones, in what Windows or what DOS called the Latin page.
 */
function guessEncoding(names: readonly Buffer[]): string {
  const all = Buffer.concat(names.flatMap((name) => [name, Buffer.from('\n')]))
  if (isUtf8(all, true)) return 'utf-8'
  // The second byte of a kana is often a plain letter.
  if (/\p{Script=Katakana}{2}/u.test(iconv.decode(all, 'shift_jis')) && fits(all, scripts[3]!)) return 'shift_jis'
  const high = all.filter((byte) => byte > 127)
  if (high.every(isSharedByDos) && isLatin(iconv.decode(all, 'cp437'))) return 'cp437'
  if (high.every((byte) => byte >= 0xc0) && isLatin(iconv.decode(all, 'windows-1252'))) return 'windows-1252'
  const sideBySide = all.filter((byte, i) => byte > 127 && ((all[i - 1] ?? 0) > 127 || (all[i + 1] ?? 0) > 127))
  if (sideBySide.length >= high.length * 0.7) return scripts.find((script) => fits(all, script))?.encoding ?? codePageOf(all) ?? 'cp437'
  if (high.every((byte) => byte >= 0xc0)) return 'windows-1252'
  return isLatin(iconv.decode(all, 'cp850')) ? 'cp850' : 'cp437'
}

/** Bytes that are the same accented letter in both Latin pages of DOS, 437 and 850. */
function isSharedByDos(byte: number): boolean {
  return (byte >= 0x80 && byte <= 0x9a) || (byte >= 0xa0 && byte <= 0xa5) || byte === 0xe1
}

/**
 * Whether accented letters stand as they do in words: no more than two in a row and those beside plain ones, umlauts in any number; no
 * capital behind a small letter. What is no letter, and letters of other scripts that are read so, hardly ever do.
 */
function isLatin(names: string): boolean {
  if (/[^\p{ASCII}\p{Script=Latin}]/u.test(names)) return false
  if (/[^\p{ASCII}\P{Ll}]\p{Lu}|\p{Ll}[^\p{ASCII}\P{Lu}]/u.test(names)) return false
  return [...names.matchAll(/([A-Za-z]?)([^\p{ASCII}]{2,})([A-Za-z]?)/gu)].every(
    ([, before, letters = '', after]) => /^[äöüßÄÖÜ]+$/.test(letters) || (letters.length === 2 && Boolean(before || after)),
  )
}

/** Names are never in UTF-16, whatever zeros a malicious one holds. */
function codePageOf(bytes: Buffer): string | null {
  const encoding = detectEncoding(bytes, true)
  return encoding?.startsWith('utf-') ? null : encoding
}

function fits(bytes: Buffer, { encoding, letters, never, lowest = 128 }: Script): boolean {
  if (bytes.some((byte) => byte > 127 && byte < lowest)) return false
  const text = iconv.decode(bytes, encoding)
  const foreign = text.match(/[^\p{ASCII}\p{P}]/gu)?.length ?? 0
  return !never.test(text) && (text.match(letters)?.length ?? 0) >= foreign * 0.95
}
