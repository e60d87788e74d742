import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../contract/errors'
import { createPieces, type PiecesOf } from './pieces'

/** A static table in memory: a row of whole numbers a piece, times the row's own scale. */
export interface StaticTable {
  dimension: number
  numbers: Int8Array
  scales: Float32Array
  piecesOf: PiecesOf
  /** SHA-256 (hex) of model.safetensors. */
  hash: string
}

interface Tensor {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/**
 * Loads `model.safetensors` (embeddings in int8, weights in float32) and `tokenizer.json` of a folder: the layout of model2vec.
 * Throws EMBEDDING_MISMATCH where it is missing, damaged, or not of `dimension` numbers a row.
 */
export async function loadTable(folder: string, dimension: number): Promise<StaticTable> {
  try {
    const [model, tokenizer] = await Promise.all([
      readFile(join(folder, 'model.safetensors')),
      readFile(join(folder, 'tokenizer.json'), 'utf8'),
    ])
    const { embeddings, weights, bytes } = tensorsOf(model)
    const [rows = 0, columns] = embeddings.shape
    if (embeddings.dtype !== 'I8' || weights.dtype !== 'F32' || weights.shape[0] !== rows) throw new Error('its tensors are of other kinds')
    if (columns !== dimension) throw new Error(`its rows have ${columns} numbers instead of ${dimension}`)
    const scales = new Float32Array(rows)
    for (let i = 0; i < rows; i++) scales[i] = bytes.readFloatLE(weights.data_offsets[0] + i * 4)
    const [from, to] = embeddings.data_offsets
    const numbers = new Int8Array(bytes.buffer, bytes.byteOffset + from, to - from)
    if (numbers.length !== rows * dimension) throw new Error('it is cut short')
    return { dimension, numbers, scales, piecesOf: createPieces(vocabularyOf(tokenizer, rows)), hash: sha256(model) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(
      'EMBEDDING_MISMATCH',
      `The starter embedding cannot be loaded: ${why}. Install Carrel again, or search by keyword.`,
      {
        cause,
      },
    )
  }
}

/** Eight bytes of length, a header in JSON, then the tensors: github.com/huggingface/safetensors. */
function tensorsOf(model: Buffer): { embeddings: Tensor; weights: Tensor; bytes: Buffer } {
  const headerBytes = Number(model.readBigUInt64LE(0))
  if (headerBytes > model.length - 8) throw new Error('it is cut short')
  const header = JSON.parse(model.toString('utf8', 8, 8 + headerBytes)) as Record<string, Tensor>
  const { embeddings, weights } = header
  if (!embeddings || !weights) throw new Error('it holds no table')
  return { embeddings, weights, bytes: model.subarray(8 + headerBytes) }
}

function vocabularyOf(tokenizer: string, rows: number) {
  const { vocab } = (JSON.parse(tokenizer) as { model: { vocab: Record<string, number> } }).model
  // By row: an object gives keys that look like numbers (2015) first.
  const names: string[] = []
  for (const [name, row] of Object.entries(vocab)) names[row] = name
  if (names.length !== rows || Object.keys(vocab).length !== rows) throw new Error('its vocabulary is another one')
  const buckets = names.findIndex((name) => !name.startsWith('[bucket'))
  return { buckets, pieces: names.slice(buckets) }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
