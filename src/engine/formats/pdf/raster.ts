import { AppError } from '../../../contract/errors'
import type { Raster } from '../../format'
import type { Pdfium } from './library'

const mostPixels = 16_000_000
/** More annotations than this are not drawn: twenty thousand take longer than a page may. */
const mostAnnotations = 1_000
const grey = 1
const drawAnnotations = 0x01
const drawGrey = 0x08
const white = 0xffffffff

/** Draws a page as it is displayed in grey at about `dpi`, less where it would have more than `most` pixels. */
export function drawPage(pdfium: Pdfium, page: number, dpi: number, most = mostPixels): Raster {
  const points = { width: Math.max(1, pdfium._FPDF_GetPageWidthF(page)), height: Math.max(1, pdfium._FPDF_GetPageHeightF(page)) }
  const pixelsPerPoint = Math.min(dpi / 72, Math.sqrt(most / (points.width * points.height)), most / Math.max(points.width, points.height))
  const width = Math.max(1, Math.floor(points.width * pixelsPerPoint))
  const height = Math.max(1, Math.floor(points.height * pixelsPerPoint))
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, grey, 0, 0)
  if (bitmap === 0) throw new AppError('READER_MEMORY', 'This page is too large to draw for recognition. Split the PDF and add the parts.')
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white)
    const annotations = pdfium._FPDFPage_GetAnnotCount(page) > mostAnnotations ? 0 : drawAnnotations
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, annotations | drawGrey)
    const start = pdfium._FPDFBitmap_GetBuffer(bitmap)
    const stride = pdfium._FPDFBitmap_GetStride(bitmap)
    const pixels = new Uint8Array(width * height)
    for (let row = 0; row < height; row++)
      pixels.set(pdfium.HEAPU8.subarray(start + row * stride, start + row * stride + width), row * width)
    return { pixels, width, height, dpi: pixelsPerPoint * 72, scale: 1 / pixelsPerPoint }
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap)
  }
}
