import type { MailAttachment, MailMessage } from './message'

/** Most files that are taken out of the text of one message. */
const mostFiles = 1_000

/** Old programs put files into the text itself, between `begin 644 name` and `end` (POSIX uuencode). */
const begin = /^begin [0-7]{3,4} (\S[^\r\n]{0,400})\r?$/gm

/** A message with the files that stand uuencoded in its text, or in its attachments, as attachments of their own bytes. */
export function withUuencodedFiles(message: MailMessage): MailMessage {
  const { rest, files } = message.text === null ? { rest: null, files: [] } : filesIn(message.text)
  const attachments = message.attachments.map((one) => ({ ...one, content: decodedFile(one.content) }))
  return { ...message, text: rest, attachments: [...attachments, ...files] }
}

function filesIn(text: string): { rest: string; files: MailAttachment[] } {
  const files: MailAttachment[] = []
  let [rest, at] = ['', 0]
  for (const { index, 0: line, 1: name = '' } of text.matchAll(begin)) {
    if (index < at || files.length === mostFiles) continue
    const found = decode(text, index + line.length + 1)
    if (!found) continue
    files.push({ name, mediaType: 'application/octet-stream', content: found.bytes, inline: false })
    rest += text.slice(at, index)
    at = found.end
  }
  return { rest: rest + text.slice(at), files }
}

/** The bytes of an attachment that is nothing but one uuencoded file; other attachments as they are. */
function decodedFile(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length)
  if (!/^\s*begin [0-7]{3,4} \S/.test(bytes.toString('latin1', 0, 200))) return content
  const text = bytes.toString('latin1')
  return decode(text, text.indexOf('\n', text.indexOf('begin ')) + 1)?.bytes ?? content
}

/** The bytes of the lines from a place on, up to `end` or the first line that is none; null where there are none. */
function decode(text: string, from: number): { bytes: Buffer; end: number } | null {
  const pieces: Buffer[] = []
  let at = from
  while (at < text.length) {
    const newline = text.indexOf('\n', at)
    const next = newline < 0 ? text.length : newline + 1
    const line = text.slice(at, next).replace(/\r?\n$/, '')
    if (line === 'end') return { bytes: Buffer.concat(pieces), end: next }
    if (line !== '' && line !== '`' && line.trim() !== '') {
      const piece = decodeLine(line)
      if (!piece) break
      pieces.push(piece)
    }
    at = next
  }
  return pieces.length > 0 ? { bytes: Buffer.concat(pieces), end: at } : null
}

/** The bytes of a line: their number, then four signs for three of them, of which spaces at the end may have been lost. */
function decodeLine(line: string): Buffer | null {
  const length = (line.charCodeAt(0) - 32) & 63
  const signs = Math.ceil(length / 3) * 4
  if (length === 0 || line.length > signs + 3 || /[^ -`]/.test(line)) return null
  const bytes = Buffer.alloc((signs / 4) * 3)
  for (let i = 0; i < signs; i += 4) {
    let bits = 0
    for (let k = 1; k <= 4; k++) bits = (bits << 6) | (((line.charCodeAt(i + k) || 32) - 32) & 63)
    bytes.writeUIntBE(bits, (i / 4) * 3, 3)
  }
  return bytes.subarray(0, length)
}
