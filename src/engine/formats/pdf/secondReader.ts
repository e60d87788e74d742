import type { OpenDocument, PageReading } from '../../format'
import { bodyHeight, readingOf } from './compose'
import { PdfContents } from './contents'
import { damagedPage, openWithPdfjs, type PdfjsDocument } from './pdfjs'

/** pdf.js beside PDFium: opened when it is first asked something, and asked only where PDFium finds nothing. */
export class SecondReader {
  private readonly path: string
  private readonly password: string | undefined
  private readonly contents: PdfContents
  private lenient: Promise<PdfjsDocument> | null = null
  private strict: Promise<PdfjsDocument> | null = null

  constructor(path: string, password: string | undefined) {
    this.path = path
    this.contents = new PdfContents(path)
    this.password = password
  }

  /** The document as pdf.js opens it. Throws AppError where it does not. */
  open(): Promise<PdfjsDocument> {
    return (this.lenient ??= openWithPdfjs(this.path, { password: this.password }))
  }

  /**
   * What pdf.js reads of a page on which PDFium found nothing: null where it finds no text either, 'damaged' where it stumbles over
   * what the page draws. The strict reading comes first: mostly it finds nothing and nothing wrong.
   */
  async read(page: number): Promise<PageReading | 'damaged' | null> {
    this.strict ??= openWithPdfjs(this.path, { password: this.password, strict: true })
    const strict = await readIn(this.strict, page)
    if (strict !== 'damaged') return strict
    const lenient = await readIn(this.open(), page)
    return lenient === null ? 'damaged' : lenient
  }

  /** Whether a page is in the page tree; also where pdf.js cannot tell. */
  async has(page: number): Promise<boolean> {
    return this.open().then(
      (document) => document.has(page),
      () => true,
    )
  }

  /** Whether a page on which neither reader finds anything has a description that is damaged, and so is not blank. */
  async isLost(page: number): Promise<boolean> {
    const document = await this.open().catch(() => null)
    const reference = document && (await document.referenceOf(page))
    return reference !== null && this.contents.isLost(reference)
  }

  async close(): Promise<void> {
    const ended = await Promise.allSettled([this.lenient, this.strict])
    for (const result of ended) if (result.status === 'fulfilled') await result.value?.close()
  }
}

async function readIn(opening: Promise<PdfjsDocument>, page: number): Promise<PageReading | 'damaged' | null> {
  const document = await opening.catch(() => null)
  if (!document || page > document.pages) return 'damaged'
  return readSecond(document, page).then(
    (reading) => (reading.page.text === '' ? null : reading),
    () => 'damaged',
  )
}

/** A document only pdf.js opens: its text, without a picture for recognition. */
export async function openSecondReader(second: SecondReader): Promise<OpenDocument> {
  const document = await second.open()
  return {
    pages: document.pages,
    async read(page, { signal }) {
      signal.throwIfAborted()
      const reading = await readSecond(document, page)
      if (reading.blank && ((await second.read(page)) === 'damaged' || (await second.isLost(page)))) throw damagedPage(page)
      return reading
    },
    close: () => second.close(),
  }
}

async function readSecond(document: PdfjsDocument, page: number): Promise<PageReading> {
  const read = await document.read(page)
  const context = { body: bodyHeight(read.lines), firstPage: page === 1, outline: new Map<string, number>() }
  return {
    page: readingOf(page, read, { rulings: [], fills: [] }, context),
    needsOcr: read.characters === 0 && !read.empty,
    blank: read.empty,
  }
}
