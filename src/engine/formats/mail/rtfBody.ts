import iconv from 'iconv-lite'
import { RtfReader } from '../rtf/rtfReader'
import { RtfText } from '../rtf/rtfText'
import { readTokens } from '../rtf/tokens'

/** Longest text that is unpacked, in bytes. */
const maxBytes = 64 * 2 ** 20

const compressedMark = 0x7546_5a4c
const plainMark = 0x414c_454d

/** What every compressed text may refer to before it has said anything itself ([MS-OXRTFCP] 2.1.3.1.4). */
const dictionary =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx'

/** The body of a message that has it only as compressed RTF: the web page that was packed into it, else its text. */
export function rtfBody(compressed: Uint8Array): { text: string | null; html: string | null } {
  const rtf = decompress(Buffer.from(compressed.buffer, compressed.byteOffset, compressed.length))
  if (rtf === null || !rtf.subarray(0, 16).includes('{\\rtf')) return { text: null, html: null }
  const start = rtf.toString('latin1', 0, 2_000)
  if (start.includes('\\fromhtml1')) return { text: null, html: packedPage(rtf.toString('latin1')) }
  const reader = new RtfReader(new RtfText())
  readTokens(rtf, reader)
  reader.finishAll()
  return { text: reader.text.page().text, html: null }
}

/** The RTF itself; null where it is damaged. */
function decompress(bytes: Buffer): Buffer | null {
  if (bytes.length < 16) return null
  const mark = bytes.readUInt32LE(8)
  if (mark === plainMark) return bytes.subarray(16)
  const size = bytes.readUInt32LE(4)
  if (mark !== compressedMark || size > maxBytes) return null
  const window = Buffer.alloc(4096)
  let write = window.write(dictionary, 'latin1')
  const out = Buffer.alloc(size)
  let length = 0
  const put = (byte: number) => {
    out[length++] = window[write] = byte
    write = (write + 1) % 4096
  }
  for (let at = 16; at < bytes.length && length < size;) {
    const flags = bytes[at++]!
    for (let bit = 0; bit < 8 && at < bytes.length && length < size; bit++) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at++]!)
        continue
      }
      if (at + 2 > bytes.length) break
      const reference = bytes.readUInt16BE(at)
      at += 2
      const from = reference >> 4
      if (from === write) return out.subarray(0, length)
      for (let i = 0; i < (reference & 15) + 2 && length < size; i++) put(window[(from + i) % 4096]!)
    }
  }
  return out.subarray(0, length)
}

/** Pieces of RTF: a control word with its number, a byte, a control symbol, a brace, or text. */
const pieces = /\\([a-z]+)(-?\d+)? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)/gi

/**
 * The web page in RTF that Outlook made of one: the tags in its groups called `htmltag`, and the text that is not between `htmlrtf`
 * and `htmlrtf0` ([MS-OXRTFEX]).
 */
function packedPage(rtf: string): string {
  const page = new PackedPage(/\\ansicpg(\d+)/.exec(rtf.slice(0, 500))?.[1] ?? '1252')
  for (const [, word, number, hex, symbol, brace, plain] of rtf.matchAll(pieces)) {
    if (hex !== undefined) page.byte(parseInt(hex, 16))
    else if (brace !== undefined) page.brace(brace)
    else if (plain !== undefined) page.put(plain)
    else if (symbol !== undefined) page.symbol(symbol)
    else page.word(word!, number)
  }
  return page.end()
}

const breaks: Record<string, string> = { par: '\n', line: '\n', tab: '\t', emdash: '—', endash: '–', bullet: '•' }
const quotes: Record<string, string> = { lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”' }

class PackedPage {
  private html = ''
  private bytes: number[] = []
  /** For each open group, whether it holds nothing of the page. */
  private readonly skipped = [false]
  private isRtfOnly = false
  private isStarred = false
  /** Characters that stand for a Unicode one in programs without Unicode, to be left out. */
  private omit = 0
  private readonly encoding: string

  constructor(codePage: string) {
    this.encoding = iconv.encodingExists(`cp${codePage}`) ? `cp${codePage}` : 'cp1252'
  }

  byte(byte: number): void {
    if (this.omit > 0) this.omit--
    else this.bytes.push(byte)
  }

  brace(brace: string): void {
    this.decodeBytes()
    this.isStarred = false
    if (brace === '{') this.skipped.push(this.skipped.at(-1)!)
    else if (this.skipped.length > 1) this.skipped.pop()
  }

  put(text: string): void {
    this.decodeBytes()
    this.isStarred = false
    if (!this.skipped.at(-1) && !this.isRtfOnly) this.html += text.slice(this.omit)
    this.omit = Math.max(0, this.omit - text.length)
  }

  symbol(symbol: string): void {
    if (symbol === '*') this.isStarred = true
    else if (/[\\{}]/.test(symbol)) this.put(symbol)
    else if (symbol === '~') this.put('&nbsp;')
  }

  word(word: string, number: string | undefined): void {
    this.decodeBytes()
    const isStarred = this.isStarred
    this.isStarred = false
    if (word === 'htmlrtf') this.isRtfOnly = number !== '0'
    else if (isStarred || word === 'fonttbl' || word === 'colortbl') this.skipped[this.skipped.length - 1] = word !== 'htmltag'
    else if (word === 'u') {
      this.put(String.fromCharCode(Number(number) & 0xffff))
      this.omit = 1
    } else this.put(breaks[word] ?? quotes[word] ?? '')
  }

  end(): string {
    this.decodeBytes()
    return this.html
  }

  private decodeBytes(): void {
    if (this.bytes.length === 0) return
    const text = iconv.decode(Buffer.from(this.bytes), this.encoding)
    this.bytes = []
    if (!this.skipped.at(-1) && !this.isRtfOnly) this.html += text
  }
}
