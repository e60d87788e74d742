/** Longest boundary that is looked for; RFC 2046 allows 70 characters. */
const longestBoundary = 200

/**
 * A message that claims to have parts, read anew where none were found: with the boundary that stands in its body, else as a text from
 * the header to the end, in the transfer encoding it declares. Null for messages that claim no parts, or have no body.
 */
export function withoutParts(bytes: Uint8Array): Buffer | null {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const blank = /\r?\n[ \t]*\r?\n/.exec(message)
  // A quote that is never closed takes the body for its own.
  const header = blank ? message.slice(0, blank.index) : message
  const body = blank ? message.slice(blank.index + blank[0].length) : ''
  const type = /^content-type:[ \t]*multipart\/[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/im.exec(header)
  if (!type || body.trim() === '') return null
  const boundary = boundaryIn(body)
  const charset = /\bcharset\s*=\s*"?([\w-]+)/i.exec(type[0])?.[1] ?? 'utf-8'
  const claimed =
    boundary === null ? `Content-Type: text/plain; charset=${charset}` : `Content-Type: multipart/mixed; boundary="${boundary}"`
  const rest = header.slice(0, type.index) + claimed + header.slice(type.index + type[0].length)
  return Buffer.from(`${rest}\r\n\r\n${body}`, 'latin1')
}

/** What the first line of two dashes parts that a header of a part follows. */
function boundaryIn(body: string): string | null {
  const found = /^--([^\s"](?:[^\r\n"]*[^\s"])?)[ \t]*\r?\ncontent-[\w-]+:/im.exec(body)?.[1]
  return found !== undefined && found.length <= longestBoundary ? found : null
}
