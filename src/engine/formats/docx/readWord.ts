import { isAppError } from '../../../contract/errors'
import type { Child } from '../../format'
import type { Page } from '../../page'
import { embeddedFiles } from './embeddedFiles'
import { visibleText } from './hiddenMarks'
import type { OfficePackage } from './officePackage'
import { PageWriter } from './pageWriter'
import { pictures } from './pictures'
import { mainPart, ofType, relationsOf } from './relations'
import { WordBlocks, type WordTableRows } from './wordBlocks'
import { chunkKind, WordParts } from './wordParts'
import { writeFurniture } from './writeFurniture'
import { readXml, type XmlElement, type XmlVisitor } from './xmlTree'

/** The name of the part that is the document. Throws DOCUMENT_CORRUPT where the package holds none. */
export async function wordPart(pack: OfficePackage, context: { signal: AbortSignal }): Promise<string> {
  const main = (await mainPart(pack, context)) ?? 'word/document.xml'
  if (!pack.has(main)) throw pack.damaged('the archive holds no Word document; check where it came from')
  return main
}

/** The parts beside the body of a Word document, of which some may be lost. Throws DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE. */
export async function wordParts(pack: OfficePackage, context: { signal: AbortSignal }): Promise<WordParts> {
  return WordParts.read(pack, await wordPart(pack, context), context)
}

/** Reads a Word document as one page, with parts that were read for it before. Throws DOCUMENT_CORRUPT, DOCUMENT_TOO_LARGE. */
export async function readWord(pack: OfficePackage, context: { signal: AbortSignal; parts?: WordParts | null }): Promise<Page> {
  const main = await wordPart(pack, context)
  const bytes = await pack.requiredPart(main, context)
  try {
    return await readBody(pack, { main, bytes, visitorOf: blockVisitor }, context)
  } catch (error) {
    if (!isAppError(error) || error.code !== 'DOCUMENT_TOO_DEEP') throw error
    return readBody(pack, { main, bytes, visitorOf: plainVisitor }, { signal: context.signal })
  }
}

/** The documents in a Word document: those put into it, its pictures, and those that stand for a part of its text and cannot be read as such. */
export async function* wordChildren(pack: OfficePackage, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  yield* embeddedFiles(pack, context)
  yield* wordPictures(pack, context)
  const main = await wordPart(pack, context)
  const relations = await relationsOf(pack, main, context)
  for (const { target } of ofType(relations, 'aFChunk'))
    if (chunkKind(target) === null && pack.has(target))
      yield { name: target.slice(target.lastIndexOf('/') + 1), content: pack.content(target, context) }
}

/** The pictures in the body of a Word document that may show writing. */
export async function* wordPictures(pack: OfficePackage, context: { signal: AbortSignal }): AsyncGenerator<Child> {
  const main = await wordPart(pack, context)
  yield* pictures(pack, (part) => part.toLowerCase() === main.toLowerCase(), context)
}

interface Body {
  main: string
  bytes: Buffer
  visitorOf: (blocks: WordBlocks, writer: PageWriter, parts: WordParts) => XmlVisitor
}

async function readBody(
  pack: OfficePackage,
  { main, bytes, visitorOf }: Body,
  context: { signal: AbortSignal; parts?: WordParts | null },
): Promise<Page> {
  const parts = context.parts ?? (await WordParts.read(pack, main, context))
  const writer = new PageWriter()
  const blocks = new WordBlocks(writer, parts)
  await readXml(bytes, visitorOf(blocks, writer, parts), { part: main, signal: context.signal })
  blocks.end()
  const lines = (roots: readonly XmlElement[]) => roots.map((root) => visibleText(blocks.furniture(root)))
  writeFurniture(writer, { headers: lines(parts.headers), footers: lines(parts.footers) })
  return writer.page(1)
}

/** What is entered, so that only a paragraph or a row of a table is in memory at a time. */
const entered = new Set(['w:document', 'w:body', 'w:sdt', 'w:sdtContent', 'w:customXml'])

function blockVisitor(blocks: WordBlocks, _: PageWriter, parts: WordParts): XmlVisitor {
  let table: WordTableRows | null = null
  return {
    enters: ({ name }) => entered.has(name) || (name === 'w:tbl' && !table),
    enter: ({ name }) => {
      if (name === 'w:tbl') table = blocks.openTable(undefined)
    },
    leave: ({ name }) => {
      if (name !== 'w:tbl' || !table) return
      blocks.table(table)
      table = null
    },
    whole: (element) => {
      if (element.name === 'w:background')
        parts.isColoured ||= !/^(auto|f[a-f]f[a-f]f[a-f])$/i.test(element.attributes['w:color'] ?? 'auto')
      else if (!table) blocks.block(element)
      else if (element.name === 'w:tblPr') table = blocks.openTable(element)
      else if (element.name === 'w:tr') blocks.row(element, table)
    },
  }
}

/** A body nested deeper than anyone can follow is read as its paragraphs, without any structure. */
function plainVisitor(blocks: WordBlocks, writer: PageWriter): XmlVisitor {
  let text = ''
  return {
    enters: ({ name }) => name !== 'w:r' && name !== 'w:del' && name !== 'w:moveFrom',
    leave: ({ name }) => {
      if (name !== 'w:p') return
      writer.paragraph(text)
      text = ''
    },
    whole: (element) => {
      if (element.name === 'w:r') text += blocks.plainRun(element)
    },
  }
}
