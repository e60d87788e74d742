import { readFile } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenDocument } from '../format'
import { withLostParts } from './docx/lostParts'
import { withPictures } from './docx/pictures'
import { rtfChildren } from './rtf/enclosures'
import { RtfReader } from './rtf/rtfReader'
import { RtfText } from './rtf/rtfText'
import { isCutOff, readTokens } from './rtf/tokens'

/** Largest file read, in bytes: most of it are pictures written in hexadecimal. */
const maxBytes = 256 * 1024 * 1024

/** Rich Text documents: headings, lists, tables, footnotes and comments; what was put into them and their pictures are documents below them. */
export const format: Format = {
  id: 'rtf',
  mediaType: 'application/rtf',
  place: 'section',
  container: true,
  recognises(head) {
    if (!beginsAsRtf(head)) return 0
    return head.extension === 'rtf' ? 3 : 2
  },
  async open({ path, head }, context) {
    if (head.size > maxBytes)
      throw new AppError(
        'DOCUMENT_TOO_LARGE',
        `A Rich Text document may have ${maxBytes >> 20} MB, this one has ${head.size >> 20} MB: split it.`,
      )
    const document: OpenDocument = {
      pages: 1,
      read: async () => {
        const reader = new RtfReader(new RtfText())
        readTokens(await readFile(path), reader)
        reader.finishAll()
        const page = reader.text.page()
        const named = await withPictures(page, async function* () {
          yield* rtfChildren(await readFile(path), context)
        })
        return { page: named, needsOcr: false, blank: named.text === '' }
      },
      async *children(taking) {
        yield* rtfChildren(await readFile(path), taking)
      },
      close: async () => {},
    }
    return withLostParts(document, isCutOff(await readFile(path)) ? [cutOff()] : [])
  },
}

function cutOff(): AppError {
  return new AppError(
    'DOCUMENT_CORRUPT',
    'The file ends before the document does, so that the rest is missing: copy or download it again, or save it anew.',
  )
}

function beginsAsRtf({ bytes }: FileHead): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*\{\\rtf/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))
}
