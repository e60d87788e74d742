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
    const known = extensions.has(head.extension)
    // A message may hold bytes that are no text at all.
    if (!looksLikeMail(head)) return known && head.encoding !== null && !head.detected ? 1 : 0
    if (known) return 3
    return looksLikeMailbox(head) ? 0 : 2
  },
  open: readMail,
}
