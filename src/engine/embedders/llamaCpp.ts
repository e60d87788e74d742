import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { type LoadedModel, openModel } from './llamaCpp/openModel'

/** Longest text that is looked at, in characters; what has more pieces than the model reads at once is cut there. */
const mostCharacters = 16_384

let loaded: { id: string; model: Promise<LoadedModel> } | null = null
let before: Promise<unknown> = Promise.resolve()

/**
 * A model in GGUF, run by llama.cpp: `llamacpp-1f0c52aa` is the folder of that name among the models of this installation, with the first
 * digits of the hash of its file. Nothing is fetched. Throws EMBEDDING_MISMATCH where the model is missing, damaged or another one.
 */
export const embedder: Embedder = {
  id: 'llamacpp',
  // As for the other models: half and half, to be measured per workspace.
  weight: 0.5,
  async embed(texts, _use, { signal, identity, alive }) {
    const model = await modelOf(identity)
    const vectors: Float32Array[] = []
    for (const text of texts) {
      signal?.throwIfAborted()
      vectors.push(await inTurn(() => model.embed(text.slice(0, mostCharacters).toWellFormed())))
      alive?.()
    }
    return vectors
  },
}

/** One text at a time: a context of llama.cpp reads one. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const own = before.then(work)
  before = own.catch(() => {})
  return own
}

/** The model asked last stays in memory; another one takes its place. */
async function modelOf(identity: string | undefined): Promise<LoadedModel> {
  const folder = process.env.CARREL_MODELS
  if (!identity || !folder)
    throw new AppError('EMBEDDING_MISMATCH', 'A model is named with the first digits of its hash, such as llamacpp-1f0c52aa.')
  if (loaded?.id !== identity) {
    const old = loaded
    const model = inTurn(async () => {
      await old?.model.then((one) => one.dispose()).catch(() => {})
      return openModel(join(folder, `llamacpp-${identity}`, 'model.gguf'), identity)
    })
    loaded = { id: identity, model }
    model.catch(() => {
      if (loaded?.model === model) loaded = null
    })
  }
  return loaded!.model
}
