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
}

/** Scripts by the code pages that archives of their countries are in, surest first. */
const scripts: readonly Script[] = [
  { encoding: 'windows-1251', letters: /\p{Script=Cyrillic}/gu, never: /\p{Lu}{3}/u },
  { encoding: 'cp866', letters: /\p{Script=Cyrillic}/gu, never: /\p{Lu}{3}/u },
  { encoding: 'euc-kr', letters: /\p{Script=Hangul}/gu, never: /\ufffd/ },
  { encoding: 'shift_jis', letters: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/gu, never: /[\ufffd\uff61-\uff9f]/ },
  { encoding: 'gbk', letters: /\p{Script=Han}/gu, never: /\ufffd/ },
  { encoding: 'big5', letters: /\p{Script=Han}/gu, never: /\ufffd/ },
]

/**
 * Tools say nothing of the code page their names are in. Letters of a foreign script stand side by side and make sense under
 * one page only; accented letters stand among plain ones, in what Windows or what DOS called the Latin page.
 */
function guessEncoding(names: readonly Buffer[]): string {
  const all = Buffer.concat(names.flatMap((name) => [name, Buffer.from('\n')]))
  if (isUtf8(all, true)) return 'utf-8'
  const high = all.filter((byte) => byte > 127)
  const sideBySide = all.filter((byte, i) => byte > 127 && ((all[i - 1] ?? 0) > 127 || (all[i + 1] ?? 0) > 127))
  if (sideBySide.length >= high.length * 0.7) return scripts.find((script) => fits(all, script))?.encoding ?? codePageOf(all) ?? 'cp437'
  // The second byte of a kana is often a plain letter.
  if (/\p{Script=Katakana}{2}/u.test(iconv.decode(all, 'shift_jis')) && fits(all, scripts[3]!)) return 'shift_jis'
  return high.every((byte) => byte >= 0xc0) ? 'windows-1252' : 'cp437'
}

/** Names are never in UTF-16, whatever zeros a malicious one holds. */
function codePageOf(bytes: Buffer): string | null {
  const encoding = detectEncoding(bytes, true)
  return encoding?.startsWith('utf-') ? null : encoding
}

function fits(bytes: Buffer, { encoding, letters, never }: Script): boolean {
  const text = iconv.decode(bytes, encoding)
  const foreign = text.match(/[^\p{ASCII}\p{P}]/gu)?.length ?? 0
  return !never.test(text) && (text.match(letters)?.length ?? 0) >= foreign * 0.95
}
