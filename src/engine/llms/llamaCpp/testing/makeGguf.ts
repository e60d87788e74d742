import { writeFileSync } from 'node:fs'

/*
 * Writes GGUF files: a small Llama with random weights, as much of the format (ggml/docs/gguf.md, version 3) as llama.cpp needs to load it.
 */

/** Llama’s shape; a model of a billion numbers has 16 layers of 2,048. */
export interface GgufShape {
  layers?: number
  hidden?: number
  heads?: number
  inner?: number
  /** Pieces it can look back on. */
  context?: number
  /** Words of the vocabulary beside bytes and letters. */
  words?: string[]
  /** `pooling_type`: 1 mean, 2 first, 3 last, 4 a score; such a model makes vectors. */
  pooling?: number
}

type Value = string | number | { float: number } | { strings: string[] } | { floats: number[] } | { whole: number[] }

const type = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 }
const alignment = 32

/** Roles as plain words, so that every piece is one of the vocabulary. */
const chatTemplate =
  "{{ bos_token }}{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"

/** Writes a model that loads and answers, with nonsense: its weights are random, the same each time. */
export function makeGguf(
  path: string,
  { layers = 2, hidden = 64, heads = 4, inner = 128, context = 2_048, words = [], pooling }: GgufShape = {},
): void {
  const vocabulary = piecesOf(words)
  const entries: [string, Value][] = [
    ['general.architecture', 'llama'],
    ['general.name', 'tiny'],
    ['general.file_type', 0],
    ['llama.context_length', context],
    ['llama.embedding_length', hidden],
    ['llama.block_count', layers],
    ['llama.feed_forward_length', inner],
    ['llama.attention.head_count', heads],
    ['llama.attention.head_count_kv', heads],
    ['llama.rope.dimension_count', hidden / heads],
    ['llama.attention.layer_norm_rms_epsilon', { float: 1e-5 }],
    ...(pooling === undefined ? [] : [['llama.pooling_type', pooling] as [string, Value]]),
    ['llama.vocab_size', vocabulary.length],
    ['tokenizer.ggml.model', 'llama'],
    ['tokenizer.ggml.tokens', { strings: vocabulary.map((one) => one.piece) }],
    ['tokenizer.ggml.scores', { floats: vocabulary.map((one) => one.score) }],
    ['tokenizer.ggml.token_type', { whole: vocabulary.map((one) => one.type) }],
    ['tokenizer.ggml.unknown_token_id', 0],
    ['tokenizer.ggml.bos_token_id', 1],
    ['tokenizer.ggml.eos_token_id', 2],
    ['tokenizer.chat_template', chatTemplate],
  ]
  writeFileSync(path, encode(entries, tensorsOf({ layers, hidden, inner, pieces: vocabulary.length })))
}

interface Piece {
  piece: string
  score: number
  type: number
}

/** The vocabulary of a SentencePiece model: three marks, every byte, letters, words. */
function piecesOf(words: readonly string[]): Piece[] {
  const marks = ['<unk>', '<s>', '</s>'].map((piece, i) => ({ piece, score: 0, type: i === 0 ? 2 : 3 }))
  const bytes = Array.from({ length: 256 }, (_one, i) => ({
    piece: `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`,
    score: 0,
    type: 6,
  }))
  const letters = Array.from('▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;?!()[]“”-\'"')
  const plain = [...letters, ...words.map((word) => `▁${word}`)].map((piece, i) => ({ piece, score: -i, type: 1 }))
  return [...marks, ...bytes, ...plain]
}

interface Tensor {
  name: string
  /** Sizes, the one that runs quickest first. */
  dims: number[]
  data: Float32Array
}

function tensorsOf({ layers, hidden, inner, pieces }: { layers: number; hidden: number; inner: number; pieces: number }): Tensor[] {
  let state = 7
  const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5) * 2
  const ones = (name: string, size: number): Tensor => ({ name, dims: [size], data: new Float32Array(size).fill(1) })
  const weight = (name: string, from: number, to: number): Tensor => {
    const data = new Float32Array(from * to)
    const scale = 1 / Math.sqrt(from)
    for (let i = 0; i < data.length; i++) data[i] = random() * scale
    return { name, dims: [from, to], data }
  }
  const block = (n: number) => [
    ones(`blk.${n}.attn_norm.weight`, hidden),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => weight(`blk.${n}.${name}.weight`, hidden, hidden)),
    ones(`blk.${n}.ffn_norm.weight`, hidden),
    weight(`blk.${n}.ffn_gate.weight`, hidden, inner),
    weight(`blk.${n}.ffn_up.weight`, hidden, inner),
    weight(`blk.${n}.ffn_down.weight`, inner, hidden),
  ]
  return [
    weight('token_embd.weight', hidden, pieces),
    ...Array.from({ length: layers }, (_one, n) => block(n)).flat(),
    ones('output_norm.weight', hidden),
    weight('output.weight', hidden, pieces),
  ]
}

function encode(entries: readonly [string, Value][], tensors: readonly Tensor[]): Buffer {
  let offset = 0
  const infos = tensors.map(({ name, dims, data }) => {
    const info = Buffer.concat([string(name), uint32(dims.length), ...dims.map(uint64), uint32(0), uint64(offset)])
    offset = aligned(offset + data.byteLength)
    return info
  })
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    uint64(entries.length),
    ...entries.map(([name, value]) => Buffer.concat([string(name), encodeValue(value)])),
    ...infos,
  ])
  const body = tensors.map(({ data }) => padded(Buffer.from(data.buffer, data.byteOffset, data.byteLength)))
  return Buffer.concat([padded(head), ...body])
}

function encodeValue(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([uint32(type.string), string(value)])
  if (typeof value === 'number') return Buffer.concat([uint32(type.uint32), uint32(value)])
  if ('float' in value) return Buffer.concat([uint32(type.float32), float32(value.float)])
  if ('strings' in value) return array(type.string, value.strings.map(string))
  if ('floats' in value) return array(type.float32, value.floats.map(float32))
  return array(type.int32, value.whole.map(uint32))
}

function array(of: number, values: readonly Buffer[]): Buffer {
  return Buffer.concat([uint32(type.array), uint32(of), uint64(values.length), ...values])
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([uint64(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}

const aligned = (offset: number) => Math.ceil(offset / alignment) * alignment

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])
}
