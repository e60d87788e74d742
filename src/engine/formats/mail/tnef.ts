import { AppError } from '../../../contract/errors'
import { decodeText } from '../text/decodeText'
import { detectEncoding } from '../text/detectEncoding'
import type { MailAttachment, MailMessage } from './message'
import { type MapiProperties, mapiProperties, mapiText } from './mapiProperties'
import { rtfBody } from './rtfBody'

/** Outlook's own form of what it sends to Outlook (winmail.dat, [MS-OXTNEF]). */

const signature = 0x223e_9f78

/** Attributes by number; the upper half of an id is their type, which says nothing more. */
const attribute = {
  body: 0x800c,
  messageProperties: 0x9003,
  newAttachment: 0x9002,
  title: 0x8010,
  data: 0x800f,
  attachmentProperties: 0x9005,
}

const property = {
  body: 0x1000,
  html: 0x1013,
  rtf: 0x1009,
  longName: 0x3707,
  name: 0x3704,
  displayName: 0x3001,
  mediaType: 0x370e,
  object: 0x3701,
  contentId: 0x3712,
}

/** What is wrapped up in a winmail.dat: text where it has some, and the attachments. What is cut off gives what came before. */
export function parseTnef(content: Uint8Array): MailMessage {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length)
  const message: MailMessage = { subject: '', headers: [], text: null, html: null, attachments: [], closed: [] }
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) {
    message.closed.push({ name: 'winmail.dat', error: damaged() })
    return message
  }
  let open: MailAttachment | null = null
  for (const { id, value } of attributesOf(bytes)) {
    if (id === attribute.newAttachment)
      message.attachments.push((open = { name: null, mediaType: '', content: new Uint8Array(), inline: false }))
    else if (id === attribute.body) message.text ??= legacyText(value)
    else if (id === attribute.messageProperties) takeBody(message, mapiProperties(value))
    else if (id === attribute.title && open) open.name ??= legacyText(value)
    else if (id === attribute.data && open) open.content = value
    else if (id === attribute.attachmentProperties && open) takeAttachment(open, mapiProperties(value))
  }
  return message
}

function* attributesOf(bytes: Buffer): Generator<{ id: number; value: Buffer }> {
  for (let at = 6; at + 9 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 5)
    const start = at + 9
    if (start + length > bytes.length) return
    yield { id: bytes.readUInt16LE(at + 1), value: bytes.subarray(start, start + length) }
    at = start + length + 2
  }
}

function takeBody(message: MailMessage, properties: MapiProperties): void {
  const rtf = properties.get(property.rtf)
  message.text ??= mapiText(properties.get(property.body)) ?? null
  const html = properties.get(property.html)
  if (html) message.html ??= typeof html === 'string' ? html : legacyText(html)
  if (rtf instanceof Uint8Array && message.text === null && message.html === null) Object.assign(message, rtfBody(rtf))
}

function takeAttachment(attachment: MailAttachment, properties: MapiProperties): void {
  const text = (id: number) => mapiText(properties.get(id))
  attachment.name = text(property.longName) ?? attachment.name ?? text(property.name) ?? text(property.displayName) ?? null
  attachment.mediaType = text(property.mediaType)?.toLowerCase() ?? attachment.mediaType
  attachment.inline = properties.has(property.contentId)
  const object = properties.get(property.object)
  // An embedded object begins with the 16 bytes that say of which class it is.
  if (attachment.content.length === 0 && object instanceof Uint8Array) attachment.content = object.subarray(16)
}

function legacyText(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  const text = end < 0 ? bytes : bytes.subarray(0, end)
  try {
    return decodeText(text, detectEncoding(text, true) ?? 'windows-1252')
  } catch {
    return text.toString('latin1')
  }
}

function damaged(): AppError {
  return new AppError('DOCUMENT_CORRUPT', 'It is no readable attachment of Outlook: ask its sender to send it without “rich text”.')
}
