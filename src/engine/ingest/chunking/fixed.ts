import { piecesOf } from '../piecesOf'
import { flush, lengthOf, type Packing, push, pushHeading, type Strategy } from './packing'

/** The text is cut at sentences and words into steps of this share of a passage, so that passages come out at nearly the wanted size. */
const steps = 8
/** Shortest step, in characters: about three words. */
const leastStep = 20

/** Passages of the wanted size, wherever that ends, each beginning with the last `overlap` characters of the one before. */
export const fixed: Strategy = function* (page, packing) {
  const { size } = packing.chunking
  for (const piece of piecesOf(page, Math.max(leastStep, size / steps))) {
    if (packing.length > 0 && packing.length + lengthOf(piece) > size) yield* flush(packing, tail(packing))
    if (piece.kind === 'heading') pushHeading(packing, piece)
    else push(packing, piece)
  }
}

/** The last pieces, up to `overlap` characters; never the whole passage. */
function tail({ pieces, chunking: { overlap } }: Packing) {
  let length = 0
  let from = pieces.length
  while (from > 1 && length + lengthOf(pieces[from - 1]!) <= overlap) length += lengthOf(pieces[--from]!)
  return pieces.slice(from)
}
