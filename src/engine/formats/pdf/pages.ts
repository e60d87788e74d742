import { AppError } from '../../../contract/errors'
import { Refused } from './handle'
import type { Pdfium } from './library'

const mostPages = 10_000

/**
 * The number of pages there are: a page count above the limit may be a lie, which its last page tells.
 * Throws Refused where there is none, DOCUMENT_TOO_LARGE where there are more than 10,000.
 */
export function countPages(pdfium: Pdfium, document: number): number {
  const claimed = pdfium._FPDF_GetPageCount(document)
  if (claimed <= 0) throw new Refused('no pages')
  if (claimed <= mostPages) return claimed
  if (exists(pdfium, document, mostPages)) throw tooManyPages()
  let first = 0
  let beyond = mostPages
  while (first < beyond) {
    const middle = (first + beyond) >> 1
    if (exists(pdfium, document, middle)) first = middle + 1
    else beyond = middle
  }
  if (first === 0) throw new Refused('no readable page')
  return first
}

/** Whether the page of this index, from 0, can be loaded. */
export function exists(pdfium: Pdfium, document: number, index: number): boolean {
  const page = pdfium._FPDF_LoadPage(document, index)
  if (page !== 0) pdfium._FPDF_ClosePage(page)
  return page !== 0
}

/** Throws where a document has more pages than are read. */
export function checkPages(pages: number): void {
  if (pages > mostPages) throw tooManyPages()
}

function tooManyPages(): AppError {
  return new AppError('DOCUMENT_TOO_LARGE', 'This PDF has more than 10,000 pages. Split it and add the parts.')
}
