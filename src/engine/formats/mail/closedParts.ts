import { AppError } from '../../../contract/errors'
import type { MailAttachment, MailMessage } from './message'
import { signedContent } from './signedContent'
import { parseTnef } from './tnef'

/** Reads what was wrapped up; `coats`: how many signatures are around it. */
type Parse = (bytes: Uint8Array, coats: number) => Promise<MailMessage>

/** Most coats of signatures around a text. */
const maxCoats = 5

/** The message with what was wrapped up opened: text within signatures, Outlook's own form. What is encrypted is told as closed. */
export async function closedParts(message: MailMessage, parse: Parse, coats: number): Promise<MailMessage> {
  const isPgp = message.attachments.some(({ mediaType }) => mediaType === 'application/pgp-encrypted')
  const opened: MailMessage = { ...unarmoured(message), attachments: [] }
  for (const attachment of message.attachments) {
    if (isPgp && isPgpPart(attachment)) continue
    if (isSmime(attachment)) await openSmime(attachment, opened, parse, coats)
    else if (isTnef(attachment)) add(opened, parseTnef(attachment.content))
    else if (isRightsManaged(attachment)) opened.closed.push(encrypted(attachment.name ?? 'message.rpmsg', 'Microsoft Purview'))
    else opened.attachments.push(attachment)
  }
  if (isPgp) opened.closed.push(encrypted('encrypted.asc', 'OpenPGP'))
  return opened
}

/** Text that was signed or encrypted as it stands, between lines of dashes. */
function unarmoured(message: MailMessage): MailMessage {
  if (!message.text?.includes('-----BEGIN PGP')) return message
  // The signature behind the text first, then the lines before it: a text that is signed may hold one that is encrypted.
  const unsigned = withoutSections(message.text, 'SIGNATURE').replace(
    /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[A-Za-z]+: [^\n]*\n)*\r?\n/gm,
    '',
  )
  const open = withoutSections(unsigned, 'MESSAGE')
  const closed = open === unsigned ? message.closed : [...message.closed, encrypted('encrypted.asc', 'OpenPGP')]
  return { ...message, text: open, closed }
}

/** Cuts out what stands between the lines that open and close a section; looked for in one pass, for there may be very many. */
function withoutSections(text: string, name: string): string {
  const [opening, closing] = [`-----BEGIN PGP ${name}-----`, `-----END PGP ${name}-----`]
  const kept: string[] = []
  let at = 0
  for (let start = text.indexOf(opening); start >= 0; start = text.indexOf(opening, at)) {
    const end = text.indexOf(closing, start)
    if (end < 0) break
    kept.push(text.slice(at, start))
    at = end + closing.length
  }
  return kept.join('') + text.slice(at)
}

function isPgpPart({ mediaType, name, content }: MailAttachment): boolean {
  if (mediaType === 'application/pgp-encrypted') return true
  const start = Buffer.from(content.buffer, content.byteOffset, Math.min(content.length, 64)).toString('latin1')
  return start.includes('-----BEGIN PGP MESSAGE') || /\.(asc|pgp|gpg)$/i.test(name ?? '')
}

function isSmime({ mediaType, name }: MailAttachment): boolean {
  return /^application\/(x-)?pkcs7-mime$/.test(mediaType) || /^smime\.p7m$/i.test(name ?? '')
}

function isTnef({ mediaType, name }: MailAttachment): boolean {
  return /^application\/(vnd\.)?ms-tnef$/.test(mediaType) || /^winmail\.dat$/i.test(name ?? '')
}

function isRightsManaged({ mediaType, name }: MailAttachment): boolean {
  return mediaType === 'application/x-microsoft-rpmsg-message' || /\.rpmsg$/i.test(name ?? '')
}

async function openSmime({ content }: MailAttachment, message: MailMessage, parse: Parse, coats: number): Promise<void> {
  const inner = coats < maxCoats ? signedContent(content) : null
  if (!inner) message.closed.push(encrypted('smime.p7m', 'S/MIME'))
  else add(message, await parse(inner, coats + 1))
}

/** What was wrapped up takes its place in the message around it. */
function add(message: MailMessage, inner: MailMessage): void {
  if (!message.text?.trim()) message.text = inner.text
  message.html ??= inner.html
  message.attachments.push(...inner.attachments)
  message.closed.push(...inner.closed)
}

function encrypted(name: string, scheme: string): { name: string; error: AppError } {
  const error = new AppError(
    'FORMAT_UNSUPPORTED',
    `The message is encrypted (${scheme}), and only the mail program of its reader can open it: open it there, save it without encryption and add that.`,
  )
  return { name, error }
}
