import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { type ModelFolder, readModelFolder } from './transformers/modelFolder'
import { pool } from './transformers/pool'

/** Padded pieces that are worked on at once: more only makes the memory of the attention larger. */
const piecesAtOnce = 4_096
/** A piece of text is about four characters: enough to sort and to fill batches by. */
const charactersPerPiece = 4
/** Longest text that is looked at, in characters; no model here reads more pieces than that. */
const mostCharacters = 16_384

interface Loaded extends ModelFolder {
  run(texts: readonly string[]): Promise<Float32Array[]>
}

const models = new Map<string, Promise<Loaded>>()

/**
 * A model in ONNX, run by transformers.js: `transformers-1f0c52aa` is the folder of that name among the models of this installation,
 * with the first digits of its hash. Nothing is fetched. Throws EMBEDDING_MISMATCH where the model is missing, damaged or another one.
 */
export const embedder: Embedder = {
  id: 'transformers',
  // Half and half, as published for models of this strength beside BM25 (arXiv 2210.11934); to be measured per workspace.
  weight: 0.5,
  async embed(texts, use, { signal, identity, alive }) {
    const model = await loaded(identity)
    const vectors: Float32Array[] = []
    // By length, so that short texts are not padded to the longest of all.
    const order = texts.map((_text, i) => i).sort((a, b) => texts[a]!.length - texts[b]!.length)
    for (const batch of batches(order, texts, model.longest)) {
      signal?.throwIfAborted()
      const made = await model.run(batch.map((i) => model.prefixes[use] + texts[i]!.slice(0, mostCharacters)))
      batch.forEach((i, at) => (vectors[i] = made[at]!))
      alive?.()
    }
    return vectors
  },
}

function batches(order: readonly number[], texts: readonly string[], longest: number): number[][] {
  const made: number[][] = []
  let open: number[] = []
  for (const i of order) {
    const pieces = Math.min(longest, Math.ceil(texts[i]!.length / charactersPerPiece) + 2)
    if (open.length > 0 && (open.length + 1) * pieces > piecesAtOnce) {
      made.push(open)
      open = []
    }
    open.push(i)
  }
  return open.length > 0 ? [...made, open] : made
}

/** A model stays in memory once it was used: a process embeds for one installation. */
async function loaded(identity: string | undefined): Promise<Loaded> {
  const folder = process.env.CARREL_MODELS
  if (!identity || !folder)
    throw new AppError('EMBEDDING_MISMATCH', 'A model is named with the first digits of its hash, such as transformers-1f0c52aa.')
  const path = join(folder, `transformers-${identity}`)
  const loading = models.get(path) ?? load(path, identity)
  models.set(path, loading)
  loading.catch(() => models.delete(path))
  return loading
}

async function load(folder: string, identity: string): Promise<Loaded> {
  try {
    const model = await readModelFolder(folder)
    if (!model.hash.startsWith(identity)) throw new Error('it is not the model that was imported')
    return { ...model, run: await runnerOf(model) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(
      'EMBEDDING_MISMATCH',
      `The embedding model of this workspace cannot be loaded: ${why} Import it again, or choose another one; until then only words are compared.`,
      { cause },
    )
  }
}

async function runnerOf({ folder, dtype, longest, dimension, pooling }: ModelFolder): Promise<Loaded['run']> {
  const { AutoModel, AutoTokenizer, env } = await import('@huggingface/transformers')
  env.allowRemoteModels = false
  env.useFSCache = false
  env.localModelPath = dirname(folder)
  const name = basename(folder)
  const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true })
  const model = await AutoModel.from_pretrained(name, {
    local_files_only: true,
    device: 'cpu',
    dtype: dtype as 'fp32',
    session_options: {
      intraOpNumThreads: threads(),
      interOpNumThreads: 1,
      // Threads that wait by spinning take the processor from the other workers.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    },
  })
  return async (texts) => {
    const inputs = await tokenizer([...texts], { padding: true, truncation: true, max_length: longest })
    const { last_hidden_state: states } = (await model(inputs)) as { last_hidden_state?: { dims: number[]; data: Float32Array } }
    if (!states)
      throw new AppError('EMBEDDING_MISMATCH', 'The model gives no vectors of pieces (last_hidden_state): it is not for embedding.')
    if (states.dims[2] !== dimension)
      throw new AppError('EMBEDDING_MISMATCH', `The model gives ${states.dims[2]} numbers where it says ${dimension}: import it again.`)
    return pool(states, inputs.attention_mask as { data: BigInt64Array }, pooling)
  }
}

/** All cores, unless the host says how many this worker may have. */
function threads(): number {
  const given = Number(process.env.CARREL_THREADS)
  return given >= 1 ? given : Math.max(1, availableParallelism())
}
