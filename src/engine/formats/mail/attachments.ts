import type { AppError } from '../../../contract/errors'
import type { Child } from '../../format'
import { maySayMore } from '../image/maySayMore'
import { uniqueName } from '../zip/safeNames'
import type { MailAttachment, MailMessage } from './message'
import { subjectOf } from './subjectOf'

/** Signatures and keys: they say who wrote, which nobody searches for. */
const seals = /^application\/((x-)?pkcs7-signature|pgp-signature|pgp-keys|applefile)$/

const extensions: Record<string, string> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/calendar': 'ics',
  'text/markdown': 'md',
  'text/rtf': 'rtf',
  'application/rtf': 'rtf',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/json': 'json',
  'application/ics': 'ics',
  'application/msword': 'doc',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'text/rfc822-headers': 'txt',
}

/** What came with a message that is a document, each under a name of its own; and what cannot be opened. */
export async function attachedDocuments({ attachments, closed }: MailMessage): Promise<Child[]> {
  const taken = new Set<string>()
  const children: Child[] = []
  for (const attachment of attachments) {
    if (await isNothingToRead(attachment)) continue
    const shown = isShownPicture(attachment) ? { picture: true as const } : {}
    children.push({ name: uniqueName(await nameOf(attachment), taken), content: attachment.content, ...shown })
  }
  for (const { name, error } of closed) children.push({ name: uniqueName(name, taken), error: error as AppError })
  return children
}

async function isNothingToRead(attachment: MailAttachment): Promise<boolean> {
  if (attachment.content.length === 0 && !attachment.name) return true
  return seals.test(attachment.mediaType) || (isShownPicture(attachment) && !(await maySayMore(attachment.content)))
}

/** A picture in the text: a sign below a signature, or a screen. */
function isShownPicture({ inline, mediaType }: MailAttachment): boolean {
  return inline && mediaType.startsWith('image/')
}

async function nameOf({ name, mediaType, content }: MailAttachment): Promise<string> {
  // Folders in the name of an attachment are those of the sender's machine.
  const last = name?.split(/[/\\]/).at(-1)?.trim()
  if (last) return last
  const extension = extensions[mediaType] ?? (mediaType.startsWith('text/') ? 'txt' : '')
  const stem = mediaType === 'message/rfc822' ? await subjectOf(content) : ''
  return `${stem.replaceAll('/', '-') || (mediaType === 'message/rfc822' ? 'message' : 'attachment')}${extension ? `.${extension}` : ''}`
}
