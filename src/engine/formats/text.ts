import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { plainPage, type Block } from '../page'
import { looksLikeHtml } from './html/looksLikeHtml'
import { looksLikeMail, looksLikeMailbox } from './mail/looksLikeMail'
import { readTextFile } from './text/decodeText'
import { looksLikeTranscript } from './vtt/looksLikeTranscript'

const extensions = new Set('txt text log me readme nfo diz asc lst srt vtt sbv ics vcf vcard bib adoc org rst textile reg'.split(' '))

/** Text by its magic number that is read as it stands. */
const textual = new Set(['xml', 'svg', 'vtt', 'ics', 'vcf', 'reg'])

/** Plain text in any encoding, as its lines: what no format with more of a structure claims. */
export const format: Format = {
  id: 'text',
  mediaType: 'text/plain',
  place: 'lines',
  recognises(head) {
    if (head.detected && !textual.has(head.detected.extension)) return 0
    const known = extensions.has(head.extension)
    if (head.encoding === null) return known ? 1 : 0
    if (looksLikeHtml(head) || looksLikeTranscript(head) || looksLikeMail(head) || looksLikeMailbox(head)) return 1
    return known ? 3 : 2
  },
  async open({ path, head }) {
    if (head.encoding === null) throw noText(head)
    const text = await readTextFile(path, head.encoding)
    const page = { ...plainPage(1, text, paragraphs(text)), firstLine: 1 }
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
function paragraphs(text: string): Block[] {
  const blocks: Block[] = []
  const blankLines = /\n[ \t]*(?:\n[ \t]*)+/g
  let start = 0
  for (let match = blankLines.exec(text); match; match = blankLines.exec(text)) {
    if (match.index > start) blocks.push({ kind: 'paragraph', start, end: match.index })
    start = match.index + match[0].length
  }
  if (text.length > start) blocks.push({ kind: 'paragraph', start, end: text.length })
  return blocks
}
