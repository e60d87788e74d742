import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import { readModelFolder } from '../embedders/transformers/modelFolder'
import type { Reranker } from '../reranker'

/** Characters of a passage that are looked at: cut here, the tokenizer has less to do. */
const mostCharacters = 4_000

type Run = (query: string, texts: readonly string[]) => Promise<number[]>
const models = new Map<string, Promise<Run>>()

/**
 * A cross-encoder in ONNX, run by transformers.js: it reads question and passage together. `crossencoder-1f0c52aa` is the folder of that
 * name among the models of this installation. Nothing is fetched.
 */
export const reranker: Reranker = {
  id: 'crossencoder',
  async score(query, texts, { identity, signal }) {
    const run = await loaded(identity)
    signal?.throwIfAborted()
    const scores = await run(
      query,
      texts.map((text) => text.slice(0, mostCharacters)),
    )
    if (scores.length !== texts.length || !scores.every(Number.isFinite))
      throw new AppError('EMBEDDING_MISMATCH', 'The reranker gives scores that are no numbers: choose another one.')
    return scores
  },
}

/** A model stays in memory once it was used. */
function loaded(identity: string): Promise<Run> {
  const loading = models.get(identity) ?? load(identity)
  models.set(identity, loading)
  loading.catch(() => models.delete(identity))
  return loading
}

async function load(identity: string): Promise<Run> {
  try {
    const folder = join(process.env.CARREL_MODELS ?? '', `crossencoder-${identity}`)
    const model = await readModelFolder(folder)
    if (!model.hash.startsWith(identity)) throw new Error('it is not the model that was installed.')
    return await runnerOf(folder, model.dtype, model.longest)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('EMBEDDING_MISMATCH', `The reranker of this workspace cannot be loaded: ${why} Fetch it again, or choose none.`, {
      cause,
    })
  }
}

async function runnerOf(folder: string, dtype: string, longest: number): Promise<Run> {
  const { AutoModelForSequenceClassification, AutoTokenizer, env } = await import('@huggingface/transformers')
  env.allowRemoteModels = false
  env.useFSCache = false
  env.localModelPath = dirname(folder)
  const name = basename(folder)
  const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true })
  const model = await AutoModelForSequenceClassification.from_pretrained(name, {
    local_files_only: true,
    device: 'cpu',
    dtype: dtype as 'fp32',
    session_options: {
      intraOpNumThreads: Math.max(1, Number(process.env.CARREL_THREADS) || availableParallelism()),
      interOpNumThreads: 1,
      // Threads that wait by spinning take the processor from the other workers.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    },
  })
  return async (query, texts) => {
    const pairs = { text_pair: [...texts], padding: true, truncation: true, max_length: longest }
    const inputs = await tokenizer(
      texts.map(() => query),
      pairs,
    )
    const { logits } = (await model(inputs)) as { logits?: { dims: number[]; data: Float32Array } }
    const labels = logits?.dims[1]
    if (!logits || (labels !== 1 && labels !== 2))
      throw new AppError('EMBEDDING_MISMATCH', 'This model gives no single score for a pair: it is no reranker.')
    // Of two labels the second says that the passage answers.
    return texts.map((_text, i) => (labels === 1 ? logits.data[i]! : logits.data[2 * i + 1]! - logits.data[2 * i]!))
  }
}
