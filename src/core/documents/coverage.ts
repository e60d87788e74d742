import type { Coverage, DocumentPage, DocumentStatus, PageText } from '../../contract/documents'
import { coverageOf, type DocumentRow } from '../catalog/documentRows'

/** A document is ready when this share of its pages with anything on them was read or recognised (product.md). */
const readyShare = 0.95

/** ready or ready-partly, by the pages that were read or recognised among those with anything on them. */
export function statusOfCoverage({ read, recognised, failed }: Coverage): Extract<DocumentStatus, 'ready' | 'ready-partly'> {
  const withContent = read + recognised + failed
  return withContent === 0 || (read + recognised) / withContent >= readyShare ? 'ready' : 'ready-partly'
}

/** Recognised text of lower mean confidence (0 to 100) is mostly wrong. Measured: Arabic read as English 56, a page upside down 35, clean pages 85 and more. */
const legibleConfidence = 60

/** Pages whose recognised text is probably wrong. */
export function illegiblePages<P extends { state: string; confidence: number | null }>(pages: readonly P[]): P[] {
  return pages.filter((page) => page.state === 'recognised' && page.confidence !== null && page.confidence < legibleConfidence)
}

/** The words of a recognised page that are probably wrong: other words are right nine times in ten. */
export function doubtfulWords({ words, confidences = [] }: Pick<DocumentPage, 'words' | 'confidences'>): NonNullable<PageText['doubtful']> {
  return confidences.flatMap((confidence, word) =>
    confidence < legibleConfidence ? [{ start: words[6 * word]!, end: words[6 * word + 1]!, confidence }] : [],
  )
}

/** What a reader should know of such pages, in one sentence. */
export function doubtfulPages(pages: readonly { page: number }[]): string {
  const named = pages
    .slice(0, 12)
    .map((page) => page.page)
    .join(', ')
  return `The text recognised on ${pages.length === 1 ? 'page' : 'pages'} ${named} is doubtful: the scan is poor, or its language is not on board.`
}

/** The status a document had before it was read anew. */
export function settledStatus(row: DocumentRow): DocumentStatus {
  return statusOfCoverage(coverageOf(row))
}

/** What a partly read document lacks, in one sentence. */
export function missingPages(pages: readonly { page: number; message: string | null }[]): string {
  const numbers = pages.map((page) => page.page)
  const named = numbers.slice(0, 12).join(', ')
  const reason = pages.find((page) => page.message)?.message
  return `${numbers.length === 1 ? `Page ${named}` : `Pages ${named}${numbers.length > 12 ? ' …' : ''}`} could not be read${reason ? `: ${reason}` : '.'}`
}
