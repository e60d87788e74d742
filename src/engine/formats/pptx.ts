import type { FileHead, Format } from '../format'
import { embeddedFiles } from './docx/embeddedFiles'
import { openOffice } from './docx/openOffice'
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
      return {
        pages: deck.slides.length,
        read: (page, reading) => readSlide(deck, page, reading),
        children: (taking) => embeddedFiles(pack, taking),
        close: async () => pack.close(),
      }
    } catch (error) {
      pack.close()
      throw error
    }
  },
}

function isArchive(head: FileHead): boolean {
  return head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
}
