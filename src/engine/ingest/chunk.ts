import type { Box, Place, Span } from '../../contract/places'
import type { Format } from '../format'
import type { Page } from '../page'
import type { Passage } from '../passage'
import { boxesOf } from './boxesOf'
import { piecesOf, type Piece } from './piecesOf'

/** A passage before it is embedded. */
export type PassageDraft = Omit<Passage, 'hash' | 'vector'>

export interface ChunkInput {
  document: string
  /** File name, or path within its folder, as the user knows it. */
  name: string
  place: Format['place']
  /** Characters a passage should have; 1,200: about 300 tokens, a long paragraph. */
  size?: number
}

/**
 * Packs the pages of a document into passages of about `size` characters, a third to four thirds of it where the text allows.
 * A passage never goes on past a heading, ends with its page unless a sentence goes on, and keeps headings, lead-ins of lists and table headers.
 */
export async function* chunk(pages: AsyncIterable<Page> | Iterable<Page>, input: ChunkInput): AsyncGenerator<PassageDraft> {
  const size = input.size ?? 1_200
  const packing: Packing = { ...input, size, pieces: [], length: 0, path: [], own: 0, ordinal: 0 }
  for await (const page of pages) {
    for (const piece of piecesOf(page, size)) {
      if (piece.kind === 'heading') yield* addHeading(packing, piece)
      else yield* addBody(packing, piece)
    }
  }
  yield* flush(packing)
}

/** The passage being packed, and where in the document it is. */
interface Packing extends ChunkInput {
  size: number
  pieces: Piece[]
  length: number
  /** Headings above the current place, outermost first. */
  path: { level: number; text: string }[]
  /** How many headings at the end of `path` are pieces of the passage itself. */
  own: number
  ordinal: number
}

function* addHeading(packing: Packing, heading: Piece): Generator<PassageDraft> {
  const isCrowded = packing.length + lengthOf(heading) > packing.size / 3
  if (packing.pieces.some((piece) => piece.kind !== 'heading') || isCrowded) yield* flush(packing)
  const text = headingText(textOf(heading))
    .replace(/\s+/g, ' ')
    .slice(0, 200)
    .replace(/[\ud800-\udbff]$/, '')
  while (packing.path.length && packing.path.at(-1)!.level >= heading.level) packing.path.pop()
  packing.path.push({ level: heading.level, text })
  push(packing, heading)
  packing.own = Math.min(packing.own + 1, packing.path.length)
}

function* addBody(packing: Packing, piece: Piece): Generator<PassageDraft> {
  const last = packing.pieces.at(-1)
  const length = packing.length + lengthOf(piece)
  const endsHere = last && last.kind !== 'heading' && last.page !== piece.page && !continues(last, piece)
  if (endsHere) yield* flush(packing)
  else if (length > packing.size && !(last?.kind === 'heading' && packing.length <= packing.size / 3)) {
    const isSmall = packing.length < packing.size / 3
    if (!isSmall || length > packing.size * 1.33) yield* flush(packing, piece)
  }
  push(packing, piece)
}

/** A list takes a short lead-in with it to the next passage. */
function takeLeadIn(packing: Packing, next: Piece | undefined): Piece | undefined {
  const last = packing.pieces.at(-1)
  if (next?.kind !== 'list' || last?.kind !== 'paragraph' || packing.pieces.length < 2 || lengthOf(last) > packing.size / 4)
    return undefined
  return packing.pieces.pop()
}

function push(packing: Packing, piece: Piece): void {
  packing.pieces.push(piece)
  packing.length += lengthOf(piece) + 1
}

function* flush(packing: Packing, next?: Piece): Generator<PassageDraft> {
  const leadIn = takeLeadIn(packing, next)
  if (packing.pieces.length) yield draftOf(packing)
  packing.pieces = []
  packing.length = 0
  packing.own = 0
  if (leadIn) push(packing, leadIn)
}

function draftOf(packing: Packing): PassageDraft {
  const { pieces, path, own, document } = packing
  const slices = mergedSlices(pieces)
  const spans = slices.map(({ page, start, end }): Span => ({ page: page.page, start, end }))
  const boxes = slices.flatMap(({ page }, i): Box[] => boxesOf(page, spans[i]!))
  const above = path.slice(0, path.length - own).map((heading) => heading.text)
  const ordinal = packing.ordinal++
  return {
    id: `${document}.${ordinal}`,
    document,
    ordinal,
    page: spans[0]!.page,
    place: placeOf(packing, slices),
    text: slices.map(({ page, start, end }) => page.text.slice(start, end)).join('\n'),
    context: [titleOf(packing.name), ...above].join(' › '),
    spans,
    boxes,
  }
}

interface Slice {
  page: Page
  start: number
  end: number
}

/** Pieces as slices of their pages; those with nothing but white space between them become one. */
function mergedSlices(pieces: readonly Piece[]): Slice[] {
  const slices: Slice[] = []
  for (const { page, start, end, header } of pieces) {
    if (header) slices.push({ page, ...header })
    const last = slices.at(-1)
    const isNext = !header && last?.page === page && last.end <= start && start - last.end < 80
    if (isNext && page.text.slice(last.end, start).trim() === '') last.end = end
    else slices.push({ page, start, end })
  }
  return slices
}

/** Whether a paragraph goes on with a piece of the next page. */
function continues(last: Piece, next: Piece): boolean {
  if (last.kind !== 'paragraph' || next.kind !== 'paragraph') return false
  const end = last.page.text.slice(Math.max(last.start, last.end - 3), last.end)
  return /[\p{L}\p{N},;–-]$/u.test(end) && /^[\p{Ll}\p{Lo}]/u.test(next.page.text.slice(next.start, next.start + 2))
}

function placeOf(packing: Packing, slices: readonly Slice[]): Place {
  if (packing.place === 'page') return { kind: 'page' }
  if (packing.place === 'section') return { kind: 'section', path: packing.path.map((heading) => heading.text) }
  const last = slices.at(-1)!
  const from = lineOf(slices[0]!.page, slices[0]!.start)
  return { kind: 'lines', from, to: lineOf(last.page, last.end) }
}

/** Where the counting of lines stands in each page, and where its next line end is, so that a long text or line is looked through once. */
const lineCursors = new WeakMap<Page, { offset: number; line: number; next: number }>()

function lineOf(page: Page, offset: number): number {
  let cursor = lineCursors.get(page)
  if (!cursor || cursor.offset > offset) cursor = { offset: 0, line: page.firstLine ?? 1, next: lineEnd(page, 0) }
  while (cursor.next < offset) {
    cursor.line++
    cursor.next = lineEnd(page, cursor.next + 1)
  }
  cursor.offset = offset
  lineCursors.set(page, cursor)
  return cursor.line
}

function lineEnd({ text }: Page, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? Infinity : at
}

/** A heading on one line, without the signs that make it one in Markdown. */
function headingText(text: string): string {
  const plain = text.replace(/^#{1,6}\s+|\s+#+$|\n[=-]+$/g, '').replace(/\s+/g, ' ')
  return plain.slice(0, 200).replace(/[\ud800-\udbff]$/, '')
}

/** The file's name as words. */
function titleOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  return (
    base
      .replace(/(?<=.)\.[A-Za-z0-9]{1,12}$/, '')
      .replace(/[_\-.\s]+/g, ' ')
      .trim() || base
  )
}

function lengthOf(piece: Piece): number {
  return piece.end - piece.start + (piece.header ? piece.header.end - piece.header.start + 1 : 0)
}

function textOf(piece: Piece): string {
  return piece.page.text.slice(piece.start, piece.end)
}
