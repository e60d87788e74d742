import { AppError, isAppError } from '../../contract/errors'
import type { Format, OpenInput, ReadContext } from '../format'
import type { Page } from '../page'
import { withLostParts } from './docx/lostParts'
import { OfficePackage } from './docx/officePackage'
import { chapterPage, drawnPage } from './epub/chapterPage'
import { joinPages } from './epub/joinPages'
import { readBook, textOfPart } from './epub/readBook'

/** E-books (EPUB): their chapters in reading order, cited by chapter and heading. */
export const format: Format = {
  id: 'epub',
  mediaType: 'application/epub+zip',
  place: 'section',
  recognises(head) {
    const known = head.extension === 'epub' || head.extension === 'kepub'
    const isArchive = head.bytes[0] === 0x50 && head.bytes[1] === 0x4b
    if (head.entries?.includes('META-INF/container.xml') || head.detected?.extension === 'epub') return known ? 3 : 2
    return known && isArchive ? 1 : 0
  },
  async open(input, context) {
    const { page, lost } = await readEpub(input, context)
    return withLostParts(
      {
        pages: 1,
        read: async () => ({ page, needsOcr: false, blank: page.text === '' }),
        close: async () => {},
      },
      lost,
    )
  },
}

/** The chapters of a book as one page, and what became of those that are not in it. */
async function readEpub({ path }: OpenInput, { signal }: ReadContext): Promise<{ page: Page; lost: AppError[] }> {
  const archive = await OfficePackage.open(path, { signal, kind: 'e-book' })
  try {
    const { title, chapters, titles, missing } = await readBook(archive, { signal })
    if (chapters.length === 0) throw archive.damaged('no chapter is in it')
    const pages: Page[] = []
    const damaged: AppError[] = []
    for (const name of chapters) {
      signal.throwIfAborted()
      try {
        const text = await textOfPart(archive, name, { signal })
        pages.push(await (/\.svg$/i.test(name) ? drawnPage(text) : chapterPage(text, titles.get(name.toLowerCase()) ?? [])))
      } catch (error) {
        if (!isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
        damaged.push(lostChapter(name, 'is damaged', error))
      }
    }
    if (pages.length === 0) throw damaged[0]
    const page = joinPages(pages)
    const lost = [...missing.map((name) => lostChapter(name, 'is missing in the file')), ...damaged]
    return { page: title ? { ...page, title } : page, lost }
  } finally {
    archive.close()
  }
}

function lostChapter(name: string, reason: string, cause?: unknown): AppError {
  const part = name.split('/').at(-1)
  return new AppError('DOCUMENT_CORRUPT', `The chapter “${part}” ${reason}: get the book anew from where it came from.`, { cause })
}
