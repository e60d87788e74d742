import type { FileHead, Format } from '../format'
import { hasMailHeader, looksLikeMail, looksLikeMailbox } from './mail/looksLikeMail'
import { readMail } from './mail/readMail'

const extensions = new Set(['eml', 'emlx'])

/** Messages as they are sent: headers and text; attachments and messages within are documents of their own. */
export const format: Format = {
  id: 'eml',
  mediaType: 'message/rfc822',
  place: 'section',
  container: true,
  recognises(head: FileHead) {
    // Of what is called a message, one header says enough: drafts and messages of programs have hardly more.
    if (extensions.has(head.extension)) return hasMailHeader(head) ? 3 : 0
    return looksLikeMail(head) && !looksLikeMailbox(head) ? 2 : 0
  },
  open: readMail,
}
