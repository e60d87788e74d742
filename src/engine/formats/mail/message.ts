import type { AppError } from '../../../contract/errors'

/** A file that came with a message. */
export interface MailAttachment {
  /** As the message gives it, never used as a path; null where it gives none. */
  name: string | null
  mediaType: string
  content: Uint8Array
  /** A picture shown within the text. */
  inline: boolean
}

/** What every kind of mail file comes down to. */
export interface MailMessage {
  subject: string
  /** Who wrote to whom and when, in the order it is shown. */
  headers: { name: 'From' | 'To' | 'Cc' | 'Bcc' | 'Reply to' | 'Date'; value: string }[]
  /** The text as its writer's program wrote it, and as a web page; null where there is none. */
  text: string | null
  html: string | null
  attachments: MailAttachment[]
  /** Parts that cannot be opened, each with a name and the reason. */
  closed: { name: string; error: AppError }[]
}

/** Largest mail in bytes: with its parts, decoded, it stays under the worker's memory limit. */
export const maxMailBytes = 128 * 2 ** 20
