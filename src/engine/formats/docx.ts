import type { FileHead, Format } from '../format'
import { openOffice } from './docx/openOffice'
import { withPictures } from './docx/pictures'
import { readWord, wordChildren, wordPart, wordPictures } from './docx/readWord'

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
    await wordPart(pack, context).catch((error: unknown) => {
      pack.close()
      throw error
    })
    return {
      pages: 1,
      read: async (_, reading) => {
        const page = await withPictures(await readWord(pack, reading), () => wordPictures(pack, reading))
        return { page, needsOcr: false, blank: page.text === '' }
      },
      children: (taking) => wordChildren(pack, taking),
      close: async () => pack.close(),
    }
  },
}

function isArchive(head: FileHead): boolean {
  return head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
}
