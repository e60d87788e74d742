import type { Box, Span } from '../../../contract/places'
import type { Chunking } from '../../../contract/pipeline'
import type { Format } from '../../format'
import type { Page } from '../../page'
import type { Passage } from '../../passage'
import { boxesOf } from '../boxesOf'
import { type Piece } from '../piecesOf'
import { placeOf } from '../placeOf'

/** A passage before it is embedded. */
export type PassageDraft = Omit<Passage, 'hash' | 'vector'>

/** The passage being packed, and where in the document it is. */
export interface Packing {
  document: string
  /** File name, or path within its folder, as the user knows it. */
  name: string
  place: Format['place']
  chunking: Chunking
  /** What the document is. */
  about: string[]
  pieces: Piece[]
  /** Characters of the pieces. */
  length: number
  /** Headings above the current place, outermost first. */
  path: { level: number; text: string }[]
  /** How many headings at the end of `path` are pieces of the passage itself. */
  own: number
  ordinal: number
}

/** How a document is cut: takes one page after the other, and gives the passages that are full. */
export type Strategy = (page: Page, packing: Packing) => AsyncIterable<PassageDraft> | Iterable<PassageDraft>

/** Most labels that a passage of many small definitions names in its context. */
const maxLabels = 5
/** Most titles of tables that it names. */
const maxTitles = 4

export function push(packing: Packing, piece: Piece): void {
  packing.pieces.push(piece)
  packing.length += lengthOf(piece) + 1
}

/** The heading of what follows: part of the passage, and of the path to it. */
export function pushHeading(packing: Packing, heading: Piece): void {
  const text = headingText(textOf(heading))
  while (packing.path.length && packing.path.at(-1)!.level >= heading.level) packing.path.pop()
  packing.path.push({ level: heading.level, text })
  push(packing, heading)
  packing.own = Math.min(packing.own + 1, packing.path.length)
}

/** Ends the passage; `kept` begins the next one. */
export function* flush(packing: Packing, kept: readonly Piece[] = []): Generator<PassageDraft> {
  if (packing.pieces.length) yield draftOf(packing)
  packing.pieces = []
  packing.length = 0
  packing.own = 0
  for (const piece of kept) push(packing, piece)
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
  const text = slices.map(({ page, start, end }) => page.text.slice(start, end)).join('\n')
  const titles = titlesOf(pieces, text, [...headings, about])
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
    text,
    context: [about, ...above, ...titles, ...(labels.length > 0 ? [labels.join(', ')] : [])].join(' › '),
    spans,
    boxes,
  }
}

/** Titles of tables that neither the passage itself nor what stands above it says already. */
function titlesOf(pieces: readonly Piece[], text: string, said: readonly string[]): string[] {
  const known = [text, ...said].join('\n').replace(/\s+/g, ' ').toLowerCase()
  const titles = new Set(pieces.flatMap((piece) => piece.titles ?? []))
  return [...titles].filter((title) => !known.includes(title.toLowerCase())).slice(0, maxTitles)
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

/** A heading on one line, without the signs that make it one in Markdown. */
function headingText(text: string): string {
  const plain = text.replace(/^#{1,6}\s+|\s+#+$|\n[=-]+$/g, '').replace(/\s+/g, ' ')
  return plain.slice(0, 200).replace(/[\ud800-\udbff]$/, '')
}

/** Characters of a piece, with the table header it repeats. */
export function lengthOf(piece: Piece): number {
  return piece.end - piece.start + (piece.header ? piece.header.end - piece.header.start + 1 : 0)
}

export function textOf(piece: Piece): string {
  return piece.page.text.slice(piece.start, piece.end)
}
