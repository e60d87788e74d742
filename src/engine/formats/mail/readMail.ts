import type { OpenDocument, OpenInput } from '../../format'
import { decodeText } from '../text/decodeText'
import { calledUtf8 } from './headerBlocks'
import { mailBytes, resaved } from './mailBytes'
import type { MailMessage } from './message'
import { openMail } from './openMail'
import { parseMime } from './parseMime'

/** Opens a message in the form it is sent in. Throws DOCUMENT_TOO_LARGE, DOCUMENT_TOO_DEEP, DOCUMENT_CORRUPT, DOCUMENT_EMPTY. */
export async function readMail(input: Pick<OpenInput, 'path' | 'head'>): Promise<OpenDocument> {
  const bytes = await mailBytes(input)
  const message = await parseMime(bytes)
  const named = (await inUtf8(message, bytes)) ?? message
  return openMail(unreadable(named) === 0 ? named : await inItsEncoding(named, bytes))
}

/** Programs that name no character set, or none there is, mostly write UTF-8; null where that cannot be. */
async function inUtf8(message: MailMessage, bytes: Buffer): Promise<MailMessage | null> {
  if (!/[^\0-\x7f]/.test((message.text ?? '') + (message.html ?? ''))) return null
  const renamed = calledUtf8(bytes)
  if (!renamed) return null
  const again = await parseMime(renamed)
  // What was sent in two bytes a letter has zeros in it when it is read byte by byte.
  if (`${again.text ?? ''}${again.html ?? ''}`.includes('\0')) return null
  return unreadable(again) === 0 ? { ...again, attachments: message.attachments, closed: message.closed } : null
}

/** Old programs say nothing of the encoding of what they send as it is; then the bytes of the whole must tell it. */
async function inItsEncoding(message: MailMessage, bytes: Buffer): Promise<MailMessage> {
  try {
    const again = await parseMime(resaved(decodeText(bytes, 'utf-8')))
    return unreadable(again) < unreadable(message) ? { ...again, attachments: message.attachments, closed: message.closed } : message
  } catch {
    return message
  }
}

/** How many characters could not be decoded. */
function unreadable({ subject, headers, text, html }: MailMessage): number {
  const all = [subject, text ?? '', html ?? '', ...headers.map(({ value }) => value)]
  return all.reduce((sum, one) => sum + one.split('\ufffd').length - 1, 0)
}
