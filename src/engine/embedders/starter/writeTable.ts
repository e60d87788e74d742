import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * A static table as files in the layout of model2vec. Only Node is imported, so that the trainer (scripts/training) loads this very file.
 */

/** A row of whole numbers a piece, times the row's own scale. */
export interface Quantised {
  numbers: Int8Array
  scales: Float32Array
}

/** Puts a row of floats, times `factor`, into whole numbers from -127 to 127 and a scale. */
export function quantiseRow({ numbers, scales }: Quantised, row: number, values: Float32Array, factor: number): void {
  const greatest = values.reduce((most, one) => Math.max(most, Math.abs(one)), 1e-9)
  scales[row] = (greatest / 127) * factor
  const from = row * values.length
  values.forEach((value, x) => (numbers[from + x] = Math.round((value / greatest) * 127)))
}

/**
 * Writes `model.safetensors` (embeddings in int8, one scale a row as `weights`), `tokenizer.json` and `config.json`; `about` is noted in
 * the last. Gives the bytes and the SHA-256 (hex) of the table.
 */
export function writeTable(
  folder: string,
  { numbers, scales, tokenizer, about }: Quantised & { tokenizer: string; about: Record<string, unknown> },
): { bytes: number; hash: string } {
  mkdirSync(folder, { recursive: true })
  const rows = scales.length
  const dimension = numbers.length / rows
  const model = safetensors({
    embeddings: { dtype: 'I8', shape: [rows, dimension], bytes: Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength) },
    weights: { dtype: 'F32', shape: [rows], bytes: Buffer.from(scales.buffer, scales.byteOffset, scales.byteLength) },
  })
  const hash = createHash('sha256').update(model).digest('hex')
  const config = { model_type: 'model2vec', normalize: true, hidden_dim: dimension, sha256: hash, ...about }
  writeFileSync(join(folder, 'model.safetensors'), model)
  writeFileSync(join(folder, 'tokenizer.json'), tokenizer)
  writeFileSync(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`)
  return { bytes: model.length, hash }
}

/** The tensors one after the other behind a header of JSON, as huggingface/safetensors describes. */
function safetensors(tensors: Record<string, { dtype: string; shape: number[]; bytes: Buffer }>): Buffer {
  let at = 0
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => [name, { dtype, shape, data_offsets: [at, (at += bytes.length)] }]),
  )
  const text = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return Buffer.concat([length, padded, ...Object.values(tensors).map(({ bytes }) => bytes)])
}
