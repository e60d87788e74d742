import { AppError } from '../../contract/errors'
import type { Format, OpenInput, ReadContext } from '../format'
import { plainPage, type Page } from '../page'
import { OfficePackage } from './docx/officePackage'
import { chapterPage } from './epub/chapterPage'
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
    const page = await readEpub(input, context)
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: page.text === '' }),
      close: async () => {},
    }
  },
}

async function readEpub({ path }: OpenInput, { signal }: ReadContext): Promise<Page> {
  const archive = await OfficePackage.open(path, { signal, kind: 'e-book' })
  try {
    const { title, chapters, titles } = await readBook(archive, { signal })
    if (chapters.length === 0) throw archive.damaged('no chapter is in it')
    const pages: Page[] = []
    let damaged: AppError | null = null
    for (const name of chapters) {
      signal.throwIfAborted()
      const read = async () => chapterPage(await textOfPart(archive, name, { signal }), titles.get(name.toLowerCase()) ?? [])
      pages.push(
        await read().catch((error: unknown) => {
          if (!(error instanceof AppError) || error.code !== 'DOCUMENT_CORRUPT') throw error
          damaged = error
          return missing(name)
        }),
      )
    }
    if (damaged && pages.every(({ text, blocks }) => blocks.length <= 1 && /^\[.* is damaged/.test(text))) throw damaged
    const page = joinPages(pages)
    return title ? { ...page, title } : page
  } finally {
    archive.close()
  }
}

/** What stands in for a chapter that cannot be read, so that nobody takes the rest for the whole. */
function missing(name: string): Page {
  const text = `[${name.split('/').at(-1)} is damaged and could not be read.]`
  return plainPage(1, text, [{ kind: 'caption', start: 0, end: text.length }])
}
