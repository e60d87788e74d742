import { AppError } from '../../../contract/errors'
import type { Child } from '../../format'
import { CompoundFile } from './compoundFile'
import type { OfficePackage } from './officePackage'
import { relationsOf, type Relation } from './relations'

/** Objects of the old kind are read whole; larger ones are nothing but pictures and videos. */
const maxObjectBytes = 256 * 1024 * 1024

/**
 * The documents inside an office document: workbooks, presentations and files that were put into it.
 * Formulas and pictures that are objects give nothing; an object that cannot be taken out comes with the reason.
 */
export async function* embeddedFiles(pack: OfficePackage, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  const chartData = await dataOfCharts(pack, context)
  for (const name of pack.names()) {
    if (!/(^|\/)embeddings\/[^/]+$/i.test(name) || chartData.has(name.toLowerCase())) continue
    const base = name.slice(name.lastIndexOf('/') + 1)
    if (!/\.(bin|ole|doc|xls|ppt)$/i.test(base)) yield { name: base, content: pack.content(name, context) }
    else {
      const child = await objectChild(name, () => gathered(pack.content(name, context)), context)
      if (child) yield child
    }
  }
}

/** Workbooks that only hold what a chart shows: the chart itself is read. */
async function dataOfCharts(pack: OfficePackage, context: { signal: AbortSignal }): Promise<Set<string>> {
  const data = new Set<string>()
  for (const name of pack.names()) {
    const chart = /^(.*\/charts\/)_rels\/([^/]+)\.rels$/i.exec(name)
    if (!chart) continue
    const relations = await relationsOf(pack, chart[1]! + chart[2]!, context).catch(() => new Map<string, Relation>())
    for (const { target } of relations.values()) data.add(target.toLowerCase())
  }
  return data
}

/** The document in an object of the old kind, or why it cannot be taken out; null where it holds none. */
export async function objectChild(name: string, read: () => Promise<Buffer>, { signal }: { signal: AbortSignal }): Promise<Child | null> {
  const base = name.slice(name.lastIndexOf('/') + 1)
  try {
    const bytes = await read()
    if (bytes.length < 8) throw unreadable()
    return bytes.readUInt32BE(0) === 0xd0cf11e0 ? fromCompound(bytes, base) : { name: base, content: bytes }
  } catch (error) {
    signal.throwIfAborted()
    return { name: base, error: error instanceof AppError ? error : unreadable(error) }
  }
}

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of content) {
    length += piece.length
    if (length > maxObjectBytes)
      throw new AppError('DOCUMENT_TOO_LARGE', 'The embedded object is larger than 256 MB: save it by itself and add that.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Streams that are a document of their own, with the extension of a compound file that holds them. */
const oldKinds: readonly (readonly [stream: RegExp, extension: string])[] = [
  [/^(Workbook|Book)$/i, 'xls'],
  [/^WordDocument$/i, 'doc'],
  [/^PowerPoint Document$/i, 'ppt'],
  [/^__properties_version1\.0$/i, 'msg'],
]

/** The document a compound file wraps or is; null for what holds none. */
function fromCompound(bytes: Buffer, base: string): { name: string; content: Uint8Array } | null {
  const file = new CompoundFile(bytes)
  const stem = base.replace(/\.\w+$/, '')
  const native = file.stream('\u0001Ole10Native')
  if (native) return packagedFile(native, stem)
  const pack = file.stream('Package') ?? file.stream('EmbeddedOdf')
  if (pack) return { name: `${stem}.${packageExtension(pack)}`, content: pack }
  const contents = file.stream('CONTENTS')
  if (contents?.includes('%PDF-')) return { name: `${stem}.pdf`, content: contents.subarray(contents.indexOf('%PDF-')) }
  const paths = file.paths()
  for (const [stream, extension] of oldKinds)
    if (paths.some((path) => stream.test(path))) return { name: `${stem}.${extension}`, content: bytes }
  if (paths.includes('Equation Native')) return null
  throw unreadable()
}

/** What Windows packs around a file that was dropped into a document: [MS-OLEDS] 2.3.6, with names in the code page of the machine. */
export function packagedFile(native: Buffer, stem: string): { name: string; content: Uint8Array } {
  let at = 6
  const text = () => {
    const end = native.indexOf(0, at)
    if (end < 0) throw unreadable()
    const value = native.toString('latin1', at, end)
    at = end + 1
    return value
  }
  const label = text()
  text()
  at += 4
  at += 4 + native.readUInt32LE(at)
  const length = native.readUInt32LE(at)
  const content = native.subarray(at + 4, at + 4 + length)
  if (content.length < length) throw unreadable()
  const name = wideLabel(native, at + 4 + length) ?? label
  return { name: name.slice(Math.max(name.lastIndexOf('\\'), name.lastIndexOf('/')) + 1) || stem, content }
}

/** Newer Windows repeats the names behind the file in UTF-16: the command, then the label. */
function wideLabel(native: Buffer, from: number): string | null {
  let at = from
  for (const wanted of [false, true]) {
    if (at + 4 > native.length) return null
    const end = at + 4 + 2 * native.readUInt32LE(at)
    if (end > native.length) return null
    if (wanted) return native.toString('utf16le', at + 4, end).replace(/\0+$/, '') || null
    at = end
  }
  return null
}

function packageExtension(bytes: Buffer): string {
  if (bytes.includes('word/')) return 'docx'
  if (bytes.includes('ppt/')) return 'pptx'
  if (bytes.includes('xl/')) return 'xlsx'
  return 'zip'
}

function unreadable(cause?: unknown): AppError {
  return new AppError(
    'FORMAT_UNSUPPORTED',
    'The embedded object cannot be taken out: open the document in its own program and save the object by itself.',
    {
      cause,
    },
  )
}
