import type { FileHead, Format } from '../format'
import { withLostParts } from './docx/lostParts'
import { openOffice } from './docx/openOffice'
import { withPictures } from './docx/pictures'
import { readWord, wordChildren, wordParts, wordPictures } from './docx/readWord'

const extensions = new Set(['docx', 'docm', 'dotx', 'dotm'])

/** Word documents: headings, clauses and lists with their numbers, tables, notes, comments and boxes; what was put into them and their pictures are documents below them. */
export const format: Format = {
  id: 'docx',
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  place: 'section',
  container: true,
  recognises(head) {
    const known = extensions.has(head.extension)
    // Word online calls the main part document2.xml.
    const isWord =
      extensions.has(head.detected?.extension ?? '') || head.entries?.some((name) => /^[/\\]?word[/\\]document\d*\.xml$/i.test(name))
    if (isWord) return known ? 3 : 2
    return known && (isArchive(head) || head.detected?.extension === 'cfb') ? 1 : 0
  },
  async open(input, context) {
    const pack = await openOffice(input, { ...context, kind: 'Word document' })
    const parts = await wordParts(pack, context).catch((error: unknown) => {
      pack.close()
      throw error
    })
    // Numbers are counted as the body is read, so that the parts serve once.
    let fresh: typeof parts | null = parts
    return withLostParts(
      {
        pages: 1,
        read: async (_, { signal }) => {
          const known = fresh
          fresh = null
          const page = await withPictures(await readWord(pack, { signal, parts: known }), () => wordPictures(pack, { signal }))
          return { page, needsOcr: false, blank: page.text === '' }
        },
        children: (taking) => wordChildren(pack, taking),
        close: async () => pack.close(),
      },
      parts.lost,
    )
  },
}

function isArchive(head: FileHead): boolean {
  return head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
}
