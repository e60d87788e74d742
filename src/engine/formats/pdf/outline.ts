import { outlineKey } from './headings'
import { type Pdfium, withMemory } from './library'

/** Titles by page (from 0): normalised title → depth from 1. */
export type Outline = ReadonlyMap<number, ReadonlyMap<string, number>>

const mostEntries = 10_000
const deepest = 6

/** Reads the document's outline, at most 10,000 entries of it; entries may form loops in damaged files. */
export function readOutline(pdfium: Pdfium, document: number): Outline {
  const pages = new Map<number, Map<string, number>>()
  const seen = new Set<number>()
  const walk = (parent: number, depth: number) => {
    let bookmark = pdfium._FPDFBookmark_GetFirstChild(document, parent)
    while (bookmark !== 0 && !seen.has(bookmark) && seen.size < mostEntries) {
      seen.add(bookmark)
      const page = pageOf(pdfium, document, bookmark)
      const key = outlineKey(titleOf(pdfium, bookmark))
      if (page >= 0 && key.length >= 2) {
        const titles = pages.get(page) ?? new Map<string, number>()
        pages.set(page, titles.set(key, depth))
      }
      if (depth < deepest) walk(bookmark, depth + 1)
      bookmark = pdfium._FPDFBookmark_GetNextSibling(document, bookmark)
    }
  }
  walk(0, 1)
  return pages
}

function pageOf(pdfium: Pdfium, document: number, bookmark: number): number {
  const direct = pdfium._FPDFBookmark_GetDest(document, bookmark)
  if (direct !== 0) return pdfium._FPDFDest_GetDestPageIndex(document, direct)
  const action = pdfium._FPDFBookmark_GetAction(bookmark)
  const destination = action === 0 ? 0 : pdfium._FPDFAction_GetDest(document, action)
  return destination === 0 ? -1 : pdfium._FPDFDest_GetDestPageIndex(document, destination)
}

function titleOf(pdfium: Pdfium, bookmark: number): string {
  const bytes = Math.min(pdfium._FPDFBookmark_GetTitle(bookmark, 0, 0), 2000)
  if (bytes <= 2) return ''
  return withMemory(pdfium, bytes, (buffer) => {
    pdfium._FPDFBookmark_GetTitle(bookmark, buffer, bytes)
    return Buffer.from(pdfium.HEAPU8.subarray(buffer, buffer + bytes - 2)).toString('utf16le')
  })
}
