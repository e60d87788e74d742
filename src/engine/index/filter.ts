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

/**
 * Ids that are named in a filter at most: reading it takes 25 to 45 µs an id, so that 5,000 of them made a lane ten times as slow. Longer
 * lists are held against what is found.
 */
const mostNamed = 500

/** What a lane is limited to. */
export interface Limits {
  /** The filter of all that is short enough to be said; null: nothing. */
  where: string | null
  /** The whole filter, where it is too long to be quick. */
  whole: string | null
  /** Whether what was found may be shown; absent where `where` says everything. */
  fits?: (document: string) => boolean
}

/** How a search is limited, so that long lists of documents stay quick. */
export function limitsOf({ documents, except, pages }: Within): Limits {
  const isLong = (list: readonly string[] | undefined) => (list?.length ?? 0) > mostNamed
  const whole = within({ documents, except, pages })
  if (!isLong(documents) && !isLong(except)) return { where: whole, whole }
  const [only, never] = [isLong(documents) ? new Set(documents) : null, isLong(except) ? new Set(except) : null]
  return {
    where: within({ documents: only ? undefined : documents, except: never ? undefined : except, pages }),
    whole,
    fits: (document) => (!only || only.has(document)) && !never?.has(document),
  }
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
