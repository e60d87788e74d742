import type { Rectangle } from '../../layout'
import { displayed, type Frame } from './frame'
import type { Pdfium } from './library'
import { identity, type Matrix, transformed } from './matrix'

/** Where a page object stands as the page is displayed; null where PDFium does not know. `memory` takes four floats. */
export function boundsOf(pdfium: Pdfium, object: number, frame: Frame, memory: number, matrix: Matrix = identity): Rectangle | null {
  if (pdfium._FPDFPageObj_GetBounds(object, memory, memory + 4, memory + 8, memory + 12) !== 1) return null
  const [left, bottom, right, top] = pdfium.HEAPF32.subarray(memory >> 2, (memory >> 2) + 4) as unknown as [number, number, number, number]
  if (matrix === identity) return displayed(frame, left, bottom, right, top)
  return displayed(frame, ...transformed(matrix, left, bottom, right, top))
}
