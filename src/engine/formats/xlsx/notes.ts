import type { OfficePackage } from '../docx/officePackage'
import { ofType, relationsOf, type Relation } from '../docx/relations'
import { below, child, children, textOf } from '../docx/xmlQuery'
import { parseXml, type XmlElement } from '../docx/xmlTree'
import { parseRange } from '../sheets/addresses'
import type { Note } from '../sheets/cells'
import { unescaped } from './sharedStrings'

interface Context {
  signal: AbortSignal
}

const mostNotes = 100_000

/** The notes on the cells of a sheet, old ones and conversations, and its text boxes, in the order of the rows. */
export async function readNotes(pack: OfficePackage, relations: ReadonlyMap<string, Relation>, context: Context): Promise<Note[]> {
  const threads = await threadedNotes(pack, relations, context)
  const answered = new Set(threads.map(({ row, column }) => `${row}:${column}`))
  // Conversations are repeated as old notes that say they cannot be shown.
  const notes = (await oldNotes(pack, relations, context)).filter(({ row, column }) => !answered.has(`${row}:${column}`))
  return [...notes, ...threads, ...(await textBoxes(pack, relations, context))]
    .sort((a, b) => a.row - b.row || a.column - b.column)
    .slice(0, mostNotes)
}

async function oldNotes(pack: OfficePackage, relations: ReadonlyMap<string, Relation>, context: Context): Promise<Note[]> {
  const notes: Note[] = []
  for (const { target } of ofType(relations, 'comments')) {
    const root = await partOf(pack, target, context)
    for (const comment of children(child(root, 'commentList'), 'comment')) {
      const text = [...below(child(comment, 'text'), 't')].map((element) => textOf(element)).join('')
      add(notes, comment, unescaped(text))
    }
  }
  return notes
}

/** Shapes with a text in them; a chart says what the cells say. */
async function textBoxes(pack: OfficePackage, relations: ReadonlyMap<string, Relation>, context: Context): Promise<Note[]> {
  const notes: Note[] = []
  for (const { target } of ofType(relations, 'drawing')) {
    const root = await partOf(pack, target, context)
    for (const anchor of children(root)) {
      const corner = child(anchor, 'xdr:from')
      const [row, column] = ['xdr:row', 'xdr:col'].map((name) => 1 + (Number(textOf(child(corner, name))) || 0)) as [number, number]
      for (const body of below(anchor, 'xdr:txBody')) {
        const text = children(body, 'a:p')
          .map((paragraph) => [...below(paragraph, 'a:t')].map((run) => textOf(run)).join(''))
          .join(' ')
        if (text.trim() !== '' && notes.length < mostNotes) notes.push({ row, column, text, isBox: true })
      }
    }
  }
  return notes
}

async function threadedNotes(pack: OfficePackage, relations: ReadonlyMap<string, Relation>, context: Context): Promise<Note[]> {
  const notes: Note[] = []
  const names = new Map<string, string>()
  for (const { target } of ofType(relations, 'threadedComment')) {
    if (names.size === 0) await readPersons(pack, names, context)
    const root = await partOf(pack, target, context)
    for (const comment of children(root, 'threadedComment'))
      add(notes, comment, unescaped(textOf(child(comment, 'text'))), names.get(comment.attributes.personId ?? ''))
  }
  return notes
}

async function readPersons(pack: OfficePackage, names: Map<string, string>, context: Context): Promise<void> {
  const people = (await relationsOf(pack, 'xl/workbook.xml', context)).values()
  for (const { type, target } of people) {
    if (type !== 'person') continue
    const root = await partOf(pack, target, context)
    for (const { attributes } of children(root, 'person')) names.set(attributes.id ?? '', attributes.displayName ?? '')
  }
}

async function partOf(pack: OfficePackage, target: string, context: Context): Promise<XmlElement | undefined> {
  const bytes = await pack.part(target, context)
  return bytes ? parseXml(bytes, { part: target }) : undefined
}

function add(notes: Note[], { attributes }: XmlElement, text: string, author?: string): void {
  const range = parseRange(attributes.ref ?? '')
  if (range && notes.length < mostNotes) notes.push({ row: range.top, column: range.left, text, ...(author ? { author } : {}) })
}
