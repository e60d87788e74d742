import { open, type FileHandle } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { AppError } from '../../../contract/errors'
import { byteOrderMark, detectEncoding } from '../text/detectEncoding'

const pieceBytes = 256 * 1024
/** Share of characters that could not be decoded above which a text is refused. */
const maxReplaced = 0.02

/**
 * The text of a file piece by piece, with LF line ends and without byte-order mark and control characters. What began as UTF-8 and does not go on
 * as it is decoded as the code page it looks like. Throws TEXT_ENCODING.
 */
export async function* readText(path: string, encoding: string, { signal }: { signal: AbortSignal }): AsyncGenerator<string> {
  const file = await open(path, 'r')
  try {
    const name = encoding === 'utf-8' ? await unicodeOrLegacy(file, signal) : encoding
    if (name === null || !iconv.encodingExists(name)) throw undecodable()
    let characters = 0
    let replaced = 0
    let pending = ''
    for await (const text of decoded(file, name, signal)) {
      characters += text.length
      for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) replaced++
      const whole = pending + text
      // A CR at the end may be the first half of a line end.
      pending = whole.endsWith('\r') ? '\r' : ''
      yield cleaned(pending === '' ? whole : whole.slice(0, -1))
    }
    if (replaced > Math.max(3, characters * maxReplaced)) throw undecodable()
    if (pending !== '') yield '\n'
  } finally {
    await file.close()
  }
}

async function* pieces(file: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    signal.throwIfAborted()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* decoded(file: FileHandle, name: string, signal: AbortSignal): AsyncGenerator<string> {
  const isWeb = /^(utf-(8|16le|16be)|iso-2022-jp)$/.test(name)
  const web = isWeb ? new TextDecoder(name, { ignoreBOM: true }) : null
  const legacy = isWeb ? null : iconv.getDecoder(name, { stripBOM: false })
  for await (const bytes of pieces(file, signal)) yield web ? web.decode(bytes, { stream: true }) : legacy!.write(bytes)
  const rest = web ? web.decode() : legacy!.end()
  if (rest) yield rest
}

/** utf-8 where all of the file is, else what the bytes look like from the first that is not ASCII. */
async function unicodeOrLegacy(file: FileHandle, signal: AbortSignal): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let telling: Buffer | null = null
  let isUnicode = true
  for await (const bytes of pieces(file, signal)) {
    if (!telling) {
      const first = bytes.findIndex((byte) => byte > 127)
      if (first >= 0) telling = bytes.subarray(Math.max(0, first - 1024), first + 64 * 1024)
      if (first >= 0 && byteOrderMark(bytes)) return 'utf-8'
    }
    isUnicode = isUnicode && fits(decoder, bytes)
    if (!isUnicode && telling) break
  }
  if (isUnicode && fits(decoder)) return 'utf-8'
  return telling ? detectEncoding(telling, true) : 'utf-8'
}

function fits(decoder: InstanceType<typeof TextDecoder>, bytes?: Buffer): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined })
    return true
  } catch {
    return false
  }
}

function cleaned(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return lines.replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufeff]/g, '').replaceAll('\f', '\n')
}

function undecodable(): AppError {
  return new AppError('TEXT_ENCODING', 'The text is in an encoding that could not be recognised: save it as UTF-8 and add it again.')
}
