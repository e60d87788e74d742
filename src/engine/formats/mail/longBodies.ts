/*
 * postal-mime makes two objects of every line of a part that is not encoded: a million lines take 2 GB and half a minute. The lines of
 * long bodies are therefore joined before it reads a message, by a sign that stands for a line end in what it gives back.
 */

/** No text and hardly any file has these bytes in a row; where one has, it gets a line end. */
const lineEnd = '\u001e\u0006\u001e\u0015'
const lineEndBytes = Buffer.from(lineEnd)

/** Lines from which on a body is long, and most boundaries that are watched. */
const longBody = 20_000
const mostBoundaries = 200

/** The message with the lines of its long bodies joined; the same bytes where there are none. */
export function joinLongBodies(message: Uint8Array): Uint8Array {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length)
  const bodies = longBodies(bytes)
  if (bodies.length === 0) return message
  const added = bodies.reduce((sum, { lines }) => sum + lines * (lineEndBytes.length - 1), 0)
  const joined = Buffer.allocUnsafe(bytes.length + added)
  let [from, to] = [0, 0]
  const copy = (end: number) => {
    to += bytes.copy(joined, to, from, end)
    from = end
  }
  for (const { start, end } of bodies) {
    copy(start)
    // The last line keeps its end.
    for (let at = bytes.indexOf(10, from); at >= 0 && at < end - 1; at = bytes.indexOf(10, from)) {
      copy(at)
      to += lineEndBytes.copy(joined, to)
      from = at + 1
    }
  }
  copy(bytes.length)
  return joined.subarray(0, to)
}

/** Text that came out of a joined message, with its lines. */
export function partedText(text: string): string {
  return text.replaceAll(`\r${lineEnd}`, '\n').replaceAll(lineEnd, '\n')
}

/** A file that came out of a joined message, as it was. */
export function partedFile(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length)
  if (!bytes.includes(lineEndBytes)) return content
  return Buffer.from(bytes.toString('latin1').replaceAll(lineEnd, '\n'), 'latin1')
}

interface Body {
  start: number
  end: number
  lines: number
}

/** The bodies of more lines than usual that are sent as they are: neither in base64, nor quoted, where the ends of lines mean something. */
function longBodies(bytes: Buffer): Body[] {
  const bodies: Body[] = []
  const boundaries: string[] = []
  let [start, lines, isHeader, isPlain] = [0, 0, true, true]
  const end = (at: number) => {
    if (!isHeader && isPlain && lines > longBody) bodies.push({ start, end: at, lines })
  }
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf(10, at)
    const next = newline < 0 ? bytes.length : newline + 1
    lines++
    if (bytes[at] === 45 && bytes[at + 1] === 45 && isBoundary(bytes.toString('latin1', at + 2, Math.min(next, at + 400)), boundaries)) {
      end(at)
      ;[start, lines, isHeader] = [next, 0, true]
    } else if (isHeader && (next - at === 1 || (next - at === 2 && bytes[at] === 13))) {
      const header = bytes.toString('latin1', start, at)
      isPlain = !/^content-transfer-encoding:\s*"?(base64|quoted-printable)/im.test(header)
      for (const [, quoted, bare] of header.matchAll(/\bboundary\s*=\s*(?:"([^"\r\n]+)"|([^\s;"]+))/gi)) boundaries.push(quoted ?? bare!)
      if (boundaries.length > mostBoundaries) return []
      ;[start, lines, isHeader] = [next, 0, false]
    }
    at = next
  }
  end(bytes.length)
  return bodies
}

function isBoundary(line: string, boundaries: readonly string[]): boolean {
  return boundaries.some((one) => line.startsWith(one))
}
