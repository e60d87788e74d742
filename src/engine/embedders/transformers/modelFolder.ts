import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../contract/errors'
import { namesOtherFiles } from './onnxFile'

/** How the vectors of the pieces become one of the text: their mean, that of the first, or that of the last. */
export type Pooling = 'mean' | 'first' | 'last'

/** A model in the layout published for transformers.js, as far as it has to be known before it is loaded. */
export interface ModelFolder {
  folder: string
  /** Name of the weights within `onnx/`. */
  weights: string
  /** What transformers.js calls the kind of numbers these weights are. */
  dtype: string
  dimension: number
  pooling: Pooling
  /** Put before every text of that use: some models were taught so. */
  prefixes: { passage: string; query: string }
  /** Pieces of a text that are read; the rest is cut off. */
  longest: number
  bytes: number
  /** Whether it gives a score for two texts (a cross-encoder) and no vectors. */
  scoresPairs: boolean
  /** SHA-256 (hex) over the files that decide what comes out. */
  hash: string
}

/** Weights by preference: smaller ones rank nearly as well, and are twice as quick on a processor. */
const kinds: readonly (readonly [file: string, dtype: string])[] = [
  ['model_quantized.onnx', 'q8'],
  ['model_int8.onnx', 'int8'],
  ['model_uint8.onnx', 'uint8'],
  ['model.onnx', 'fp32'],
  ['model_fp16.onnx', 'fp16'],
  ['model_q4.onnx', 'q4'],
]
const needed = ['config.json', 'tokenizer.json', 'tokenizer_config.json']
/** What decides how a text is cut and pooled, where it is there. */
const optional = ['1_Pooling/config.json', 'config_sentence_transformers.json', 'sentence_bert_config.json', 'special_tokens_map.json']
const mostJsonBytes = 64 << 20
/** Longest text read at once, in pieces: attention costs its square, and passages are shorter. */
const mostPieces = 512

const Config = z.object({
  model_type: z.string(),
  hidden_size: z.number().int().min(1).max(8_192).optional(),
  dim: z.number().int().min(1).max(8_192).optional(),
  max_position_embeddings: z.number().int().min(8).optional(),
  architectures: z.array(z.string().max(200)).max(20).nullish(),
})
const PoolingConfig = z.object({ pooling_mode_cls_token: z.boolean().optional(), pooling_mode_lasttoken: z.boolean().optional() })
const Prompts = z.object({ prompts: z.record(z.string(), z.string().max(500)).optional() })
const SentenceConfig = z.object({ max_seq_length: z.number().int().min(8).nullish() })

/** Names of the files a model needs, with a slash: of several weights only those that are taken. Throws BAD_REQUEST. */
export async function filesOfModel(folder: string): Promise<string[]> {
  const { weights } = await readModelFolder(folder)
  const names = new Set(await filesOf(folder))
  return [`onnx/${weights}`, ...needed, ...optional.filter((name) => names.has(name))]
}

/** Reads what a model folder says of itself. Throws BAD_REQUEST with what is missing or not understood. */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const names = new Set(await filesOf(folder))
  const missing = needed.filter((name) => !names.has(name))
  const kind = kinds.find(([file]) => names.has(`onnx/${file}`))
  if (missing.length > 0 || !kind) {
    throw refused(
      `${[...missing, ...(kind ? [] : ['onnx/model.onnx'])].join(' and ')} ${missing.length + (kind ? 0 : 1) > 1 ? 'are' : 'is'} missing. ` +
        'Choose the folder of an embedding model in the layout of transformers.js (config.json, tokenizer.json, onnx/).',
    )
  }
  const [weights, dtype] = kind
  const file = join(folder, 'onnx', weights)
  if (await namesOtherFiles(file))
    throw refused('its weights lie in further files, which Carrel does not load. Take a variant in one file.')
  const config = await json(folder, 'config.json', Config)
  const dimension = config.hidden_size ?? config.dim
  if (!dimension) throw refused('config.json does not say how many numbers a vector has (hidden_size).')
  const { max_seq_length: own } = await json(folder, 'sentence_bert_config.json', SentenceConfig, names)
  return {
    folder,
    weights,
    dtype,
    dimension,
    pooling: await poolingOf(folder, names),
    prefixes: await prefixesOf(folder, names),
    longest: Math.min(mostPieces, own ?? mostPieces, config.max_position_embeddings ?? mostPieces),
    bytes: (await stat(file)).size,
    scoresPairs: (config.architectures ?? []).some((name) => name.endsWith('ForSequenceClassification')),
    hash: await hashOf(folder, [`onnx/${weights}`, ...needed, ...optional.filter((name) => names.has(name))]),
  }
}

/** Names of the files that matter, with a slash. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const list = async (below: string) =>
      (await readdir(join(folder, below), { withFileTypes: true })).filter((one) => one.isFile()).map((one) => below + one.name)
    const lists = await Promise.all([list(''), list('onnx/').catch(() => []), list('1_Pooling/').catch(() => [])])
    return lists.flat()
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'The folder of the model cannot be read: check its path.', { cause })
  }
}

async function poolingOf(folder: string, names: ReadonlySet<string>): Promise<Pooling> {
  const said = await json(folder, '1_Pooling/config.json', PoolingConfig, names)
  return said.pooling_mode_cls_token ? 'first' : said.pooling_mode_lasttoken ? 'last' : 'mean'
}

/** `prompts` of config_sentence_transformers.json: query, and passage or document. */
async function prefixesOf(folder: string, names: ReadonlySet<string>): Promise<ModelFolder['prefixes']> {
  const { prompts = {} } = await json(folder, 'config_sentence_transformers.json', Prompts, names)
  return { query: prompts.query ?? '', passage: prompts.passage ?? prompts.document ?? '' }
}

async function json<T extends z.ZodType>(folder: string, name: string, shape: T, names?: ReadonlySet<string>): Promise<z.output<T>> {
  if (names && !names.has(name)) return shape.parse({})
  const path = join(folder, name)
  if ((await stat(path)).size > mostJsonBytes) throw refused(`${name} is too large to be what it should be.`)
  try {
    return shape.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new AppError('BAD_REQUEST', `This is no embedding model: ${name} is not understood. Download the model again.`, { cause })
  }
}

async function hashOf(folder: string, names: readonly string[]): Promise<string> {
  const all = createHash('sha256')
  for (const name of names) {
    const one = createHash('sha256')
    for await (const chunk of createReadStream(join(folder, name), { highWaterMark: 1 << 20 })) one.update(chunk as Buffer)
    all.update(`${name}\0${one.digest('hex')}\n`)
  }
  return all.digest('hex')
}

function refused(why: string): AppError {
  return new AppError('BAD_REQUEST', `This is no embedding model that can be used: ${why}`)
}
