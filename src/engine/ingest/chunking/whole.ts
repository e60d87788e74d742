import { piecesOf } from '../piecesOf'
import { flush, lengthOf, type PassageDraft, push, pushHeading, type Strategy } from './packing'

/** A passage is given to the index and to a model whole, so that one cannot be as long as a book, in characters. */
const longestPage = 12_000
const longestDocument = 200_000

/** One passage a page; a page of more than 12,000 characters is parted. */
export const page: Strategy = function* (one, packing) {
  yield* flush(packing)
  yield* fill(one, packing, longestPage)
}

/** One passage a document; one of more than 200,000 characters is parted. */
export const document: Strategy = (one, packing) => fill(one, packing, longestDocument)

function* fill(...[one, packing, longest]: [...Parameters<Strategy>, number]): Generator<PassageDraft> {
  for (const piece of piecesOf(one, longest / 4)) {
    if (packing.length > 0 && packing.length + lengthOf(piece) > longest) yield* flush(packing)
    if (piece.kind === 'heading') pushHeading(packing, piece)
    else push(packing, piece)
  }
}
