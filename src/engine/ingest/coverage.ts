import { AppError } from '../../contract/errors'
import type { Coverage } from '../../contract/documents'
import type { Format } from '../format'
import { switchedOff } from './extract'
import { namesOnBoard } from './ocr/languageData'
import type { PageEntry } from './pageFile'

/** How many pages were read, recognised, empty and failed. */
export function coverageOf(entries: Iterable<PageEntry>): Coverage {
  const coverage: Coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }
  for (const { state } of entries) coverage[state]++
  return coverage
}

const illegible =
  `There is writing on the pages, but it could not be made out: it is in a script other than that of the languages on board (${namesOnBoard}), ` +
  'or the scan is too poor. Put the data of its language into the folder "languages" of the data folder, or scan it anew, and retry.'

const nothingSeen =
  'The document opens, but its pages are blank, or pictures without any writing that could be recognised. ' +
  'If it is a scan, check that the right side was scanned and is not too light, and add a new one.'

const noPages: Readonly<Record<Exclude<Format['place'], 'page'>, string>> = {
  section: 'The document opens, but there is no text in it. If it has pictures of writing, save it as PDF and add that.',
  lines: 'The document opens, but there is no text in it: check the original.',
  cells: 'The document opens, but no cell of its sheets holds anything: check the original.',
  part: 'The document opens, but there is no text in it: check the original.',
  time: 'The document opens, but there is no text in it: check the original.',
}

/**
 * Refuses a document of which nothing was read. Throws DOCUMENT_CORRUPT (every page failed), DOCUMENT_NO_TEXT (pages without text, nothing
 * but pictures, or writing in a script there is no data for), DOCUMENT_EMPTY (a text format without text).
 */
export function requireText(entries: readonly PageEntry[], format: Format): void {
  const { read, recognised, failed } = coverageOf(entries)
  if (read + recognised > 0) return
  if (entries.some((entry) => entry.message === switchedOff)) {
    throw new AppError('DOCUMENT_NO_TEXT', 'The pages are pictures without text, and recognition (OCR) was switched off: retry with OCR.')
  }
  if (failed > 0) {
    const failures = entries.filter((entry) => entry.state === 'failed')
    if (failures.every((entry) => entry.code === 'DOCUMENT_NO_TEXT')) throw new AppError('DOCUMENT_NO_TEXT', illegible)
    const reason = failures.find((entry) => entry.message)?.message ?? 'no reason was given'
    throw new AppError('DOCUMENT_CORRUPT', `No page could be read (${reason}): check whether the file opens elsewhere and save it anew.`)
  }
  if (!format.mediaType.startsWith('text/')) throw new AppError('DOCUMENT_NO_TEXT', nothingIn(format))
  throw new AppError('DOCUMENT_EMPTY', 'There is no text in the document: check the original.')
}

/** What to do about a document that opens and says nothing, by its kind. */
function nothingIn({ id, place }: Format): string {
  if (place !== 'page') return noPages[place]
  return id === 'pptx' || id === 'odp' ? 'The presentation opens, but there is no text on its slides: check the original.' : nothingSeen
}
