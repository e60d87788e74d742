import { readFile } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import type { OpenInput } from '../../format'
import { decodeText } from '../text/decodeText'
import { maxMailBytes } from './message'

/** A mail file as it would be sent: in UTF-8 where it was saved in UTF-16, without what mail programs put before the headers. Throws DOCUMENT_TOO_LARGE. */
export async function mailBytes({ path, head }: Pick<OpenInput, 'path' | 'head'>): Promise<Buffer> {
  if (head.size > maxMailBytes)
    throw new AppError(
      'DOCUMENT_TOO_LARGE',
      `A message may have ${maxMailBytes >> 20} MB, this one has ${head.size >> 20} MB: save its attachments and add them.`,
    )
  const bytes = await readFile(path)
  const isWide = head.encoding !== null && /^utf-(16|32)/.test(head.encoding)
  return withoutPreamble(withLines(isWide ? resaved(decodeText(bytes, head.encoding)) : bytes))
}

/** The bytes of a message that was decoded as a whole: parts that came as they were are in UTF-8 now, whatever they say. */
export function resaved(text: string): Buffer {
  return Buffer.from(
    text
      .split(/(\r?\n(?:[ \t]*\r?\n)+)/)
      .map((piece) =>
        /^content-type:/im.test(piece) && !/^content-transfer-encoding:\s*"?(base64|quoted-printable)/im.test(piece)
          ? inUtf8(piece)
          : piece,
      )
      .join(''),
  )
}

function inUtf8(header: string): string {
  return header.replace(/(charset\s*=\s*)("[^"]*"|[^\s;]+)/gi, '$1"utf-8"')
}

/** Old Macs end lines with a return alone, which no reader of mail takes for an end. */
function withLines(bytes: Buffer): Buffer {
  return bytes.includes(10) || !bytes.includes(13) ? bytes : (bytes.map((byte) => (byte === 13 ? 10 : byte)) as Buffer)
}

/** A byte-order mark, blank lines, the line of a mailbox, the length that Apple Mail writes first: what follows is the message. */
function withoutPreamble(bytes: Buffer): Buffer {
  const start = bytes.toString('latin1', 0, 1024)
  const [before = ''] = /^(?:ï»¿)?\s*(?:\d+\s*\r?\n)?(?:From [^\r\n]*\r?\n)?/.exec(start) ?? []
  const length = /^\s*(\d+)\s*\r?\n/.exec(before)?.[1]
  return bytes.subarray(before.length, length ? Math.min(bytes.length, before.length + Number(length)) : bytes.length)
}
