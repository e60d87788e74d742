import type { Pdfium } from './library'

const kinds = { text: 1, path: 2, image: 3, shading: 4, form: 5 } as const
/** Annotations that show nothing of their own: links (2) and pop-ups (16). */
const invisibleAnnotations = new Set([2, 16])
/** Strokes and boxes have no more segments than this; letters drawn as outlines have more. */
const plainSegments = 8
const mostLooked = 500

export interface PageObjects {
  /** Anything at all is drawn. */
  any: boolean
  /** Something is drawn that text may be hidden in: an image, a shape, an annotation. */
  opaque: boolean
  /** There is text, whether or not it could be read. */
  text: boolean
}

/** What is drawn on a page, form objects looked into three deep, at most 500 objects looked at. */
export function lookAtObjects(pdfium: Pdfium, page: number): PageObjects {
  const found: PageObjects = { any: false, opaque: false, text: false }
  let looked = 0
  const look = (count: number, get: (index: number) => number, depth: number) => {
    for (let i = 0; i < count && looked < mostLooked; i++) {
      looked += 1
      const object = get(i)
      const kind = pdfium._FPDFPageObj_GetType(object)
      if (kind === kinds.form && depth < 3) {
        look(pdfium._FPDFFormObj_CountObjects(object), (at) => pdfium._FPDFFormObj_GetObject(object, at), depth + 1)
        continue
      }
      found.any = true
      if (kind === kinds.text) found.text = true
      else if (kind !== kinds.path || pdfium._FPDFPath_CountSegments(object) > plainSegments) found.opaque = true
    }
  }
  look(pdfium._FPDFPage_CountObjects(page), (index) => pdfium._FPDFPage_GetObject(page, index), 0)
  // Hundreds of small shapes: a drawing, or letters cut into strokes.
  if (looked >= mostLooked) found.opaque = true
  if (!found.opaque && hasAnnotation(pdfium, page)) found.any = found.opaque = true
  return found
}

function hasAnnotation(pdfium: Pdfium, page: number): boolean {
  const count = Math.min(pdfium._FPDFPage_GetAnnotCount(page), mostLooked)
  for (let i = 0; i < count; i++) {
    const annotation = pdfium._FPDFPage_GetAnnot(page, i)
    if (annotation === 0) continue
    const kind = pdfium._FPDFAnnot_GetSubtype(annotation)
    pdfium._FPDFPage_CloseAnnot(annotation)
    if (!invisibleAnnotations.has(kind)) return true
  }
  return false
}
