import { stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenDocument, PageReading, Raster } from '../format'
import { type Layout, writeLayout } from '../layout'
import { groupLines } from './pdf/blocks'
import type { PdfLine } from './pdf/lines'
import { fewCharacters, PdfiumDocument, type PdfiumPage, Refused } from './pdf/pdfiumDocument'
import { damagedPage, openWithPdfjs, type PdfjsDocument } from './pdf/pdfjs'

const mostBytes = 1_000_000_000
/** Pages looked at to know the size of the body text before the first page is read. */
const sampledPages = 8
/** From this share of characters without meaning on, and this many, recognition looks at the page. */
const garbageShare = 0.05
const mostGarbage = 20

export const format: Format = {
  id: 'pdf',
  mediaType: 'application/pdf',
  place: 'page',
  recognises: recognisesPdf,
  async open({ path }, { signal }) {
    signal.throwIfAborted()
    const { size } = await stat(path)
    if (size === 0) throw new AppError('DOCUMENT_EMPTY', 'This file is empty. Add a complete copy of it.')
    if (size > mostBytes) throw new AppError('DOCUMENT_TOO_LARGE', 'This PDF is larger than 1 GB. Split it and add the parts.')
    try {
      return new OpenPdf(path, await PdfiumDocument.open(path))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return openSecondReader(await openWithPdfjs(path))
    }
  },
}

function recognisesPdf(head: FileHead): 0 | 1 | 2 | 3 {
  const named = head.extension === 'pdf'
  // Readers look for the mark in the first kilobyte; mail gateways and scanners put junk before it.
  const at = Buffer.from(head.bytes.buffer, head.bytes.byteOffset, head.bytes.byteLength).indexOf('%PDF-')
  if (at >= 0 && (at < 1024 || named)) return named ? 3 : 2
  return named ? 1 : 0
}

class OpenPdf implements OpenDocument {
  readonly pages: number
  private readonly path: string
  private readonly document: PdfiumDocument
  private second: Promise<PdfjsDocument | null> | null = null
  private body: number | null = null
  private readonly sampled = new Map<number, PdfiumPage>()

  constructor(path: string, document: PdfiumDocument) {
    this.path = path
    this.document = document
    this.pages = document.pages
  }

  async read(page: number, { signal }: { signal: AbortSignal }): Promise<PageReading> {
    signal.throwIfAborted()
    const body = (this.body ??= await this.findBody(signal))
    const read = await this.pdfiumPage(page)
    if (!read || (read.characters === 0 && read.garbage === 0 && (read.objects.text || !read.objects.any))) {
      const other = await this.readAgain(page)
      if (other) return other
    }
    if (!read) throw damagedPage(page)
    const { characters, garbage } = read
    const lines = garbage > characters ? [] : read.lines
    const outline = this.document.outline.get(page - 1) ?? new Map()
    const layout = writeLayout(groupLines(lines, { body, firstPage: page === 1, outline }))
    return {
      page: pageOf(page, read, layout),
      needsOcr:
        isUnreadable(characters, garbage) ||
        (characters < fewCharacters && (read.objects.opaque || (characters === 0 && read.objects.any))),
      blank: characters === 0 && !read.objects.any,
    }
  }

  raster(page: number, dpi: number): Promise<Raster> {
    return this.document.draw(page, dpi)
  }

  async close(): Promise<void> {
    this.document.close()
    await (await this.second)?.close()
  }

  /** Null where PDFium cannot read the page. */
  private async pdfiumPage(page: number): Promise<PdfiumPage | null> {
    const sampled = this.sampled.get(page)
    this.sampled.delete(page)
    if (sampled) return sampled
    try {
      return await this.document.read(page)
    } catch (error) {
      if (error instanceof Refused) return null
      throw error
    }
  }

  /** What pdf.js reads where PDFium found nothing; null where it finds nothing either. */
  private async readAgain(page: number): Promise<PageReading | null> {
    this.second ??= openWithPdfjs(this.path).catch(() => null)
    const second = await this.second
    if (!second || page > second.pages) return null
    return readSecond(second, page).then(
      (reading) => (reading.page.text === '' ? null : reading),
      () => null,
    )
  }

  /** The height of the lines most of the document is set in, from up to eight pages spread over it. */
  private async findBody(signal: AbortSignal): Promise<number> {
    const count = Math.min(sampledPages, this.pages)
    for (let i = 0; i < count; i++) {
      signal.throwIfAborted()
      const page = 1 + Math.floor((i * this.pages) / count)
      const read = await this.pdfiumPage(page)
      if (read) this.sampled.set(page, read)
    }
    return bodyHeight([...this.sampled.values()].flatMap((read) => read.lines))
  }
}

/** A document only pdf.js opens: its text, without a picture for recognition. */
function openSecondReader(document: PdfjsDocument): OpenDocument {
  return {
    pages: document.pages,
    async read(page, { signal }) {
      signal.throwIfAborted()
      return readSecond(document, page)
    },
    close: () => document.close(),
  }
}

async function readSecond(document: PdfjsDocument, page: number): Promise<PageReading> {
  const read = await document.read(page)
  const context = { body: bodyHeight(read.lines), firstPage: page === 1, outline: new Map<string, number>() }
  return {
    page: pageOf(page, read, writeLayout(groupLines(read.lines, context))),
    needsOcr: read.characters === 0 && !read.empty,
    blank: read.empty,
  }
}

function pageOf(page: number, size: { width: number; height: number }, layout: Layout): PageReading['page'] {
  return { page, source: 'text', width: size.width, height: size.height, ...layout }
}

function isUnreadable(characters: number, garbage: number): boolean {
  return garbage >= mostGarbage && garbage > garbageShare * (garbage + characters)
}

/** The height with the most characters, in quarters of a point; 0 without text. */
function bodyHeight(lines: readonly PdfLine[]): number {
  const weights = new Map<number, number>()
  for (const { size, characters } of lines) {
    const key = Math.round(size * 4) / 4
    if (key > 0) weights.set(key, (weights.get(key) ?? 0) + characters)
  }
  return [...weights].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}
