import { embedderOf } from '../../embedders'
import { type Piece, piecesOf } from '../piecesOf'
import { addHeading, endsWithPage } from './structure'
import { flush, lengthOf, push, type Strategy, textOf } from './packing'

/** Sentences are taken together up to this many characters, in about the length of two. */
const sentenceLength = 240
/** Sentences on either side of a border that are compared. */
const window = 3

/**
 * Passages that end where the matter changes: where the sentences before and after a place are less alike than around it (TextTiling,
 * Hearst 1997: depth above mean less half a standard deviation), by the starter embedding. Headings and pages end them as well.
 */
export const similarity: Strategy = async function* (page, packing) {
  const { size } = packing.chunking
  const pieces = [...piecesOf(page, sentenceLength)]
  const borders = await bordersOf(pieces)
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind === 'heading') {
      yield* addHeading(packing, piece)
      continue
    }
    const isFull = packing.length + lengthOf(piece) > size
    const isBorder = borders.has(i) && packing.length > size / 3
    const hasBody = packing.pieces.some((one) => one.kind !== 'heading')
    if (endsWithPage(packing, piece) || (hasBody && (isFull || isBorder))) yield* flush(packing)
    push(packing, piece)
  }
}

/** Numbers of the pieces before which the matter changes. */
async function bordersOf(pieces: readonly Piece[]): Promise<Set<number>> {
  const vectors = await embedderOf('starter').embed(pieces.map(textOf), 'passage', {})
  const likeness = pieces.slice(1).map((_piece, gap) => {
    const before = sum(vectors.slice(Math.max(0, gap + 1 - window), gap + 1))
    const after = sum(vectors.slice(gap + 1, gap + 1 + window))
    return dot(before, after) / (Math.sqrt(dot(before, before) * dot(after, after)) || 1)
  })
  const depths = likeness.map((here, gap) => peak(likeness, gap, -1) + peak(likeness, gap, 1) - 2 * here)
  const mean = depths.reduce((total, one) => total + one, 0) / (depths.length || 1)
  const deviation = Math.sqrt(depths.reduce((total, one) => total + (one - mean) ** 2, 0) / (depths.length || 1))
  return new Set(depths.flatMap((depth, gap) => (depth > mean - deviation / 2 && isValley(likeness, gap) ? [gap + 1] : [])))
}

/** How high the likeness climbs from a gap in one direction before it falls again. */
function peak(likeness: readonly number[], gap: number, step: 1 | -1): number {
  let at = gap
  while (likeness[at + step] !== undefined && likeness[at + step]! >= likeness[at]!) at += step
  return likeness[at]!
}

function isValley(likeness: readonly number[], gap: number): boolean {
  return likeness[gap]! <= (likeness[gap - 1] ?? 1) && likeness[gap]! < (likeness[gap + 1] ?? 1)
}

function sum(vectors: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let i = 0; i < total.length; i++) total[i]! += vector[i]!
  return total
}

function dot(a: Float32Array, b: Float32Array): number {
  let product = 0
  for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!
  return product
}
