/*
 * How long a file in GGUF has to be by its own list of weights (ggml/docs/gguf.md), so that a part of one never reaches native code.
 */

/** Weights of a block and its bytes, by the type of a tensor (`GGML_QUANT_SIZES` of gguf-py). */
const blocks: Record<number, [weights: number, bytes: number]> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
  34: [256, 54],
  35: [256, 66],
  39: [32, 17],
}
const usualAlignment = 32
const mostDimensions = 4

/**
 * Bytes a file has at least, by its list of `count` tensors that begins at `at`; of a type that is not known only the beginning counts.
 * Infinity where the list says what cannot be. Throws RangeError where the list goes on beyond `head`.
 */
export function leastBytes(head: Buffer, at: number, { count, alignment = usualAlignment }: { count: number; alignment?: number }): number {
  let extent = 0
  const long = () => {
    const value = Number(head.readBigUInt64LE(at))
    at += 8
    return value
  }
  const short = () => {
    const value = head.readUInt32LE(at)
    at += 4
    return value
  }
  for (let i = 0; i < count; i++) {
    const name = long()
    at += name
    const dimensions = short()
    if (dimensions > mostDimensions) return Infinity
    let weights = 1
    for (let d = 0; d < dimensions; d++) weights *= long()
    const block = blocks[short()]
    const offset = long()
    extent = Math.max(extent, offset + (block ? Math.ceil(weights / block[0]) * block[1] : 1))
  }
  return Math.ceil(at / alignment) * alignment + extent
}
