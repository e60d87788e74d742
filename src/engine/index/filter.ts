import { AppError } from '../../contract/errors'
import type { Pages } from '../../contract/scope'

/** A value as an SQL text literal. Throws BAD_REQUEST for control characters, which no id holds. */
export function sqlText(value: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(value) || value.length > 512) throw new AppError('BAD_REQUEST', 'An id holds characters no id can hold.')
  return `'${value.replaceAll("'", "''")}'`
}

/** The filter that keeps the rows of these documents; at least one. */
export function ofDocuments(documents: readonly string[]): string {
  return `document IN (${documents.map(sqlText).join(', ')})`
}

/** What a search is limited to. */
export interface Within {
  /** Ids of the only documents searched; none: nothing is. */
  documents?: string[] | undefined
  /** Ids of documents that are not searched. */
  except?: string[] | undefined
  pages?: Pages | undefined
}

/** The filter of a search; null where everything is searched. */
export function within({ documents, except, pages }: Within): string | null {
  const conditions = [
    ...(documents ? [ofDocuments(documents)] : []),
    ...(except && except.length > 0 ? [`NOT (${ofDocuments(except)})`] : []),
    ...(pages?.from ? [`page >= ${Math.trunc(pages.from)}`] : []),
    ...(pages?.to ? [`page <= ${Math.trunc(pages.to)}`] : []),
  ]
  return conditions.length > 0 ? conditions.join(' AND ') : null
}
