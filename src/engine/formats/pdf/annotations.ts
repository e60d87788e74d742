import type { Rectangle } from '../../layout'
import { displayed, type Frame, isOnPage } from './frame'
import type { Pdfium } from './library'

/*
 * What annotations of a page say and where they stand. Memory for one: sixteen bytes for a key or a box, and room for its value.
 */

/** As PDFium numbers them. */
export const annotationKinds = { text: 1, freeText: 3, popup: 16, fileAttachment: 17, widget: 20 } as const
/** Hidden (bit 2) and not to be shown (bit 6). */
const unseen = 0x02 | 0x20
/** Annotations of a page that are looked at. */
const mostAnnotations = 500
/** Bytes of UTF-16 read of one value. */
const mostBytes = 20_000
const keyBytes = 16

/** Bytes that `stringOf` and `seenBox` need. */
export const annotationMemory = mostBytes + 2 * keyBytes

/** Calls back with each annotation of a page and its kind, 500 at most. */
export function eachAnnotation(pdfium: Pdfium, page: number, visit: (annotation: number, kind: number) => void): void {
  const count = Math.min(pdfium._FPDFPage_GetAnnotCount(page), mostAnnotations)
  for (let i = 0; i < count; i++) {
    const annotation = pdfium._FPDFPage_GetAnnot(page, i)
    if (annotation === 0) continue
    visit(annotation, pdfium._FPDFAnnot_GetSubtype(annotation))
    pdfium._FPDFPage_CloseAnnot(annotation)
  }
}

/** Where an annotation stands as the page is displayed, `least` points wide and high at least; null for those that are hidden, of no size or off the page. */
export function seenBox(pdfium: Pdfium, annotation: number, frame: Frame, memory: number, least = 0): Rectangle | null {
  if ((pdfium._FPDFAnnot_GetFlags(annotation) & unseen) !== 0 || pdfium._FPDFAnnot_GetRect(annotation, memory) !== 1) return null
  const [left, top, right, bottom] = pdfium.HEAPF32.subarray(memory >> 2, (memory >> 2) + 4) as unknown as [number, number, number, number]
  const drawn = displayed(frame, Math.min(left, right), Math.min(top, bottom), Math.max(left, right), Math.max(top, bottom))
  const box = { ...drawn, width: Math.max(least, drawn.width), height: Math.max(least, drawn.height) }
  return box.width > 0 && box.height > 0 && isOnPage(frame, box) ? box : null
}

/** The text under a key of at most fifteen letters; '' where there is none, and where it is longer than 10,000 characters. */
export function stringOf(pdfium: Pdfium, annotation: number, key: string, memory: number): string {
  for (let i = 0; i <= key.length; i++) pdfium.HEAPU8[memory + i] = i < key.length ? key.charCodeAt(i) : 0
  const value = memory + keyBytes
  const bytes = pdfium._FPDFAnnot_GetStringValue(annotation, memory, value, mostBytes)
  if (bytes <= 2 || bytes > mostBytes) return ''
  return Buffer.from(pdfium.HEAPU8.subarray(value, value + bytes - 2)).toString('utf16le')
}
