import type { Address, Attachment, Email } from 'postal-mime'
import { AppError } from '../../../contract/errors'
import type { MailAttachment, MailMessage } from './message'
import { closedParts } from './closedParts'
import { withFewWords } from './headerBlocks'
import { joinLongBodies, partedFile, partedText } from './longBodies'
import { withoutUtf7 } from './utf7'
import { withUuencodedFiles } from './uuencoded'
import { withoutParts } from './wholeBody'

/** Most parts within parts of one message; messages within messages are documents of their own. */
const maxNesting = 100

/** Most bytes of headers, of all parts together, and most attachments: as many as files of an archive. */
const maxHeaderBytes = 8 * 2 ** 20
const maxAttachments = 10_000

/** Most recipients that are listed. */
const maxAddresses = 500

/** A message in the form it is sent in (RFC 5322, MIME). Throws DOCUMENT_TOO_DEEP and DOCUMENT_CORRUPT. */
export async function parseMime(bytes: Uint8Array, coats = 0): Promise<MailMessage> {
  const message = await parsed(bytes)
  const again = message.text || message.html || message.attachments.length > 0 ? null : withoutParts(bytes)
  return closedParts(again ? await parsed(again) : message, parseMime, coats)
}

async function parsed(bytes: Uint8Array): Promise<MailMessage> {
  const { default: PostalMime } = await import('postal-mime')
  const bounded = withFewWords(bytes)
  const given = joinLongBodies(bounded)
  const isJoined = given !== bounded
  const email = await PostalMime.parse(given, {
    forceRfc822Attachments: true,
    maxNestingDepth: maxNesting,
    maxHeadersSize: maxHeaderBytes,
  }).catch((cause: unknown) => {
    throw refusalFor(cause)
  })
  if (email.attachments.length > maxAttachments)
    throw new AppError(
      'DOCUMENT_TOO_LARGE',
      `The message has more than ${maxAttachments} attachments: save them into a folder and add those you need.`,
    )
  const message: MailMessage = {
    subject: email.subject ?? '',
    headers: headersOf(email),
    text: isJoined && email.text ? partedText(email.text) : (email.text ?? null),
    html: isJoined && email.html ? partedText(email.html) : (email.html ?? null),
    attachments: email.attachments.map(toAttachment).map((one) => (isJoined ? { ...one, content: partedFile(one.content) } : one)),
    closed: [],
  }
  return withUuencodedFiles(withoutUtf7(message, bytes))
}

function refusalFor(cause: unknown): AppError {
  if (cause instanceof Error && cause.message.includes('nesting depth'))
    return new AppError(
      'DOCUMENT_TOO_DEEP',
      `More than ${maxNesting} parts lie within each other in the message, as in no real one: it is not read.`,
    )
  if (cause instanceof Error && cause.message.includes('header size'))
    return new AppError(
      'DOCUMENT_TOO_LARGE',
      `The message has more than ${maxHeaderBytes >> 20} MB of headers, as no real one has: it is not read.`,
    )
  return new AppError('DOCUMENT_CORRUPT', 'The message is damaged: open it in a mail program and save it anew.', { cause })
}

function headersOf(email: Email): MailMessage['headers'] {
  const date = email.headers.find(({ key }) => key === 'date')?.value
  const all: [MailMessage['headers'][number]['name'], string | undefined][] = [
    ['From', listed(email.from ? [email.from] : email.sender ? [email.sender] : [])],
    ['To', listed(email.to)],
    ['Cc', listed(email.cc)],
    ['Bcc', listed(email.bcc)],
    ['Date', date],
  ]
  return all.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

function listed(addresses: readonly Address[] = []): string {
  const shown = addresses.slice(0, maxAddresses).map(addressText)
  if (addresses.length > maxAddresses) shown.push(`and ${addresses.length - maxAddresses} more`)
  return shown.filter((one) => one !== '').join(', ')
}

function addressText({ name, address, group }: Address): string {
  if (group) return `${name}: ${listed(group)}`
  return name && address && name !== address ? `${name} <${address}>` : address || name
}

function toAttachment({ filename, mimeType, content, related, contentId, disposition }: Attachment): MailAttachment {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : new Uint8Array(content)
  const inline = related === true || (contentId !== undefined && disposition !== 'attachment')
  return { name: filename, mediaType: mimeType, content: bytes, inline }
}
