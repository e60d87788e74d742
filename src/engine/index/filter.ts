import { AppError } from '../../contract/errors'

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
