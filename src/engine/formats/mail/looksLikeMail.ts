import type { FileHead } from '../../format'

const known = new Set(
  (
    'from to cc subject date sender reply-to received return-path delivered-to message-id in-reply-to references mime-version content-type ' +
    'content-transfer-encoding x-mailer user-agent dkim-signature list-id x-received arc-seal x-gm-thrid x-gmail-labels'
  ).split(' '),
)

/** Headers that nothing but mail has. */
const telling = new Set('from received return-path delivered-to message-id mime-version content-transfer-encoding'.split(' '))

/** The line that opens a message in a mailbox: an address and a date such as `Mon Jan  1 10:00`, seldom `Mon, 1 Jan 2024 10:00`. */
export const fromLine =
  /^From \S[^\r\n]{0,200}\b[A-Z][a-z]{2},? +(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2} +\d{2,4}) +\d{1,2}:\d\d\b[^\r\n]{0,60}\r?\n/

/** Whether a file begins with the headers of a message, after what mail programs put before them. */
export function looksLikeMail(head: FileHead): boolean {
  const names = headerNames(messageStart(head))
  return names.filter((name) => known.has(name)).length >= 2 && names.some((name) => telling.has(name))
}

/** Whether a file begins with any header of a message: enough for one that is called a message, or lies in a mailbox. */
export function hasMailHeader(head: FileHead): boolean {
  return headerNames(messageStart(head)).some((name) => known.has(name))
}

/** Whether a file begins as a mailbox does: with a line that opens a message, and the message behind it. */
export function looksLikeMailbox(head: FileHead): boolean {
  const start = startOf(head)
  return fromLine.test(start) && headerNames(start.replace(fromLine, '')).some((name) => known.has(name))
}

/** Whether a message is opened anywhere in the first lines of a file. */
export function opensMessages(head: FileHead): boolean {
  return new RegExp(fromLine.source, 'm').test(startOf(head))
}

function startOf({ bytes, encoding }: FileHead): string {
  const wide = encoding?.startsWith('utf-16') ? encoding : 'latin1'
  return new TextDecoder(wide).decode(bytes.subarray(0, 32 * 1024)).replace(/^\ufeff|^ï»¿/, '')
}

/** The first lines of a message, without what mail programs put before it. */
function messageStart(head: FileHead): string {
  return startOf(head)
    .replace(/^\s*(\d+\s*\r?\n)?/, '')
    .replace(fromLine, '')
}

/** Names of the fields that a text begins with, in lower case. */
function headerNames(text: string): string[] {
  const names: string[] = []
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^[ \t]|^>From /.test(line) && names.length > 0) continue
    const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1]
    if (name === undefined) break
    names.push(name.toLowerCase())
  }
  return names
}
