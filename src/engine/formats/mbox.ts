import { AppError } from '../../contract/errors'
import type { Child, FileHead, Format, ReadContext } from '../format'
import { looksLikeMailbox, opensMessages } from './mail/looksLikeMail'
import { type BoxedMessage, Mailbox, maxMessages } from './mbox/mailbox'
import { counted, listPage } from './zip/listPage'

const extensions = new Set(['mbox', 'mbx'])

/** Bytes of a mailbox whose messages are listed on one page: a page can be told of every few seconds, however large the mailbox. */
const pageBytes = 64 * 2 ** 20

/** Mailboxes: the list of their messages as text, every message as a document of its own. */
export const format: Format = {
  id: 'mbox',
  mediaType: 'application/mbox',
  place: 'section',
  container: true,
  recognises(head: FileHead) {
    const known = extensions.has(head.extension)
    if (looksLikeMailbox(head)) return known ? 3 : head.extension === 'eml' ? 0 : 2
    // The line that opens the first message may be damaged.
    return known && opensMessages(head) ? 3 : 0
  },
  async open({ path, head }, context) {
    const mailbox = await Mailbox.open(path, head.size, context)
    const first = await mailbox.between(0, Infinity).next()
    if (first.done) {
      await mailbox.close()
      throw new AppError('DOCUMENT_CORRUPT', 'There is no whole message in the mailbox: check where it came from.')
    }
    return {
      pages: Math.max(1, Math.ceil(head.size / pageBytes)),
      read: async (page, { signal }) => {
        const list = await listOf(mailbox, head, page, signal)
        return { page: list, needsOcr: false, blank: list.text === '' }
      },
      children: ({ signal }: ReadContext) => childrenOf(mailbox, signal),
      close: () => mailbox.close(),
    }
  },
}

async function listOf(mailbox: Mailbox, head: FileHead, page: number, signal: AbortSignal) {
  const rows: string[][] = []
  let last: BoxedMessage | null = null
  for await (const message of mailbox.between((page - 1) * pageBytes, page * pageBytes)) {
    signal.throwIfAborted()
    const { from, date, subject } = await mailbox.headline(message)
    rows.push([String(message.number), date, from, subject])
    last = message
  }
  const isWhole = head.size <= pageBytes
  const sentences = isWhole && last ? [`${counted(last.number, 'message')}.`] : []
  if (mailbox.isCut && last?.number === maxMessages) sentences.push(`Only the first ${counted(maxMessages, 'message')} are read.`)
  return listPage(page, {
    title: page === 1 ? (head.name.split('/').at(-1) ?? '') : '',
    sentences,
    columns: ['No.', 'Date', 'From', 'Subject'],
    rows,
  })
}

async function* childrenOf(mailbox: Mailbox, signal: AbortSignal): AsyncGenerator<Child> {
  for await (const message of mailbox.between(0, Infinity)) {
    signal.throwIfAborted()
    const { subject } = await mailbox.headline(message)
    yield { name: nameOf(message, subject), content: mailbox.content(message) }
  }
  if (mailbox.isCut) {
    const error = new AppError(
      'DOCUMENT_TOO_LARGE',
      `Only the first ${maxMessages} messages are read: divide the mailbox by years or folders.`,
    )
    yield { name: 'further messages', error }
  }
}

/** Names begin with the number of the message, so that they stay as they are when more arrive. */
function nameOf({ number }: BoxedMessage, subject: string): string {
  const title = subject.replace(/[/\\]/g, '-').slice(0, 100).trim()
  return `${String(number).padStart(4, '0')} ${title || 'message'}.eml`
}
