import { readFile, stat } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { AppError } from '../../../contract/errors'
import { suits } from './codePages'
import { byteOrderMark, detectEncoding, isUtf8 } from './detectEncoding'
import { decodeLines } from './mixedLines'

/** Longest file read as one text, in bytes: with its page, its passages and their copies it stays under the worker's memory limit. */
export const maxTextBytes = 128 * 1024 * 1024

/** Share of characters that could not be decoded above which a text is refused. */
const maxReplaced = 0.02

/**
 * A text file as a string with LF line ends, without byte-order mark, NULs and other control characters.
 * Throws DOCUMENT_TOO_LARGE above 128 MB, TEXT_ENCODING where the bytes fit no encoding.
 */
export async function readTextFile(path: string, encoding: string | null, declared: string | null = null): Promise<string> {
  const { size } = await stat(path)
  if (size > maxTextBytes) {
    throw new AppError('DOCUMENT_TOO_LARGE', `A text file may have ${maxTextBytes >> 20} MB, this one has ${size >> 20} MB: split it.`)
  }
  return cleanText(decodeText(await readFile(path), encoding, declared))
}

/**
 * Bytes as a string. `encoding` is what their beginning looked like: Unicode is believed as far as it fits to the end;
 * for code pages, what the document itself declares counts more, unless it cannot be true.
 */
export function decodeText(bytes: Uint8Array, encoding: string | null, declared: string | null = null): string {
  const mark = byteOrderMark(bytes)
  const body = mark ? bytes.subarray(mark.length) : bytes
  let name = mark?.encoding ?? encoding
  const isUnicode = name?.startsWith('utf-') && (name !== 'utf-8' || mark || isUtf8(body, true))
  if (!isUnicode && name !== 'iso-2022-jp') {
    if (name === 'utf-8') name = detectEncoding(spread(body), true)
    // UTF-8 that is damaged in places is UTF-8 all the same.
    if (name !== 'utf-8') name = trusted(declared, body) ?? name
  }
  if (!name) throw undecodable()
  const text = !isUnicode && name === 'utf-8' ? decodeLines(body) : decodeAs(body, name)
  const replaced = countReplaced(text)
  if (replaced > Math.max(3, text.length * maxReplaced)) throw undecodable()
  return text
}

/** What a terminal takes for colours, moves and the title of its window, and a log is full of. */
const terminalColours = /\u001b(\[[\d;?]{0,20}[A-Za-z]|\][^\u0007\u001b\n]{0,400}(\u0007|\u001b\\))/g

/** The text with LF line ends and without characters that mean nothing in it. */
export function cleanText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  const plain = lines.includes('\u001b') ? lines.replace(terminalColours, '') : lines
  return plain.replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufeff]/g, '').replaceAll('\f', '\n')
}

function trusted(declared: string | null, bytes: Uint8Array): string | null {
  return declared !== null && iconv.encodingExists(declared) && suits(bytes, declared) ? declared : null
}

function decodeAs(bytes: Uint8Array, name: string): string {
  if (/^(utf-(8|16le|16be)|iso-2022-jp)$/.test(name)) return new TextDecoder(name, { ignoreBOM: true }).decode(bytes)
  if (!iconv.encodingExists(name)) throw undecodable()
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name)
}

/** The parts of a long text that say most about its code page: 64 KB from the first byte that is not ASCII. */
function spread(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 127)
  const start = Math.max(0, first - 1024)
  return bytes.subarray(start, start + 64 * 1024)
}

function countReplaced(text: string): number {
  let count = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++
  return count
}

function undecodable(): AppError {
  return new AppError('TEXT_ENCODING', 'The text is in an encoding that could not be recognised: save it as UTF-8 and add it again.')
}
