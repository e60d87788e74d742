import type { FieldsData } from '@kenjiuno/msgreader'
import iconv from 'iconv-lite'
import { AppError } from '../../../contract/errors'
import { closedParts } from '../mail/closedParts'
import type { MailAttachment, MailMessage } from '../mail/message'
import { parseMime } from '../mail/parseMime'
import { rtfBody } from '../mail/rtfBody'
import { decodeText } from '../text/decodeText'
import { detectEncoding } from '../text/detectEncoding'
import { checkChains } from './checkChains'

/** A message as Outlook saves it. Throws DOCUMENT_CORRUPT and DOCUMENT_TOO_DEEP. */
export async function parseMsg(bytes: Buffer): Promise<MailMessage> {
  checkChains(bytes)
  try {
    return await readFields(bytes)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('DOCUMENT_CORRUPT', 'The Outlook message is damaged: save it from Outlook anew.', { cause })
  }
}

async function readFields(bytes: Buffer): Promise<MailMessage> {
  const { default: library } = await import('@kenjiuno/msgreader')
  // The package is CommonJS: its class is the default of what a bundle takes for the default.
  const MsgReader = 'default' in library ? (library.default as typeof library) : library
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let reader = new MsgReader(view)
  let fields = reader.getFileData()
  const codePage = codePageOf(fields)
  if (codePage) {
    reader = new MsgReader(view)
    reader.parserConfig = { ansiEncoding: codePage }
    fields = reader.getFileData()
  }
  fields = withTexts(fields)
  const isMail =
    fields.dataType === 'msg' && (fields.messageClass !== undefined || fields.subject !== undefined || fields.body !== undefined)
  if (!isMail) throw new AppError('DOCUMENT_CORRUPT', 'The file is called an Outlook message, but holds none: check where it came from.')
  const message: MailMessage = { subject: fields.subject ?? '', headers: headersOf(fields), ...bodyOf(fields), attachments: [], closed: [] }
  for (const attachment of fields.attachments ?? [])
    message.attachments.push(toAttachment(withTexts(attachment), reader.getAttachment(attachment).content))
  return closedParts(message, parseMime, 0)
}

/** What is text in a whole message. */
const texts = [
  'messageClass',
  'subject',
  'headers',
  'senderName',
  'senderSmtpAddress',
  'creatorSMTPAddress',
  'senderEmail',
  'clientSubmitTime',
  'messageDeliveryTime',
  'body',
  'bodyHtml',
  'name',
  'smtpAddress',
  'email',
  'fileName',
  'fileNameShort',
  'attachMimeTag',
  'pidContentId',
] as const satisfies readonly (keyof FieldsData)[]
const bytesOf = ['html', 'compressedRtf'] as const satisfies readonly (keyof FieldsData)[]

/** The fields of a message, recipient or attachment: in a damaged file one may be of another kind than its name says, and is left out. */
function withTexts(fields: FieldsData): FieldsData {
  const kept = { ...fields }
  for (const key of texts) if (typeof kept[key] !== 'string') delete kept[key]
  for (const key of bytesOf) if (!(kept[key] instanceof Uint8Array)) delete kept[key]
  return kept
}

/** The code page of texts that are not in Unicode, where the library would not take it by itself. */
function codePageOf({ messageCodepage, internetCodepage }: FieldsData): string | null {
  const name = `cp${messageCodepage ?? internetCodepage ?? 0}`
  return name !== 'cp65001' && iconv.encodingExists(name) ? name : null
}

function headersOf(fields: FieldsData): MailMessage['headers'] {
  const recipients = (kind: FieldsData['recipType']) =>
    (fields.recipients ?? [])
      .map(withTexts)
      .filter((one) => (one.recipType ?? 'to') === kind)
      .map((one) => person(one.name, one.smtpAddress ?? one.email))
      .join(', ')
  const sent = /^Date:[ \t]*(.+)$/im.exec(fields.headers ?? '')?.[1]?.trim()
  const sender = person(fields.senderName, fields.senderSmtpAddress ?? fields.creatorSMTPAddress ?? fields.senderEmail)
  const all: [MailMessage['headers'][number]['name'], string | undefined][] = [
    ['From', sender],
    ['To', recipients('to')],
    ['Cc', recipients('cc')],
    ['Bcc', recipients('bcc')],
    ['Date', sent ?? fields.clientSubmitTime ?? fields.messageDeliveryTime],
  ]
  return all.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

/** A name with its address; the inner addresses of Exchange say nothing to people. */
function person(name = '', address = ''): string {
  const known = address.startsWith('/') ? '' : address
  return name && known && name !== known ? `${name} <${known}>` : known || name
}

function bodyOf({ body, bodyHtml, html, compressedRtf }: FieldsData): Pick<MailMessage, 'text' | 'html'> {
  const page = bodyHtml ?? (html ? decoded(html) : null)
  if (body?.trim() || page || !compressedRtf) return { text: body ?? null, html: page }
  return rtfBody(compressedRtf)
}

function decoded(html: Uint8Array): string {
  const declared = /charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(Buffer.from(html.subarray(0, 4096)).toString('latin1'))?.[1] ?? null
  try {
    return decodeText(html, detectEncoding(html, true) ?? 'windows-1252', declared)
  } catch {
    return Buffer.from(html).toString('latin1')
  }
}

function toAttachment(fields: FieldsData, content: Uint8Array): MailAttachment {
  const isMessage = fields.innerMsgContent === true
  const name = fields.fileName ?? fields.name ?? fields.fileNameShort ?? null
  return {
    name: isMessage ? `${name?.replace(/\.msg$/i, '') ?? 'message'}.msg` : name,
    mediaType: fields.attachMimeTag?.toLowerCase() ?? '',
    content,
    inline: fields.attachmentHidden === true || (fields.pidContentId !== undefined && (fields.attachMimeTag ?? '').startsWith('image/')),
  }
}
