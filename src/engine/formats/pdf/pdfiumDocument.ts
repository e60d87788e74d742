import { readFile } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import type { Raster } from '../../format'
import { type Frame, frameOf } from './frame'
import { refuseBombs } from './inflation'
import { discardPdfium, isTrap, loadPdfium, type Pdfium } from './library'
import { type PdfLines, readLines } from './lines'
import { lookAtObjects, type PageObjects } from './objects'
import { type Outline, readOutline } from './outline'
import { drawPage } from './raster'

const errorPassword = 4

/** A page as PDFium reads it. */
export interface PdfiumPage extends PdfLines {
  width: number
  height: number
  objects: PageObjects
}

/** PDFium does not take this file or page; another reader may. */
export class Refused extends Error {}

/** With at least this many characters a page speaks for itself; with fewer, what is drawn on it is looked at. */
export const fewCharacters = 50
const unlooked: PageObjects = { any: true, opaque: false, text: true }

/** A document in PDFium's hands; opened anew in a fresh library after a trap. */
export class PdfiumDocument {
  readonly pages: number
  readonly outline: Outline
  private readonly path: string
  private handle: Handle | null

  static async open(path: string): Promise<PdfiumDocument> {
    return new PdfiumDocument(path, await Handle.open(path))
  }

  private constructor(path: string, handle: Handle) {
    this.path = path
    this.handle = handle
    this.pages = handle.guard(() => countPages(handle))
    this.outline = handle.guard(() => readOutline(handle.pdfium, handle.document))
  }

  /** Reads page 1..pages. Throws Refused where PDFium cannot. */
  read(page: number): Promise<PdfiumPage> {
    return this.withPage(page, (pdfium, handle) => {
      const frame = frameOf(pdfium, handle)
      const lines = readTextPage(pdfium, handle, frame)
      const objects = lines.characters < fewCharacters ? lookAtObjects(pdfium, handle) : unlooked
      return { ...lines, width: frame.width, height: frame.height, objects }
    })
  }

  draw(page: number, dpi: number): Promise<Raster> {
    return this.withPage(page, (pdfium, handle) => drawPage(pdfium, handle, dpi))
  }

  close(): void {
    this.handle?.close()
    this.handle = null
  }

  private async withPage<T>(page: number, use: (pdfium: Pdfium, handle: number) => T): Promise<T> {
    const handle = (this.handle ??= await Handle.open(this.path))
    try {
      return handle.guard(() => {
        const loaded = handle.pdfium._FPDF_LoadPage(handle.document, page - 1)
        if (loaded === 0) throw new Refused(`Page ${page} is damaged.`)
        const result = use(handle.pdfium, loaded)
        handle.pdfium._FPDF_ClosePage(loaded)
        return result
      })
    } catch (error) {
      if (handle.trapped) this.handle = null
      throw error
    }
  }
}

function readTextPage(pdfium: Pdfium, page: number, frame: Frame): PdfLines {
  const textPage = pdfium._FPDFText_LoadPage(page)
  if (textPage === 0) return { lines: [], characters: 0, garbage: 0 }
  const lines = readLines(pdfium, textPage, frame)
  pdfium._FPDFText_ClosePage(textPage)
  return lines
}

/** An open document and the heap that holds its bytes. */
class Handle {
  trapped = false
  readonly pdfium: Pdfium
  readonly document: number
  private readonly bytes: number

  static async open(path: string): Promise<Handle> {
    const [pdfium, file] = await Promise.all([loadPdfium(), readFile(path)])
    refuseBombs(file)
    const bytes = pdfium.wasmExports.malloc(file.length)
    if (bytes === 0)
      throw new AppError('DOCUMENT_TOO_LARGE', 'This PDF does not fit into the memory of a reader. Split it and add the parts.')
    pdfium.HEAPU8.set(file, bytes)
    return new Handle(pdfium, bytes, file.length)
  }

  private constructor(pdfium: Pdfium, bytes: number, length: number) {
    this.pdfium = pdfium
    this.bytes = bytes
    this.document = this.guard(() => pdfium._FPDF_LoadMemDocument(bytes, length, 0))
    if (this.document !== 0) return
    const reason = pdfium._FPDF_GetLastError()
    pdfium.wasmExports.free(bytes)
    if (reason === errorPassword) throw passwordError()
    throw new Refused(`PDFium error ${reason}`)
  }

  /** Runs PDFium code; after a trap the library is given up and the trap becomes a refusal. */
  guard<T>(use: () => T): T {
    try {
      return use()
    } catch (error) {
      if (!isTrap(error)) throw error
      this.trapped = true
      discardPdfium()
      throw new Refused('PDFium gave up', { cause: error })
    }
  }

  close(): void {
    if (this.trapped) return
    this.pdfium._FPDF_CloseDocument(this.document)
    this.pdfium.wasmExports.free(this.bytes)
  }
}

export function passwordError(): AppError {
  return new AppError('DOCUMENT_PASSWORD', 'This PDF is protected with a password. Enter the password to read it.')
}

const mostPages = 10_000

/** The number of pages that are there: a page count above the limit may be a lie, which its last page tells. */
function countPages({ pdfium, document }: Handle): number {
  const claimed = pdfium._FPDF_GetPageCount(document)
  if (claimed <= 0) throw new Refused('no pages')
  if (claimed <= mostPages) return claimed
  const exists = (index: number) => {
    const page = pdfium._FPDF_LoadPage(document, index)
    if (page !== 0) pdfium._FPDF_ClosePage(page)
    return page !== 0
  }
  if (exists(mostPages)) throw tooManyPages()
  let first = 0
  let beyond = mostPages
  while (first < beyond) {
    const middle = (first + beyond) >> 1
    if (exists(middle)) first = middle + 1
    else beyond = middle
  }
  if (first === 0) throw new Refused('no readable page')
  return first
}

/** Throws where a document has more pages than are read. */
export function checkPages(pages: number): void {
  if (pages > mostPages) throw tooManyPages()
}

function tooManyPages(): AppError {
  return new AppError('DOCUMENT_TOO_LARGE', 'This PDF has more than 10,000 pages. Split it and add the parts.')
}
