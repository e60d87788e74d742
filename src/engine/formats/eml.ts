import type { FileHead, Format } from '../format'
import { looksLikeMail, looksLikeMailbox } from './mail/looksLikeMail'
import { readMail } from './mail/readMail'

const extensions = new Set(['eml', 'emlx'])

/** Messages as they are sent: headers and text; attachments and messages within are documents of their own. */
export const format: Format = {
  id: 'eml',
  mediaType: 'message/rfc822',
  place: 'section',
  container: true,
  recognises(head: FileHead) {
    if (!looksLikeMail(head)) return 0
    if (extensions.has(head.extension)) return 3
    return looksLikeMailbox(head) ? 0 : 2
  },
  open: readMail,
}
