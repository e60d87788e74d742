/** The type of a signed message, and of the content within it, in DER (RFC 5652). */
const signedType = Buffer.from('06092a864886f70d010702', 'hex')

/** The content of a message that is wrapped up in its signature (S/MIME, signed-data); null where it is encrypted or damaged. */
export function signedContent(bytes: Uint8Array): Uint8Array | null {
  try {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const [type, wrapped] = partsOf(element(all, 0))
    if (!type || !wrapped || !whole(all, type).equals(signedType)) return null
    const [signedData] = partsOf(wrapped)
    // Version, digest algorithms, the content with its type, certificates, signatures.
    const content = signedData && partsOf(signedData)[2]
    const text = content && partsOf(content)[1]
    const octets = text && partsOf(text)[0]
    return octets ? octetsOf(octets) : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

interface Element {
  source: Buffer
  tag: number
  /** Where its header, its content and it itself begin and end. */
  at: number
  start: number
  end: number
  next: number
}

/** The element at a place; one of indefinite length reaches to the two zeros behind its parts. */
function element(source: Buffer, at: number, depth = 0): Element {
  if (depth > 30) throw new RangeError('too deep')
  const tag = source.readUInt8(at)
  let length = source.readUInt8(at + 1)
  let start = at + 2
  if (length === 0x80) {
    let end = start
    while (source.readUInt16BE(end) !== 0) end = element(source, end, depth + 1).next
    return { source, tag, at, start, end, next: end + 2 }
  }
  if (length > 0x80) {
    const size = length & 0x7f
    length = source.readUIntBE(start, size)
    start += size
  }
  if (start + length > source.length) throw new RangeError('cut off')
  return { source, tag, at, start, end: start + length, next: start + length }
}

function partsOf({ source, start, end }: Element): Element[] {
  const parts: Element[] = []
  for (let at = start; at < end && parts.length < 100_000; at = parts.at(-1)!.next) parts.push(element(source, at))
  return parts
}

function whole(source: Buffer, { at, next }: Element): Buffer {
  return source.subarray(at, next)
}

/** Bytes in one piece, or in many within one another. */
function octetsOf(octets: Element, depth = 0): Buffer {
  if ((octets.tag & 0x20) === 0) return octets.source.subarray(octets.start, octets.end)
  if (depth > 4) throw new RangeError('too deep')
  return Buffer.concat(partsOf(octets).map((part) => octetsOf(part, depth + 1)))
}
