import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { normal, special, tokenizer, vocabularyOf } from './makeModel'
import { encodeModel, type Graph, type Node, type Weight } from './onnx'

/** Numbers for each piece: so many that two pieces drawn by chance are nearly at right angles. */
const hidden = 64

/**
 * Writes a real cross-encoder folder, as they are published for transformers.js. Its graph is no transformer, but reads the pair as one
 * does and says something true of it: the logit is the product of the summed pieces of the question and of the passage, and so about the
 * number of pieces they share.
 */
export function makeCrossEncoder(folder: string, { words, labels = 1 }: { words: string[]; labels?: number }): void {
  const vocabulary = vocabularyOf({ words })
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
  json('config.json', {
    model_type: 'bert',
    architectures: ['BertForSequenceClassification'],
    hidden_size: hidden,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: hidden,
    max_position_embeddings: 512,
    vocab_size: vocabulary.length,
    type_vocab_size: 2,
    id2label: Object.fromEntries(Array.from({ length: labels }, (_one, i) => [i, `LABEL_${i}`])),
    label2id: Object.fromEntries(Array.from({ length: labels }, (_one, i) => [`LABEL_${i}`, i])),
  })
  json('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: 512,
    ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]' },
  })
  json('tokenizer.json', tokenizer(vocabulary))
  writeFileSync(join(folder, 'onnx', 'model.onnx'), encodeModel(sharedPieces(vocabulary.length, labels)))
}

function sharedPieces(pieces: number, labels: number): Graph {
  const random = normal()
  const table = Float32Array.from({ length: pieces * hidden }, (_one, i) =>
    i < special.length * hidden ? 0 : random() / Math.sqrt(hidden),
  )
  const weights: Weight[] = [
    { name: 'words', dims: [pieces, hidden], data: table },
    { name: 'one', dims: [], data: Float32Array.of(1) },
    { name: 'last', dims: [1], data: BigInt64Array.of(-1n) },
    { name: 'second', dims: [1], data: BigInt64Array.of(1n) },
    { name: 'labels', dims: [1, labels], data: new Float32Array(labels).fill(1) },
  ]
  const nodes: Node[] = []
  const add = (op: string, inputs: string[], attributes?: Node['attributes']) => {
    const out = `${op}${nodes.length}`
    nodes.push({ op, inputs, outputs: [out], ...(attributes ? { attributes } : {}) })
    return out
  }
  const seen = add('Cast', ['attention_mask'], { to: 1 })
  const second = add('Mul', [seen, add('Cast', ['token_type_ids'], { to: 1 })])
  const first = add('Sub', [seen, second])
  const read = add('Gather', ['words', 'input_ids'])
  const summed = (mask: string) => add('ReduceSum', [add('Mul', [read, add('Unsqueeze', [mask, 'last'])]), 'second'], { keepdims: 0 })
  const product = add('ReduceSum', [add('Mul', [summed(first), summed(second)]), 'last'], { keepdims: 1 })
  nodes.push({ op: 'MatMul', inputs: [product, 'labels'], outputs: ['logits'] })
  return {
    nodes,
    weights,
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => ({ name, type: 'int64' as const, dims: ['batch', 'length'] })),
    outputs: [{ name: 'logits', type: 'float', dims: ['batch', labels] }],
  }
}
