import type { FileHead, Format } from '../format'
import { plainPage, type Block } from '../page'
import { AppError } from '../../contract/errors'
import { looksLikeHtml } from './html/looksLikeHtml'
import { readTextFile } from './text/decodeText'
import { hiddenText } from './text/hiddenText'

const prose = 'txt text log me readme nfo srt vtt ics vcf tex bib rst adoc org textile'
const code =
  'json jsonl ndjson xml yaml yml toml ini cfg conf properties sql sh bash zsh bat ps1 py rb php pl lua r jl js mjs cjs jsx ts mts cts tsx ' +
  'java kt kts scala groovy c h cc cpp cxx hpp cs fs vb go rs swift m mm dart ex exs erl hs clj lisp css scss sass less vue svelte svg ' +
  'gradle cmake make mk dockerfile proto graphql diff patch asm'
const rows = 'csv tsv tab'
const proseExtensions = new Set(prose.split(' '))
const codeExtensions = new Set(code.split(' '))
/** Files whose text may well begin like a web page without being one. */
const sourceExtensions = new Set(`${code} ${rows}`.split(' '))

/** Text that belongs to formats with a structure of their own, whose source is no reading matter. */
const foreign = new Set(['eml', 'mbox', 'msg', 'rtf', 'mht', 'mhtml', 'ps', 'eps'])
const textual = new Set(['xml', 'svg', 'vtt', 'ics', 'vcf'])

/** Plain text in any encoding, source code, CSV, JSON and XML as their lines. */
export const format: Format = {
  id: 'text',
  mediaType: 'text/plain',
  place: 'lines',
  recognises(head) {
    if (foreign.has(head.extension) || (head.detected && !textual.has(head.detected.extension))) return 0
    if (head.encoding === null) return proseExtensions.has(head.extension) || sourceExtensions.has(head.extension) ? 1 : 0
    if (sourceExtensions.has(head.extension)) return 3
    if (looksLikeHtml(head)) return 1
    return proseExtensions.has(head.extension) ? 3 : 2
  },
  async open({ path, head }) {
    if (head.encoding === null) throw noText(head)
    const text = await readTextFile(path, head.encoding)
    const kind = codeExtensions.has(head.extension) ? 'code' : 'paragraph'
    const hidden = hiddenText(text)
    const page = { ...plainPage(1, text, paragraphs(text, kind)), firstLine: 1, ...(hidden.length ? { hidden } : {}) }
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: text.trim() === '' }),
      close: async () => {},
    }
  },
}

function noText(head: FileHead): AppError {
  return new AppError(
    'TEXT_ENCODING',
    `The file is called .${head.extension}, but its bytes are text in no encoding that could be recognised: save it as UTF-8 and add it again.`,
  )
}

/** Blocks between blank lines. */
function paragraphs(text: string, kind: 'paragraph' | 'code'): Block[] {
  const blocks: Block[] = []
  const blankLines = /\n[ \t]*(?:\n[ \t]*)+/g
  let start = 0
  for (let match = blankLines.exec(text); match; match = blankLines.exec(text)) {
    if (match.index > start) blocks.push({ kind, start, end: match.index })
    start = match.index + match[0].length
  }
  if (text.length > start) blocks.push({ kind, start, end: text.length })
  return blocks
}
