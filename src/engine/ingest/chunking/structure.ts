import { type Piece, piecesOf } from '../piecesOf'
import { flush, lengthOf, type Packing, type PassageDraft, push, pushHeading, type Strategy } from './packing'

/**
 * Passages of about the wanted size, a third to four thirds of it where the text allows: never past a heading, ending with their page
 * unless a sentence goes on, with headings, lead-ins of lists and table headers kept.
 */
export const structure: Strategy = function* (page, packing) {
  const { size } = packing.chunking
  for (const piece of piecesOf(page, size)) {
    const isNewLabel = packing.pieces.length > 0 && packing.pieces.at(-1)!.label !== piece.label
    if (isNewLabel && packing.length > size / 3) yield* flush(packing)
    if (piece.kind === 'heading') yield* addHeading(packing, piece)
    else yield* addBody(packing, piece)
  }
}

/** A heading begins a new passage, unless there is nothing but headings in this one and room for more. */
export function* addHeading(packing: Packing, heading: Piece): Generator<PassageDraft> {
  const isCrowded = packing.length + lengthOf(heading) > packing.chunking.size / 3
  if (packing.pieces.some((piece) => piece.kind !== 'heading') || isCrowded) yield* flush(packing)
  pushHeading(packing, heading)
}

function* addBody(packing: Packing, piece: Piece): Generator<PassageDraft> {
  const { size } = packing.chunking
  const last = packing.pieces.at(-1)
  const length = packing.length + lengthOf(piece)
  if (endsWithPage(packing, piece)) yield* flush(packing)
  else if (length > size && !(last?.kind === 'heading' && packing.length <= size / 3)) {
    const isSmall = packing.length < size / 3
    if (!isSmall || length > size * 1.33) yield* flush(packing, leadIn(packing, piece))
  }
  push(packing, piece)
}

/** Whether a passage ends because the piece stands on the next page, and no sentence goes on there. */
export function endsWithPage({ pieces }: Packing, next: Piece): boolean {
  const last = pieces.at(-1)
  return last !== undefined && last.kind !== 'heading' && last.page !== next.page && !continues(last, next)
}

/** A list or a table takes a short lead-in with it to the next passage. */
function leadIn(packing: Packing, next: Piece): Piece[] {
  const last = packing.pieces.at(-1)
  const isLed = next.kind === 'list' || (next.kind === 'table' && next.page === last?.page)
  const isLeadIn = isLed && last?.kind === 'paragraph' && packing.pieces.length > 1
  if (!isLeadIn || lengthOf(last) > packing.chunking.size / 4) return []
  return packing.pieces.splice(-1)
}

/** Whether a paragraph goes on with a piece of the next page. */
function continues(last: Piece, next: Piece): boolean {
  if (last.kind !== 'paragraph' || next.kind !== 'paragraph') return false
  const end = last.page.text.slice(Math.max(last.start, last.end - 3), last.end)
  return /[\p{L}\p{N},;–-]$/u.test(end) && /^[\p{Ll}\p{Lo}]/u.test(next.page.text.slice(next.start, next.start + 2))
}
