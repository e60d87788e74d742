import { AppError } from '../../contract/errors'
import type { EmbedContext, Embedder } from '../embedder'
import type { Passage } from '../passage'
import { passageHash } from './passageHash'
import type { PassageDraft } from './chunk'

/** Passages handed to an embedder at once: enough to keep it busy, few enough to stop quickly. */
const batchSize = 64

/** Gives passages their vectors and hashes, batch by batch. Throws EMBEDDING_MISMATCH where a vector is not what the embedder promises. */
export async function* embed(
  drafts: AsyncIterable<PassageDraft>,
  embedder: Embedder,
  { signal, alive }: Pick<EmbedContext, 'signal' | 'alive'>,
): AsyncGenerator<Passage[]> {
  let batch: PassageDraft[] = []
  // Where the kind of embedding leaves it open, the first vector says how long all of them are.
  let { dimension } = embedder
  const finish = async () => {
    const passages = await embedBatch(batch, embedder, { signal, alive, dimension })
    dimension ??= passages[0]?.vector.length
    batch = []
    return passages
  }
  for await (const draft of drafts) {
    batch.push(draft)
    if (batch.length >= batchSize) yield await finish()
  }
  if (batch.length) yield await finish()
}

async function embedBatch(
  drafts: readonly PassageDraft[],
  embedder: Embedder,
  { signal, alive, dimension }: Pick<EmbedContext, 'signal' | 'alive'> & { dimension: number | undefined },
): Promise<Passage[]> {
  signal?.throwIfAborted()
  const texts = drafts.map(({ context, text }) => `${context}\n\n${text}`)
  const documents = drafts.map((draft) => draft.document)
  const vectors = await embedder.embed(texts, 'passage', { documents, ...(signal ? { signal } : {}), ...(alive ? { alive } : {}) })
  if (vectors.length !== drafts.length) throw mismatch(embedder, `${vectors.length} vectors for ${drafts.length} passages`)
  const expected = { id: embedder.id, dimension: dimension ?? vectors[0]?.length ?? 0 }
  return drafts.map((draft, i) => {
    const vector = checked(vectors[i]!, expected)
    return { ...draft, vector, hash: passageHash({ ...draft, vector }) }
  })
}

/** A vector of the promised length whose numbers are all finite; the index checks neither. */
export function checked(vector: Float32Array, embedder: { id: string; dimension: number }): Float32Array {
  if (vector.length !== embedder.dimension) throw mismatch(embedder, `${vector.length} numbers instead of ${embedder.dimension}`)
  if (!vector.every(Number.isFinite)) throw mismatch(embedder, 'numbers that are not finite')
  return vector
}

function mismatch(embedder: { id: string }, what: string): AppError {
  return new AppError('EMBEDDING_MISMATCH', `The embedding “${embedder.id}” gave ${what}: choose another embedding and retry.`)
}
