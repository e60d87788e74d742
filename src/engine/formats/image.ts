import { open, readFile } from 'node:fs/promises'
import type { Metadata, Sharp } from 'sharp'
import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenDocument, Raster } from '../format'
import { plainPage } from '../page'
import { bmpSize, decodeBmp } from './image/bmp'
import { densityOf } from './image/density'

const extensions = new Set(['png', 'jpg', 'jpeg', 'tif', 'tiff', 'webp', 'gif', 'bmp', 'avif'])
/** Larger pictures are refused by what their header says, before anything is decoded. */
const mostPixels = 50_000_000
const mostRasterPixels = 16_000_000
const mostPages = 10_000
const usualDpi = 200
/** Grey levels between the darkest and the lightest pixel below which there is nothing on a page. */
const leastContrast = 24

export const format: Format = {
  id: 'image',
  mediaType: 'image/*',
  place: 'page',
  recognises(head: FileHead) {
    const named = extensions.has(head.extension)
    if (head.detected && extensions.has(head.detected.extension)) return named ? 3 : 2
    return named && head.detected === null && head.encoding === null ? 1 : 0
  },
  async open({ path }, { signal }) {
    signal.throwIfAborted()
    const source = await sourceOf(path)
    const document = new OpenImage(source)
    // A picture that is cut off says so only while it is decoded.
    await document.decode(1, usualDpi)
    return document
  },
}

/** Something sharp can take pages from. */
interface Source {
  pages: number
  /** A fresh pipeline for page 1..pages. */
  page(number: number): Sharp
}

class OpenImage implements OpenDocument {
  readonly pages: number
  private readonly source: Source
  private last: { page: number; dpi: number; raster: Raster } | null = null

  constructor(source: Source) {
    this.source = source
    this.pages = source.pages
  }

  async read(page: number, { signal }: { signal: AbortSignal }) {
    signal.throwIfAborted()
    const raster = await this.decode(page, usualDpi)
    const blank = isBlank(raster.pixels)
    const size = { width: raster.width * raster.scale, height: raster.height * raster.scale }
    return { page: { ...plainPage(page, '', []), ...size }, needsOcr: !blank, blank }
  }

  raster(page: number, dpi: number): Promise<Raster> {
    return this.decode(page, dpi)
  }

  async close(): Promise<void> {
    this.last = null
  }

  /** Decodes a page at its own resolution, or at `dpi` where that is lower; the last one is kept, for it is asked for twice. */
  async decode(page: number, dpi: number): Promise<Raster> {
    if (this.last?.page === page && this.last.dpi === dpi) return this.last.raster
    const raster = await decodePage(this.source, page, dpi).catch((error: unknown) => Promise.reject(damaged(error)))
    this.last = { page, dpi, raster }
    return raster
  }
}

async function decodePage(source: Source, page: number, dpi: number): Promise<Raster> {
  const metadata = await source.page(page).metadata()
  checkSize(metadata.width, metadata.height)
  const { width, height } = upright(metadata)
  const own = densityOf(width, height, metadata.density)
  const factor = Math.min(1, dpi / own, Math.sqrt(mostRasterPixels / (width * height)))
  const size = { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) }
  const grey = source.page(page).autoOrient().flatten({ background: '#fff' }).greyscale()
  const scaled = factor < 1 ? grey.resize(size.width, size.height, { fit: 'fill' }) : grey
  const { data, info } = await scaled.toColourspace('b-w').extractChannel(0).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height, dpi: own * factor, scale: 72 / (own * factor) }
}

async function sourceOf(path: string): Promise<Source> {
  const { default: sharp } = await import('sharp')
  const head = await readHead(path)
  const size = bmpSize(head)
  if (size) {
    checkSize(size.width, size.height)
    const picture = decodeBmp(await readFile(path))
    if (!picture) throw damaged(new Error('not an uncompressed BMP'))
    const raw = { width: picture.width, height: picture.height, channels: 3 as const }
    return { pages: 1, page: () => sharp(picture.pixels, { raw }) }
  }
  const at = (page: number) => sharp(path, { page, limitInputPixels: mostPixels, failOn: 'truncated' })
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => Promise.reject(damaged(error)))
  // Of moving pictures only the first is read; a TIFF holds a page a picture.
  const pages = metadata.format === 'tiff' ? (metadata.pages ?? 1) : 1
  if (pages > mostPages) throw new AppError('DOCUMENT_TOO_LARGE', 'This TIFF has more than 10,000 pages. Split it and add the parts.')
  checkSize(metadata.width, metadata.height)
  return { pages, page: (number) => at(number - 1) }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(64), 0, 64, 0)
    if (bytesRead === 0) throw new AppError('DOCUMENT_EMPTY', 'This file is empty. Add a complete copy of it.')
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function checkSize(width: number, height: number): void {
  if (width * height <= mostPixels) return
  throw new AppError('DOCUMENT_TOO_LARGE', 'This picture has more than 50 megapixels. Save it smaller and add that file.')
}

/** EXIF orientations from 5 on lie on their side. */
function upright({ width, height, orientation }: Metadata): { width: number; height: number } {
  return (orientation ?? 1) >= 5 ? { width: height, height: width } : { width, height }
}

function isBlank(pixels: Uint8Array): boolean {
  let least = 255
  let most = 0
  for (const pixel of pixels) {
    if (pixel < least) least = pixel
    if (pixel > most) most = pixel
    if (most - least >= leastContrast) return false
  }
  return true
}

function damaged(cause: unknown): unknown {
  if ((cause as { code?: unknown }).code) return cause
  if (/pixel limit/i.test(String(cause)))
    return new AppError('DOCUMENT_TOO_LARGE', 'This picture has more than 50 megapixels. Save it smaller and add that file.')
  return new AppError('DOCUMENT_CORRUPT', 'This picture is damaged or cut off. Save or export it anew and add that file.', { cause })
}
