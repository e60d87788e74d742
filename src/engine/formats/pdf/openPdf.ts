import type { Child, OpenDocument, PageReading, Raster } from '../../format'
import { attachmentsOf } from './attachments'
import { bodyHeight, readingOf } from './compose'
import { Refused } from './handle'
import { seenInstead } from './instead'
import { mayHold } from './inflation'
import type { PdfLine } from './pdfLine'
import { fewCharacters, type PdfiumDocument, type PdfiumPage } from './pdfiumDocument'
import { damagedPage } from './pdfjs'
import { picturesOn } from './pictures'
import type { SecondReader } from './secondReader'
import { wordsIn } from './vocabulary'
import { withForm } from './xfa'

/** Pages looked at to know the size of the body text before the first page is read. */
const sampledPages = 8
/** From this share of characters without meaning on, and this many, recognition looks at the page. */
const garbageShare = 0.05
const mostGarbage = 20

/** A document PDFium reads, page by page with the second reader's help. */
export class OpenPdf implements OpenDocument {
  readonly pages: number
  private readonly document: PdfiumDocument
  private readonly second: SecondReader
  private body: number | null = null
  /** Words of the pages that were looked at first. */
  private words: ReadonlySet<string> = new Set()
  /** Nothing but invisible letters was found: what recognition left of scans that were taken out since. They are the document's text. */
  private isLayerAlone = false

  static async open(document: PdfiumDocument, second: SecondReader): Promise<OpenPdf> {
    return new OpenPdf(document, second, await realPages(document, second))
  }

  private constructor(document: PdfiumDocument, second: SecondReader, pages: number) {
    this.document = document
    this.second = second
    this.pages = pages
  }

  async read(page: number, context: { signal: AbortSignal }): Promise<PageReading> {
    const reading = await this.readSheet(page, context)
    if (page === 1 && this.document.madeOn) reading.page.published = this.document.madeOn
    if (page > 1 || !this.document.form) return reading
    const filled = await withForm(reading.page, this.document.form)
    return filled === reading.page ? reading : { page: filled, needsOcr: false, blank: false }
  }

  private async readSheet(page: number, { signal }: { signal: AbortSignal }): Promise<PageReading> {
    signal.throwIfAborted()
    const body = (this.body ??= await this.findBody(signal))
    const read = await this.document.take(page)
    const silent = !read || (read.lines.length === 0 && read.garbage === 0 && (read.painted.text || !read.painted.some))
    if (silent) {
      const other = await this.second.read(page)
      if (other && other !== 'damaged') return other
      const shows = read && (read.painted.text || read.painted.opaque)
      if (other === 'damaged' && !shows) throw damagedPage(page)
    }
    if (!read) throw damagedPage(page)
    if (silent && !read.painted.any && (await this.second.isLost(page))) throw damagedPage(page)
    const { garbage } = read
    const isAlone = this.isLayerAlone && showsNothing(read)
    const characters = isAlone ? read.unseen : read.characters
    const legible = garbage > characters ? [] : isAlone ? read.lines.map(seen) : read.lines
    const lines = legible.some(({ instead }) => instead) ? await this.asDrawn(page, legible) : legible
    const needsOcr =
      isUnreadable(characters, garbage) || (characters < fewCharacters && (read.painted.opaque || (characters === 0 && read.painted.any)))
    const pictures = needsOcr || read.layered ? [] : picturesOn(read.painted, read)
    const outline = this.document.outline.get(page - 1) ?? new Map()
    return {
      page: readingOf(page, { ...read, lines }, read.painted, { body, firstPage: page === 1, outline }, this.words),
      needsOcr,
      ...(pictures.length > 0 ? { pictures } : {}),
      ...(read.layered ? { layered: true as const } : {}),
      blank: characters === 0 && !read.painted.any,
    }
  }

  /** What a file says that letters read as is compared with the letters, which the second reader gives. */
  private async asDrawn(page: number, lines: readonly PdfLine[]): Promise<readonly PdfLine[]> {
    const drawn = await this.second.read(page)
    return drawn === null || drawn === 'damaged' ? lines : seenInstead(lines, drawn.page)
  }

  raster(page: number, dpi: number): Promise<Raster> {
    return this.document.draw(page, dpi)
  }

  /** What is attached to the document and its pages. */
  children({ signal }: { signal: AbortSignal }): AsyncIterable<Child> {
    return attachmentsOf(this.document, mayHold(this.document.path, '/FileAttachment'), signal)
  }

  async close(): Promise<void> {
    this.document.close()
    await this.second.close()
  }

  /** The height of the lines most of the document is set in, from up to eight pages spread over it. */
  private async findBody(signal: AbortSignal): Promise<number> {
    const count = Math.min(sampledPages, this.pages)
    const lines: PdfLine[] = []
    let empty = 0
    for (let i = 0; i < count; i++) {
      signal.throwIfAborted()
      const page = 1 + Math.floor((i * this.pages) / count)
      const read = await this.document.look(page)
      if (read) lines.push(...read.lines)
      if (!read || showsNothing(read)) empty += 1
    }
    this.isLayerAlone = empty === count
    this.words = wordsIn(lines)
    return bodyHeight(lines)
  }
}

/** Whether a page looks blank: no letter on it is seen and nothing is painted beside letters. */
function showsNothing({ characters, lines, painted }: PdfiumPage): boolean {
  const isDrawn = painted.opaque || painted.images.length > 0 || painted.fills.length > 0 || painted.shapes.length > 0
  return characters === 0 && !isDrawn && lines.every((line) => line.hidden === 'hidden in the document')
}

function seen(line: PdfLine): PdfLine {
  return { ...line, hidden: undefined }
}

/** The pages there are: last ones that neither reader finds in the page tree are a miscount or a loop of the tree, not lost pages. */
async function realPages(document: PdfiumDocument, second: SecondReader): Promise<number> {
  let pages = document.pages
  try {
    while (pages > 1 && !(await document.has(pages)) && !(await second.has(pages))) pages -= 1
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
  return pages
}

function isUnreadable(characters: number, garbage: number): boolean {
  return garbage >= mostGarbage && garbage > garbageShare * (garbage + characters)
}
