import iconv from 'iconv-lite'

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
  if (rtf === null) return { text: null, html: null }
  return /\\fromhtml1/.test(rtf.slice(0, 2_000)) ? { text: null, html: plainOf(rtf, true) } : { text: plainOf(rtf, false), html: null }
}

/** The RTF itself, one character a byte; null where it is damaged. */
function decompress(bytes: Buffer): string | null {
  if (bytes.length < 16) return null
  const mark = bytes.readUInt32LE(8)
  if (mark === plainMark) return bytes.toString('latin1', 16)
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
      if (from === write) return out.toString('latin1', 0, length)
      for (let i = 0; i < (reference & 15) + 2 && length < size; i++) put(window[(from + i) % 4096]!)
    }
  }
  return out.toString('latin1', 0, length)
}

/** Groups that hold no text of the document. */
const unread = new Set(
  'fonttbl colortbl stylesheet info pict object header footer listtable listoverridetable generator themedata'.split(' '),
)

const symbols: Record<string, string> = { par: '\n', line: '\n', tab: '\t', cell: '\t', row: '\n', emdash: '—', endash: '–', bullet: '•' }
const quotes: Record<string, string> = { lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”' }

/** Pieces of RTF: a control word with its number, a control symbol, a brace, or text. */
const pieces = /\\([a-z]+)(-?\d+)? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)/gi

interface Group {
  skip: boolean
  /** Bytes to leave out after a Unicode character: what programs without Unicode show instead. */
  fallback: number
}

/**
 * The text of RTF. With `asHtml` what was packed into it by Outlook: the tags in its groups called `htmltag`, and the text that is
 * not between `htmlrtf` and `htmlrtf0` ([MS-OXRTFEX]).
 */
function plainOf(rtf: string, asHtml: boolean): string {
  const encoding = `cp${/\\ansicpg(\d+)/.exec(rtf.slice(0, 500))?.[1] ?? '1252'}`
  const decode = (bytes: number[]) =>
    iconv.encodingExists(encoding) ? iconv.decode(Buffer.from(bytes), encoding) : Buffer.from(bytes).toString('latin1')
  const groups: Group[] = [{ skip: false, fallback: 1 }]
  let [text, bytes, omit, isRtfOnly, isStarred] = ['', [] as number[], 0, false, false]
  const put = (one: string) => {
    if (!groups.at(-1)!.skip && !isRtfOnly) text += one
  }
  const flush = () => {
    if (bytes.length > 0) put(decode(bytes))
    bytes = []
  }
  for (const [, word, number, hex, symbol, brace, plain] of rtf.matchAll(pieces)) {
    const group = groups.at(-1)!
    if (hex !== undefined) {
      if (omit > 0) omit--
      else bytes.push(parseInt(hex, 16))
      continue
    }
    flush()
    if (brace === '{') groups.push({ ...group })
    else if (brace === '}') void (groups.length > 1 && groups.pop())
    else if (plain !== undefined) {
      put(plain.slice(omit))
      omit = Math.max(0, omit - plain.length)
    } else if (symbol !== undefined) {
      if (symbol === '*') isStarred = true
      else if (/[\\{}]/.test(symbol)) put(symbol)
      else if (symbol === '~') put('\u00a0')
      continue
    } else if (word === 'u') {
      put(String.fromCharCode(Number(number) & 0xffff))
      omit = group.fallback
    } else if (word === 'uc') group.fallback = Number(number ?? 1)
    else if (asHtml && word === 'htmlrtf') isRtfOnly = number !== '0'
    else if (isStarred) group.skip = !(asHtml && word === 'htmltag')
    else if (unread.has(word!)) group.skip = true
    else put(symbols[word!] ?? quotes[word!] ?? '')
    isStarred = false
  }
  flush()
  return text
}
