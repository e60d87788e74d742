import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeModel, type Graph, type Node, type Weight } from './onnx'

/** The shape of a BERT; `all-MiniLM-L6-v2` has 6 layers, 384 numbers, 12 heads, an inner layer of 1,536 and 30,522 pieces. */
export interface ModelShape {
  layers: number
  hidden: number
  heads: number
  inner: number
  /** Pieces that are words of the vocabulary beside the five special ones and single characters; more are made up to this number. */
  words: string[]
  pieces?: number
  longest?: number
  pooling?: 'mean' | 'cls'
  /** Name of the file within `onnx/`. */
  file?: string
}

/** Pieces with a meaning of their own, the first of every vocabulary. */
export const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']

/**
 * Writes a real model folder, as they are published for transformers.js: a BERT in ONNX with random weights (the same each time) and its
 * tokenizer. Random attention still keeps words apart, so that equal texts meet and others do not.
 */
export function makeModel(folder: string, shape: ModelShape): void {
  const vocabulary = vocabularyOf(shape)
  const longest = shape.longest ?? 512
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  mkdirSync(join(folder, '1_Pooling'), { recursive: true })
  const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
  json('config.json', {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_size: shape.hidden,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    intermediate_size: shape.inner,
    max_position_embeddings: longest,
    vocab_size: vocabulary.length,
    type_vocab_size: 2,
  })
  json('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: longest,
    ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]' },
  })
  json('1_Pooling/config.json', {
    word_embedding_dimension: shape.hidden,
    pooling_mode_mean_tokens: shape.pooling !== 'cls',
    pooling_mode_cls_token: shape.pooling === 'cls',
  })
  json('tokenizer.json', tokenizer(vocabulary))
  writeFileSync(join(folder, 'onnx', shape.file ?? 'model.onnx'), encodeModel(bert(shape, vocabulary.length, longest)))
}

/** The pieces a model of that shape knows. */
export function vocabularyOf({ words, pieces = 0 }: Pick<ModelShape, 'words' | 'pieces'>): string[] {
  const characters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789').flatMap((one) => [one, `##${one}`])
  const vocabulary = [...special, ...characters, ...words]
  for (let i = 0; vocabulary.length < pieces; i++) vocabulary.push(`[unused${i}]`)
  return vocabulary
}

/** A tokenizer as BERT has one, as `tokenizer.json` says it. */
export function tokenizer(vocabulary: string[]) {
  const sequence = (id: string, type = 0) => ({ Sequence: { id, type_id: type } })
  const mark = (id: string, type = 0) => ({ SpecialToken: { id, type_id: type } })
  const token = (content: string) => ({ id: content, ids: [vocabulary.indexOf(content)], tokens: [content] })
  return {
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('[CLS]'), sequence('A'), mark('[SEP]')],
      pair: [mark('[CLS]'), sequence('A'), mark('[SEP]'), sequence('B', 1), mark('[SEP]', 1)],
      special_tokens: { '[CLS]': token('[CLS]'), '[SEP]': token('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
    },
  }
}

/** The graph of a BERT: embeddings, then layers of attention and a feed-forward net, each with its normalisation (arXiv 1810.04805). */
function bert({ layers, hidden, heads, inner }: ModelShape, pieces: number, longest: number): Graph {
  const random = normal()
  const nodes: Node[] = []
  const weights: Weight[] = []
  const weight = (name: string, dims: number[], scale = 0.05) => {
    const data = new Float32Array(dims.reduce((a, b) => a * b, 1))
    for (let i = 0; i < data.length; i++) data[i] = random() * scale
    weights.push({ name, dims, data })
    return name
  }
  const whole = (name: string, values: number[], dims = [values.length]) => {
    weights.push({ name, dims, data: BigInt64Array.from(values.map(BigInt)) })
    return name
  }
  const constant = (name: string, value: number) => {
    weights.push({ name, dims: [], data: Float32Array.of(value) })
    return name
  }
  let made = 0
  const add = (op: string, inputs: string[], attributes?: Node['attributes']) => {
    const out = `${op}${made++}`
    nodes.push({ op, inputs, outputs: [out], ...(attributes ? { attributes } : {}) })
    return out
  }
  const norm = (x: string, name: string) => {
    weights.push({ name: `${name}.scale`, dims: [hidden], data: new Float32Array(hidden).fill(1) })
    weights.push({ name: `${name}.shift`, dims: [hidden], data: new Float32Array(hidden) })
    return add('LayerNormalization', [x, `${name}.scale`, `${name}.shift`], { axis: -1, epsilon: { float: 1e-12 } })
  }
  const dense = (x: string, name: string, from: number, to: number) =>
    add('Add', [add('MatMul', [x, weight(`${name}.weight`, [from, to])]), weight(`${name}.bias`, [to], 0)])

  whole('zero', [0], [])
  whole('one', [1], [])
  whole('axes', [1, 2])
  whole('split', [0, 0, heads, hidden / heads])
  whole('join', [0, 0, hidden])
  constant('1.0', 1)
  constant('far', -1e9)
  constant('half', 0.5)
  constant('root2', Math.SQRT2)
  constant('scale', 1 / Math.sqrt(hidden / heads))
  const length = add('Gather', [add('Shape', ['input_ids']), 'one'], { axis: 0 })
  const positions = add('Gather', [weight('positions', [longest, hidden], 0.01), add('Range', ['zero', length, 'one'])])
  const words = add('Gather', [weight('words', [pieces, hidden], 1), 'input_ids'])
  const types = add('Gather', [weight('types', [2, hidden], 0.01), 'token_type_ids'])
  let x = norm(add('Add', [add('Add', [words, positions]), types]), 'embeddings')
  const seen = add('Unsqueeze', [add('Cast', ['attention_mask'], { to: 1 }), 'axes'])
  const mask = add('Mul', [add('Sub', ['1.0', seen]), 'far'])
  for (let layer = 0; layer < layers; layer++) {
    const split = (name: string, order: number[]) =>
      add('Transpose', [add('Reshape', [dense(x, `${layer}.${name}`, hidden, hidden), 'split'])], { perm: order })
    const scores = add('Mul', [add('MatMul', [split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1])]), 'scale'])
    const attention = add('Softmax', [add('Add', [scores, mask])], { axis: -1 })
    const heard = add('Transpose', [add('MatMul', [attention, split('value', [0, 2, 1, 3])])], { perm: [0, 2, 1, 3] })
    x = norm(add('Add', [dense(add('Reshape', [heard, 'join']), `${layer}.out`, hidden, hidden), x]), `${layer}.attended`)
    const wide = dense(x, `${layer}.wide`, hidden, inner)
    const gelu = add('Mul', [add('Mul', [wide, 'half']), add('Add', [add('Erf', [add('Div', [wide, 'root2'])]), '1.0'])])
    x = norm(add('Add', [dense(gelu, `${layer}.narrow`, inner, hidden), x]), `${layer}.done`)
  }
  nodes.push({ op: 'Identity', inputs: [x], outputs: ['last_hidden_state'] })
  const input = (name: string) => ({ name, type: 'int64' as const, dims: ['batch', 'length'] })
  return {
    nodes,
    weights,
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map(input),
    outputs: [{ name: 'last_hidden_state', type: 'float', dims: ['batch', 'length', hidden] }],
  }
}

/** Normally distributed numbers, the same each time (mulberry32 and Box–Muller). */
export function normal(): () => number {
  let state = 7
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return () => Math.sqrt(-2 * Math.log(uniform() || 1e-9)) * Math.cos(2 * Math.PI * uniform())
}
