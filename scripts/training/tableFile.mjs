import { quantiseRow, writeTable } from '../../src/engine/embedders/starter/writeTable.ts'

/** Writes a trained table: rows in int8 with their weights folded in, and the vocabulary as a tokenizer. */
export function writeTrained(folder, { table, weights, dimension, buckets, pieces, about }) {
  const rows = weights.length
  const numbers = new Int8Array(rows * dimension)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++)
    quantiseRow({ numbers, scales }, row, table.subarray(row * dimension, (row + 1) * dimension), Math.exp(weights[row]))
  return writeTable(folder, {
    numbers,
    scales,
    tokenizer: JSON.stringify(tokenizer(buckets, pieces)),
    about: { hash_buckets: buckets, ...about },
  })
}

/** Rows with numbers from a normal distribution, and weights by how rare a piece is. */
export function freshTable({ dimension, counts, random }) {
  const table = new Float32Array(counts.length * dimension)
  for (let i = 0; i < table.length; i++) table[i] = gauss(random) * 0.05
  const total = counts.reduce((sum, one) => sum + one, 0)
  const weights = Float32Array.from(counts, (count) => Math.log(1e-3 / (1e-3 + count / total)))
  return { table, weights, dimension }
}

function gauss(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function tokenizer(buckets, pieces) {
  const names = [...Array.from({ length: buckets }, (_, i) => `[bucket${i}]`), ...pieces]
  return {
    version: '1.0',
    added_tokens: [],
    normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKD' }, { type: 'StripAccents' }, { type: 'Lowercase' }] },
    pre_tokenizer: { type: 'Split', pattern: { Regex: '[^\\p{L}\\p{N}]+' }, behavior: 'Removed', invert: false },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[bucket0]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 48,
      vocab: Object.fromEntries(names.map((name, i) => [name, i])),
    },
  }
}
