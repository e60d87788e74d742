import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a table in the layout of model2vec: `model.safetensors` (embeddings in int8, one scale a row as `weights`), `tokenizer.json`,
 * `config.json`. Gives the bytes and the SHA-256 of the table.
 */
export function writeTable(folder, { table, weights, dimension, buckets, pieces, about }) {
  mkdirSync(folder, { recursive: true })
  const rows = weights.length
  const numbers = new Int8Array(rows * dimension)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const own = table.subarray(row * dimension, (row + 1) * dimension)
    const greatest = own.reduce((most, one) => Math.max(most, Math.abs(one)), 1e-9)
    scales[row] = (greatest / 127) * Math.exp(weights[row])
    for (let x = 0; x < dimension; x++) numbers[row * dimension + x] = Math.round((own[x] / greatest) * 127)
  }
  const model = safetensors({
    embeddings: { dtype: 'I8', shape: [rows, dimension], bytes: Buffer.from(numbers.buffer) },
    weights: { dtype: 'F32', shape: [rows], bytes: Buffer.from(scales.buffer) },
  })
  const hash = createHash('sha256').update(model).digest('hex')
  writeFileSync(join(folder, 'model.safetensors'), model)
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer(buckets, pieces)))
  writeFileSync(
    join(folder, 'config.json'),
    `${JSON.stringify({ model_type: 'model2vec', normalize: true, hidden_dim: dimension, hash_buckets: buckets, sha256: hash, ...about }, null, 2)}\n`,
  )
  return { bytes: model.length, hash }
}

/** The tensors one after the other behind a header of JSON, as huggingface/safetensors describes. */
function safetensors(tensors) {
  let at = 0
  const header = {}
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] }
    at += bytes.length
  }
  const text = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return Buffer.concat([length, padded, ...Object.values(tensors).map(({ bytes }) => bytes)])
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
