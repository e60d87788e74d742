import { AppError } from '../../contract/errors'
import type { Coverage } from '../../contract/documents'
import type { Format } from '../format'
import type { PageEntry } from './pageFile'

/** How many pages were read, recognised, empty and failed. */
export function coverageOf(entries: Iterable<PageEntry>): Coverage {
  const coverage: Coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }
  for (const { state } of entries) coverage[state]++
  return coverage
}

/**
 * Refuses a document of which nothing was read. Throws DOCUMENT_CORRUPT (every page failed), DOCUMENT_NO_TEXT (pages without text, or nothing but pictures),
 * DOCUMENT_EMPTY (a text format without text).
 */
export function requireText(entries: readonly PageEntry[], format: Format): void {
  const { read, recognised, failed } = coverageOf(entries)
  if (read + recognised > 0) return
  if (entries.some((entry) => entry.message === 'needs OCR')) {
    throw new AppError('DOCUMENT_NO_TEXT', 'The pages are pictures without text, and recognition (OCR) was switched off: retry with OCR.')
  }
  if (failed > 0) {
    const reason = entries.find((entry) => entry.message)?.message ?? 'no reason was given'
    throw new AppError('DOCUMENT_CORRUPT', `No page could be read (${reason}): check whether the file opens elsewhere and save it anew.`)
  }
  if (!format.mediaType.startsWith('text/'))
    throw new AppError('DOCUMENT_NO_TEXT', 'The document opens, but no text was found in it, nor any to recognise.')
  throw new AppError('DOCUMENT_EMPTY', 'There is no text in the document: check the original.')
}
