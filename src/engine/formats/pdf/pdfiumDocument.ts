import { AppError } from '../../../contract/errors'
import type { Raster } from '../../format'
import type { LayoutBlock } from '../../layout'
import { readComments } from './comments'
import { type Frame, frameOf } from './frame'
import { readFields } from './fields'
import { Handle, Refused } from './handle'
import { HiddenText } from './hidden'
import { refuseBombs } from './inflation'
import { isTrap, type Pdfium } from './library'
import { readLines } from './lines'
import { madeOn } from './madeOn'
import type { PdfLine, PdfLines } from './pdfLine'
import { type Outline, readOutline } from './outline'
import { countPages, exists } from './pages'
import { hasAnnotation, lookAtPaint, type Painted } from './paint'
import { drawPage } from './raster'
import { readForm } from './xfa'

/** A page as PDFium reads it. */
export interface PdfiumPage extends PdfLines {
  width: number
  height: number
  painted: Painted
  /** What readers noted on it. */
  comments: readonly LayoutBlock[]
  /** Some of its letters are invisible and stand over an image: what recognition found in a scan. */
  layered: boolean
}

/** With at least this many characters a page speaks for itself; with fewer, what is drawn on it is looked at. */
export const fewCharacters = 50

/** After this many traps PDFium gets no further page of a document: each costs seconds. */
const mostTraps = 3

/** Pages read together with one that is asked for, and the time that may be spent on them. */
const mostAhead = 47
const mostMillisecondsAhead = 500

/** A document in PDFium's hands; opened anew in a fresh library after a trap. */
export class PdfiumDocument {
  pages = 0
  outline: Outline = new Map()
  /** The day it says it was made. */
  madeOn: string | null = null
  /** The XML of a form that has no pages of its own. */
  form: Buffer | null = null
  readonly path: string
  private readonly password: string | undefined
  private handle: Handle | null = null
  private traps = 0
  private readonly read = new Map<number, PdfiumPage | null>()

  static async open(path: string, password?: string): Promise<PdfiumDocument> {
    refuseBombs(path)
    const document = new PdfiumDocument(path, password)
    await document.use((handle) => {
      document.pages = countPages(handle.pdfium, handle.document)
      document.outline = readOutline(handle.pdfium, handle.document)
      document.madeOn = madeOn(handle.pdfium, handle.document)
      document.form = readForm(handle)
    })
    return document
  }

  private constructor(path: string, password: string | undefined) {
    this.path = path
    this.password = password
  }

  /** Whether PDFium finds page 1..pages in the page tree. */
  has(page: number): Promise<boolean> {
    return this.use(({ pdfium, document }) => exists(pdfium, document, page - 1))
  }

  /** Page 1..pages; null where PDFium cannot read it. Pages read are kept until they are taken. */
  async look(page: number): Promise<PdfiumPage | null> {
    if (!this.read.has(page)) await this.readOn(page, page)
    return this.read.get(page) ?? null
  }

  /** Page 1..pages, and the pages after it at one go; null where PDFium cannot read it. */
  async take(page: number): Promise<PdfiumPage | null> {
    if (!this.read.has(page)) await this.readOn(page, Math.min(page + mostAhead, this.pages))
    const read = this.read.get(page) ?? null
    this.read.delete(page)
    return read
  }

  /** Draws page 1..pages for recognition. Throws DOCUMENT_CORRUPT where PDFium cannot. */
  async draw(page: number, dpi: number): Promise<Raster> {
    try {
      return await this.use((handle) => withPage(handle, page, (pdfium, loaded) => drawPage(pdfium, loaded, dpi)))
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause
      throw new AppError('DOCUMENT_CORRUPT', `Page ${page} cannot be drawn for recognition: it is damaged or drawn without end.`, { cause })
    }
  }

  close(): void {
    this.handle?.close()
    this.handle = null
  }

  /**
   * Reads pages `first` to `last`, as many as little time allows, but the first at least. Watching PDFium costs half a millisecond
   * each time, which is a third of a page of text; so pages are read several at a time.
   */
  private async readOn(first: number, last: number): Promise<void> {
    const started = performance.now()
    let page = first
    try {
      await this.use((handle) => {
        for (; page <= last && (page === first || performance.now() - started < mostMillisecondsAhead); page++) {
          if (!this.read.has(page)) this.read.set(page, withPage(handle, page, readPage))
        }
      })
    } catch (error) {
      if (error instanceof Refused) this.read.set(page, null)
      // A page read ahead fails when it is its turn.
      else if (page === first) throw error
    }
  }

  /** Works on page 1..pages. Throws what `use` throws, and Refused where PDFium cannot read it. */
  onPage<T>(page: number, work: (handle: Handle, page: number) => T): Promise<T> {
    return this.use((handle) => withPage(handle, page, (_, loaded) => work(handle, loaded)))
  }

  /** Works with PDFium. Throws Refused where it gives up, and what opening the file throws. */
  async use<T>(work: (handle: Handle) => T): Promise<T> {
    if (this.traps >= mostTraps) throw new Refused('PDFium gave up on other pages')
    try {
      const handle = (this.handle ??= await Handle.open(this.path, this.password))
      return handle.guard(() => work(handle))
    } catch (error) {
      if (!(error instanceof Refused) || !error.cause) throw error
      this.handle?.close()
      this.handle = null
      this.traps += 1
      // What PDFium choked on the second reader gets: not without knowing that it does not unpack without end.
      refuseBombs(this.path, { whole: true })
      throw error
    }
  }
}

function withPage<T>({ pdfium, document }: Handle, page: number, use: (pdfium: Pdfium, page: number) => T): T {
  const loaded = pdfium._FPDF_LoadPage(document, page - 1)
  if (loaded === 0) throw new Refused(`Page ${page} is damaged.`)
  try {
    const result = use(pdfium, loaded)
    pdfium._FPDF_ClosePage(loaded)
    return result
  } catch (error) {
    if (!isTrap(error)) pdfium._FPDF_ClosePage(loaded)
    throw error
  }
}

/** A page that is drawn only to see whether words show; a tenth of an inch is ten pixels. */
const pictureDpi = 100
const mostPicturePixels = 4_000_000

function readPage(pdfium: Pdfium, page: number): PdfiumPage {
  const frame = frameOf(pdfium, page)
  const painted = lookAtPaint(pdfium, page, frame)
  const hidden = new HiddenText(painted, () => drawPage(pdfium, page, pictureDpi, mostPicturePixels))
  const lines = readTextPage(pdfium, page, frame, hidden)
  const fields = readFields(pdfium, page, frame, lines.lines)
  const isAnnotated = fields.length === 0 && lines.characters < fewCharacters && !painted.opaque && hasAnnotation(pdfium, page)
  return {
    ...withFields(lines, fields),
    width: frame.width,
    height: frame.height,
    layered: hidden.isLayered,
    comments: readComments(pdfium, page, frame),
    painted: isAnnotated ? { ...painted, any: true, opaque: true } : painted,
  }
}

/** What fields say comes after what the page says. */
function withFields(read: PdfLines, fields: readonly PdfLine[]): PdfLines {
  if (fields.length === 0) return read
  const characters = fields.reduce((sum, line) => sum + line.characters, read.characters)
  return { ...read, lines: [...read.lines, ...fields], characters }
}

function readTextPage(pdfium: Pdfium, page: number, frame: Frame, hidden: HiddenText): PdfLines {
  const textPage = pdfium._FPDFText_LoadPage(page)
  if (textPage === 0) return { lines: [], characters: 0, unseen: 0, garbage: 0 }
  const lines = readLines(pdfium, textPage, frame, hidden)
  pdfium._FPDFText_ClosePage(textPage)
  return lines
}
