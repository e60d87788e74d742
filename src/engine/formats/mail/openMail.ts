import { AppError } from '../../../contract/errors'
import type { OpenDocument } from '../../format'
import { attachedDocuments } from './attachments'
import { mailPage } from './mailPage'
import type { MailMessage } from './message'

/** A message as an opened document: one page, and what came with it. Throws DOCUMENT_EMPTY where it says nothing at all. */
export async function openMail(message: MailMessage): Promise<OpenDocument> {
  const children = await attachedDocuments(message)
  const page = await mailPage(
    message,
    children.map((child) => child.name),
  )
  if (page.text.trim() === '')
    throw new AppError('DOCUMENT_EMPTY', 'There is neither a sender nor a text in the message: check the original.')
  return {
    pages: 1,
    read: async () => ({ page, needsOcr: false, blank: false }),
    async *children() {
      yield* children
    },
    close: async () => {},
  }
}
