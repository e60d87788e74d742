import type { Child, FileHead, Format, OpenDocument, ReadContext } from '../format'
import { embeddedFiles } from './docx/embeddedFiles'
import type { OfficePackage } from './docx/officePackage'
import { withLostParts } from './docx/lostParts'
import { openOffice } from './docx/openOffice'
import { pictures, withPictures } from './docx/pictures'
import { lostBeside } from './pptx/besideSlide'
import { Deck } from './pptx/deck'
import { readSlide } from './pptx/slide'

const extensions = new Set(['pptx', 'pptm', 'ppsx', 'ppsm', 'potx', 'potm'])

/** PowerPoint presentations: a page is a slide, with its notes and comments; footers and slide numbers are left out. */
export const format: Format = {
  id: 'pptx',
  mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  place: 'page',
  container: true,
  recognises(head) {
    const known = extensions.has(head.extension)
    const isDeck =
      extensions.has(head.detected?.extension ?? '') ||
      head.entries?.some((name) => /^[/\\]?ppt[/\\](presentation\.xml|slides[/\\])/i.test(name))
    if (isDeck) return known ? 3 : 2
    return known && (isArchive(head) || head.detected?.extension === 'cfb') ? 1 : 0
  },
  async open(input, context) {
    const pack = await openOffice(input, { ...context, kind: 'PowerPoint presentation' })
    try {
      const deck = await Deck.open(pack, context)
      const document: OpenDocument = {
        pages: deck.slides.length,
        read: async (page, reading) => {
          const slide = await readSlide(deck, page, reading)
          const part = deck.slides[page - 1]
          const named = await withPictures(slide.page, () => pictures(pack, (name) => name === part, reading))
          return { ...slide, page: named, blank: slide.blank && named === slide.page }
        },
        children: (taking) => deckChildren(pack, taking),
        close: async () => pack.close(),
      }
      return withLostParts(document, await lostBeside(deck, context))
    } catch (error) {
      pack.close()
      throw error
    }
  },
}

/** What was put into a presentation, and the pictures on its slides. */
async function* deckChildren(pack: OfficePackage, context: ReadContext): AsyncGenerator<Child> {
  yield* embeddedFiles(pack, context)
  yield* pictures(pack, (part) => /(^|\/)slides\/[^/]+\.xml$/i.test(part), context)
}

function isArchive(head: FileHead): boolean {
  return head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
}
