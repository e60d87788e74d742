import type { Pooling } from './modelFolder'

/**
 * Unit vectors of texts from those of their pieces (batch × length × dimension); pieces the mask leaves out are padding. A text whose
 * vector has no length, or one that is no number, gives numbers that are not finite, which whoever asked refuses.
 */
export function pool(
  { dims, data }: { dims: number[]; data: Float32Array },
  mask: { data: BigInt64Array },
  pooling: Pooling,
): Float32Array[] {
  const [texts = 0, length = 0, dimension = 0] = dims
  return Array.from({ length: texts }, (_text, t) => {
    const seen = Array.from({ length }, (_piece, i) => i).filter((i) => mask.data[t * length + i] !== 0n)
    const chosen = pooling === 'mean' ? seen : pooling === 'first' ? seen.slice(0, 1) : seen.slice(-1)
    const vector = new Float32Array(dimension)
    for (const i of chosen) {
      const from = (t * length + i) * dimension
      for (let d = 0; d < dimension; d++) vector[d]! += data[from + d]!
    }
    const norm = Math.hypot(...vector)
    return vector.map((number) => number / norm)
  })
}
