/** Longest beginning that is looked at, in characters. */
const headLength = 256 * 1024

/** Whether bytes begin with a byte-order mark. */
function hasMark(bytes: Uint8Array): boolean {
  const [a, b, c] = bytes
  return (a === 0xef && b === 0xbb && c === 0xbf) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)
}

function decoderOf(charset: string | null): InstanceType<typeof TextDecoder> | null {
  if (!charset) return null
  try {
    return new TextDecoder(charset)
  } catch {
    return null
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The beginning of a page as text, good enough to find its title: as the server said, else as UTF-8, else as the West writes. */
export function beginningOf(bytes: Uint8Array, charset: string | null): string {
  const head = bytes.subarray(0, headLength)
  const declared = /charset\s*=\s*["']?\s*([\w:.-]{2,40})/i.exec(new TextDecoder('latin1').decode(head.subarray(0, 4096)))?.[1] ?? null
  const decoder =
    decoderOf(charset) ?? (isUtf8(head.subarray(0, -4)) ? new TextDecoder() : (decoderOf(declared) ?? new TextDecoder('latin1')))
  return decoder.decode(head)
}

/**
 * Text as it can be read without its HTTP header: where only the header told the character set, it is written anew as UTF-8 with a
 * mark; everything else stays byte for byte as it was sent.
 */
export function readableAlone(bytes: Uint8Array, { mediaType, charset }: { mediaType: string; charset: string | null }): Uint8Array {
  if (!/^text\/|[/+]xml$|[/+]json$/.test(mediaType) || hasMark(bytes) || isUtf8(bytes)) return bytes
  const decoder = decoderOf(charset)
  const ownWord = new TextDecoder('latin1').decode(bytes.subarray(0, 4096)).toLowerCase()
  if (!decoder || decoder.encoding === 'utf-8' || (charset && ownWord.includes(charset))) return bytes
  return new TextEncoder().encode(`\ufeff${decoder.decode(bytes)}`)
}
