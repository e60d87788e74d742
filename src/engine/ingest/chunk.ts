import type { Box, Span } from '../../contract/places'
import type { Format } from '../format'
import type { Page } from '../page'
import type { Passage } from '../passage'
import { aboutOf } from './aboutOf'
import { boxesOf } from './boxesOf'
import { piecesOf, type Piece } from './piecesOf'
import { placeOf } from './placeOf'

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
  const packing: Packing = { ...input, size, about: [], pieces: [], length: 0, path: [], own: 0, ordinal: 0 }
  for await (const page of withCover(pages, packing)) {
    for (const piece of piecesOf(page, size)) {
      const isNewLabel = packing.pieces.length > 0 && packing.pieces.at(-1)!.label !== piece.label
      if (isNewLabel && packing.length > size / 3) yield* flush(packing)
      if (piece.kind === 'heading') yield* addHeading(packing, piece)
      else yield* addBody(packing, piece)
    }
  }
  yield* flush(packing)
}

/** Passes pages on once the first of them have told what the document is. */
async function* withCover(pages: AsyncIterable<Page> | Iterable<Page>, packing: Packing): AsyncGenerator<Page> {
  const cover: Page[] = []
  let length = 0
  for await (const page of pages) {
    if (packing.about.length > 0) {
      yield page
      continue
    }
    cover.push(page)
    length += page.text.length
    if (length < coverLength) continue
    packing.about = aboutOf(packing.name, cover)
    yield* cover
  }
  if (packing.about.length > 0) return
  packing.about = aboutOf(packing.name, cover)
  yield* cover
}

/** The passage being packed, and where in the document it is. */
interface Packing extends ChunkInput {
  size: number
  /** What the document is. */
  about: string[]
  pieces: Piece[]
  length: number
  /** Headings above the current place, outermost first. */
  path: { level: number; text: string }[]
  /** How many headings at the end of `path` are pieces of the passage itself. */
  own: number
  ordinal: number
}

/** Pages are held back until they have this many characters together, to learn from them what the document is. */
const coverLength = 3_000
/** Most labels that a passage of many small definitions names in its context. */
const maxLabels = 5

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
  const headings = path.map((heading) => heading.text)
  const about = packing.about.filter((one) => !headings.includes(one)).join(' · ')
  const above = path.slice(0, path.length - own).map((heading) => heading.text)
  const labels = [...new Set(pieces.flatMap((piece) => piece.label ?? []))].slice(0, maxLabels)
  const ordinal = packing.ordinal++
  return {
    id: `${document}.${ordinal}`,
    document,
    ordinal,
    page: spans[0]!.page,
    place: placeOf(
      packing.place,
      headings,
      slices.filter((slice) => !slice.repeated),
      packing.name,
    ),
    text: slices.map(({ page, start, end }) => page.text.slice(start, end)).join('\n'),
    context: [about, ...above, ...(labels.length > 0 ? [labels.join(', ')] : [])].join(' › '),
    spans,
    boxes,
  }
}

interface Slice {
  page: Page
  start: number
  end: number
  /** A header that is only repeated here. */
  repeated?: boolean
}

/** Pieces as slices of their pages; those with nothing but white space between them become one. */
function mergedSlices(pieces: readonly Piece[]): Slice[] {
  const slices: Slice[] = []
  for (const { page, start, end, header } of pieces) {
    if (header) slices.push({ page, ...header, repeated: true })
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

/** A heading on one line, without the signs that make it one in Markdown. */
function headingText(text: string): string {
  const plain = text.replace(/^#{1,6}\s+|\s+#+$|\n[=-]+$/g, '').replace(/\s+/g, ' ')
  return plain.slice(0, 200).replace(/[\ud800-\udbff]$/, '')
}

function lengthOf(piece: Piece): number {
  return piece.end - piece.start + (piece.header ? piece.header.end - piece.header.start + 1 : 0)
}

function textOf(piece: Piece): string {
  return piece.page.text.slice(piece.start, piece.end)
}
