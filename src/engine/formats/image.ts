import { open, readFile } from 'node:fs/promises'
import type { Metadata, Sharp } from 'sharp'
import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenDocument, Raster } from '../format'
import { plainPage } from '../page'
import { bmpSize, decodeBmp } from './image/bmp'
import { densityOf } from './image/density'
import { onePage } from './image/onePage'
import type { TiffReader } from './image/tiffBytes'
import { tiffPages } from './image/tiffPages'

const extensions = new Set(['png', 'jpg', 'jpeg', 'tif', 'tiff', 'webp', 'gif', 'bmp', 'avif'])
/** Larger pictures are refused by what their header says, before anything is decoded. */
const mostPixels = 50_000_000
const mostRasterPixels = 16_000_000
const mostPages = 10_000
/** Pages of a TIFF from which on each is taken out of the file before it is decoded: the decoder goes through all before it, twice. */
const fewPages = 20
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
    // A picture that is cut off says so only while it is decoded; of several, one may be damaged and the others not.
    if (source.pages === 1) await document.decode(1, usualDpi)
    return document
  },
}

/** Something sharp can take pages from. */
interface Source {
  pages: number
  /** A fresh pipeline for page 1..pages. */
  page(number: number): Promise<Sharp>
  /** Pixels an inch, where the file says them elsewhere than sharp looks. */
  density?: number
  /** How much higher than wide the pixels of a page are; squares where absent. */
  pixelShape?(number: number): number
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

  /** Throws DOCUMENT_TOO_LARGE, DOCUMENT_CORRUPT. */
  async picture(page: number, most: number): Promise<Uint8Array> {
    return drawPicture(this.source, page, most).catch((error: unknown) => Promise.reject(damaged(error)))
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

async function drawPicture(source: Source, page: number, most: number): Promise<Buffer> {
  const picture = await source.page(page)
  const metadata = await picture.clone().metadata()
  checkSize(metadata.width, metadata.height)
  const { width, height } = squared(metadata, source.pixelShape?.(page) ?? 1)
  const factor = Math.min(1, most / width, most / height)
  const size = { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) }
  const upright = picture.autoOrient().flatten({ background: '#fff' }).toColourspace('srgb')
  return upright.resize(size.width, size.height, { fit: 'fill' }).jpeg({ quality: 88 }).toBuffer()
}

async function decodePage(source: Source, page: number, dpi: number): Promise<Raster> {
  const picture = await source.page(page)
  const metadata = await picture.clone().metadata()
  checkSize(metadata.width, metadata.height)
  const { width, height } = squared(metadata, source.pixelShape?.(page) ?? 1)
  const own = densityOf(width, height, source.density ?? metadata.density)
  const factor = Math.min(1, dpi / own, Math.sqrt(mostRasterPixels / (width * height)))
  const size = { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) }
  const grey = picture.autoOrient().flatten({ background: '#fff' }).greyscale()
  const isSame = size.width === metadata.autoOrient.width && size.height === metadata.autoOrient.height
  const scaled = isSame ? grey : grey.resize(size.width, size.height, { fit: 'fill' })
  const { data, info } = await scaled.toColourspace('b-w').extractChannel(0).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height, dpi: own * factor, scale: 72 / (own * factor) }
}

async function sourceOf(path: string): Promise<Source> {
  const head = await readHead(path)
  const size = bmpSize(head)
  return size ? bmpSource(path, size) : fileSource(path)
}

async function bmpSource(path: string, size: NonNullable<ReturnType<typeof bmpSize>>): Promise<Source> {
  const { default: sharp } = await import('sharp')
  checkSize(size.width, size.height)
  if (!size.plain) {
    throw new AppError('FORMAT_UNSUPPORTED', 'This is a BMP picture of a rare, packed kind. Save it as PNG or JPEG and add that.')
  }
  const picture = decodeBmp(await readFile(path))
  if (!picture) throw damaged(new Error('cut off'))
  const raw = { width: picture.width, height: picture.height, channels: 3 as const }
  return { pages: 1, page: async () => sharp(picture.pixels, { raw }), ...(size.density ? { density: size.density } : {}) }
}

async function fileSource(path: string): Promise<Source> {
  const { default: sharp } = await import('sharp')
  const at = (page: number) => sharp(path, { page, limitInputPixels: mostPixels, failOn: 'error' })
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => Promise.reject(damaged(error)))
  checkSize(metadata.width, metadata.height)
  // Of moving pictures only the first is read; a TIFF holds a page a picture.
  if (metadata.format !== 'tiff') return { pages: 1, page: async () => at(0) }
  const listed = await tiffPages(path)
  const pages = listed?.pages ?? Array.from({ length: metadata.pages ?? 1 }, (_, index) => ({ index, at: 0, pixelShape: 1 }))
  if (pages.length > mostPages)
    throw new AppError('DOCUMENT_TOO_LARGE', 'This TIFF has more than 10,000 pages. Split it and add the parts.')
  return {
    pages: pages.length,
    async page(number) {
      const page = pages[number - 1]!
      const alone = listed && pages.length > fewPages ? await pageOf(path, page.at, listed.read) : null
      return alone ? sharp(alone, { limitInputPixels: mostPixels, failOn: 'error' }) : at(page.index)
    },
    pixelShape: (number) => pages[number - 1]!.pixelShape,
  }
}

async function pageOf(path: string, at: number, read: TiffReader): Promise<Buffer | null> {
  const file = await open(path)
  try {
    return await onePage(file, at, read)
  } finally {
    await file.close()
  }
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

/** Width and height of a page upright and with square pixels, the finer of the two resolutions kept. */
function squared({ autoOrient: { width, height }, orientation }: Metadata, shape: number): { width: number; height: number } {
  const upright = (orientation ?? 1) >= 5 ? 1 / shape : shape
  return upright >= 1 ? { width, height: Math.round(height * upright) } : { width: Math.round(width / upright), height }
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
