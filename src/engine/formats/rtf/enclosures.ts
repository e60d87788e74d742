import { AppError } from '../../../contract/errors'
import type { Child } from '../../format'
import { objectChild, packagedFile } from '../docx/embeddedFiles'
import { pictureChildren } from '../docx/pictures'

/** Most objects that are taken out of one document. */
const mostObjects = 500

/** The files put into a Rich Text document, and its pictures that may show writing. What cannot be taken out comes with the reason. */
export async function* rtfChildren(bytes: Buffer, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  const source = bytes.toString('latin1')
  let number = 0
  for (const at of places(source, '\\objdata')) {
    context.signal.throwIfAborted()
    if (++number > mostObjects) return
    const child = await objectChild(`object${number}.bin`, async () => nativeOf(hexFrom(source, at)), context)
    if (child) yield 'content' in child ? (unpacked(child, number) ?? child) : child
  }
  const pictures = new Map<string, Buffer>()
  for (const at of places(source, '\\pict')) {
    if (pictures.size >= mostObjects) break
    const kind = /\\(png|jpeg)blip/.exec(source.slice(at, at + 1_000))
    const data = kind && pictureFrom(source, at + kind.index + kind[0].length)
    if (data) pictures.set(`picture${pictures.size + 1}.${kind[1] === 'png' ? 'png' : 'jpg'}`, data)
  }
  yield* pictureChildren([...pictures.keys()], async (name) => pictures.get(name) ?? null, context)
}

/** Behind every place where a control word stands. */
function* places(source: string, word: string): Generator<number> {
  for (let at = source.indexOf(word); at >= 0; at = source.indexOf(word, at + 1)) {
    const next = source[at + word.length] ?? ''
    if (!/[a-z]/i.test(next)) yield at + word.length
  }
}

/** Where data ends: with its group, or where the next begins, so that none is read twice. A file that ends before has none. */
function endOfGroup(source: string, from: number): number {
  const end = source.indexOf('}', from)
  if (end < 0) return from
  const next = /\\(?:objdata|pict)\b/.exec(source.slice(from, end))
  return next ? from + next.index : end
}

/** Bytes written in hexadecimal up to the end of the group. */
function hexFrom(source: string, from: number): Buffer {
  return Buffer.from(source.slice(from, endOfGroup(source, from)).replace(/\{[^}]*\}|\\[a-z]+-?\d* ?|[^\da-f]/gi, ''), 'hex')
}

/** A picture in hexadecimal behind the control words that describe it; null for one in plain bytes that is cut off. */
function pictureFrom(source: string, from: number): Buffer | null {
  const head = /^(?:\\(?!bin)[a-z]+-?\d*|\{\\\*[^{}]*\}|\s)*/i.exec(source.slice(from, from + 2_000))![0]
  const binary = /^\\bin(\d+) ?/.exec(source.slice(from + head.length, from + head.length + 20))
  if (!binary) return hexFrom(source, from + head.length)
  const start = from + head.length + binary[0].length
  return start + Number(binary[1]) <= source.length ? Buffer.from(source.slice(start, start + Number(binary[1])), 'latin1') : null
}

/** The data of an object as OLE 1 keeps it: version, kind, three names, length ([MS-OLEDS] 2.2.5). */
function nativeOf(bytes: Buffer): Buffer {
  try {
    let at = 8
    for (let name = 0; name < 3; name++) at += 4 + bytes.readUInt32LE(at)
    const length = bytes.readUInt32LE(at)
    return bytes.subarray(at + 4, at + 4 + length)
  } catch (cause) {
    throw new AppError('DOCUMENT_CORRUPT', 'The embedded object is cut off: open the document in Word and save the object by itself.', {
      cause,
    })
  }
}

/** A file that Windows packed, with its name; null for what is none. */
function unpacked({ content }: Extract<Child, { content: unknown }>, number: number): Child | null {
  if (!(content instanceof Uint8Array) || content[0] !== 2 || content[1] !== 0) return null
  const size = Buffer.alloc(4)
  size.writeUInt32LE(content.length)
  try {
    return packagedFile(Buffer.concat([size, content]), `object${number}`)
  } catch {
    return null
  }
}
