import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Llama } from 'node-llama-cpp'
import { AppError } from '../../../contract/errors'

/** Most pieces of a text that are read at once: attention costs their square, and passages are shorter. */
const mostPieces = 1_024

/** A model that makes vectors, in memory. */
export interface LoadedModel {
  /** A unit vector; numbers that are not finite where the model gives none, which whoever asked refuses. */
  embed(text: string): Promise<Float32Array>
  dispose(): Promise<void>
}

/** Loads a file whose hash begins with `identity`. Throws EMBEDDING_MISMATCH. */
export async function openModel(path: string, identity: string): Promise<LoadedModel> {
  try {
    if (!(await hashOf(path)).startsWith(identity)) throw new Error('it is not the model that was imported.')
    const llama = await startLlama()
    const model = await llama.loadModel({ modelPath: path })
    const contextSize = Math.max(16, Math.min(mostPieces, model.trainContextSize))
    const context = await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads: threads() })
    const { embeddingVectorSize: dimension } = model
    return {
      embed: async (text) => {
        // Two pieces are kept for the marks that a model wants around a text.
        const pieces = model.tokenize(text).slice(0, contextSize - 3)
        const { vector } = await context.getEmbeddingFor(pieces.length > 0 ? pieces : model.tokenize('.'))
        if (vector.length !== dimension)
          throw new AppError('EMBEDDING_MISMATCH', `The model gives ${vector.length} numbers where it says ${dimension}: import it again.`)
        const length = Math.hypot(...vector)
        return Float32Array.from(vector, (number) => number / length)
      },
      dispose: async () => {
        await context.dispose()
        await model.dispose()
      },
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(
      'EMBEDDING_MISMATCH',
      `The embedding model of this workspace cannot be loaded: ${why} Import it again, or choose another one; until then only words are compared.`,
      { cause },
    )
  }
}

async function startLlama(): Promise<Llama> {
  const { getLlama } = await import('node-llama-cpp')
  return getLlama({
    // Metal is always there on a Mac; elsewhere only the build for the processor is on board.
    gpu: process.platform === 'darwin' ? 'auto' : false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads(),
  })
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** One core is left to everything else, unless the host says how many this worker may have. */
function threads(): number {
  const given = Number(process.env.CARREL_THREADS)
  return given >= 1 ? given : Math.max(1, Math.min(8, availableParallelism() - 1))
}
