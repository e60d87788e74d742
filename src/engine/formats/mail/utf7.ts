import iconv from 'iconv-lite'
import type { MailMessage } from './message'

const named = /\bcharset\s*=\s*"?\s*([^\s";]+)/gi

/** Names of UTF-7. */
export const utf7 = /^(x-|unicode-1-1-)?utf-7$/i

/**
 * A message that names UTF-7 (RFC 2152) as its only character set, with its text in letters; others as they are. Nothing but mails was ever
 * written in it, and no platform decodes it any more.
 */
export function withoutUtf7(message: MailMessage, bytes: Uint8Array): MailMessage {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!/utf-7/i.test(source.toString('latin1', 0, 64 * 1024))) return message
  const sets = [...source.toString('latin1').matchAll(named)].map(([, name = '']) => name)
  const text = sets.length > 0 && sets.every((name) => utf7.test(name))
  const subject = /^subject:[ \t]*=\?(unicode-1-1-)?utf-7\?/im.test(source.toString('latin1', 0, 64 * 1024))
  return {
    ...message,
    ...(subject ? { subject: decoded(message.subject) } : {}),
    ...(text ? { text: message.text && decoded(message.text), html: message.html && decoded(message.html) } : {}),
  }
}

/** Letters of UTF-7, which stand between `+` and `-`; some programs write the kind that mail servers name folders in, with `&`. */
function decoded(text: string): string {
  if (/[^\0-\x7f]/.test(text)) return text
  const isOfFolders = /&[A-Za-z\d+,]{2,}-/.test(text) && !/\+[A-Za-z\d/]{2,}-/.test(text)
  return iconv.decode(Buffer.from(text, 'latin1'), isOfFolders ? 'utf-7-imap' : 'utf-7')
}
