import { AppError } from '../../../contract/errors'
import type { OpenDocument } from '../../format'

/** Most lost parts of one document that are told one by one. */
const mostTold = 100

/** A document of which parts were lost: each is a page that failed with the reason, behind those that are read. */
export function withLostParts(document: OpenDocument, lost: readonly AppError[]): OpenDocument {
  if (lost.length === 0) return document
  const told = lost.slice(0, mostTold)
  if (lost.length > mostTold)
    told.push(new AppError('DOCUMENT_CORRUPT', `${lost.length - mostTold} more parts of the document could not be read.`))
  return {
    ...document,
    pages: document.pages + told.length,
    async read(page, context) {
      const error = told[page - document.pages - 1]
      if (error) throw error
      return document.read(page, context)
    },
  }
}
