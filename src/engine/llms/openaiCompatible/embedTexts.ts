import { z } from 'zod'
import { AppError } from '../../../contract/errors'
import type { LlmContext, LlmSettings } from '../../llm'
import { brokenAnswer, shownAddress } from '../streaming/modelFailure'
import { modelFetch } from '../streaming/modelFetch'

/** Texts sent at once: every server known takes as many (OpenAI 2,048, Ollama and llama.cpp as many as fit). */
const textsAtOnce = 64

const Answer = z.object({ data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number().nullable()) })) })

/**
 * Unit vectors of texts by the embeddings of OpenAI's interface (`POST /embeddings`), one a text, in order, all of one length.
 * Throws MODEL_UNREACHABLE, MODEL_REFUSED, MODEL_ANSWER, MODEL_STALLED, and EMBEDDING_MISMATCH for vectors that are none.
 */
export async function embedTexts(
  settings: LlmSettings & { url: string },
  texts: readonly string[],
  context: LlmContext,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let at = 0; at < texts.length; at += textsAtOnce) {
    context.signal.throwIfAborted()
    vectors.push(...(await embedBatch(settings, texts.slice(at, at + textsAtOnce), context)))
  }
  const [first] = vectors
  if (vectors.some((one) => one.length !== first!.length)) throw strange(settings, 'vectors of different lengths')
  return vectors
}

async function embedBatch(settings: LlmSettings & { url: string }, texts: readonly string[], context: LlmContext): Promise<Float32Array[]> {
  const call = modelFetch(settings, context)
  try {
    const response = await call.fetch(`${settings.url}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(settings.key ? { authorization: `Bearer ${settings.key}` } : {}) },
      // Some servers refuse an empty text.
      body: JSON.stringify({ model: settings.model, input: texts.map((text) => text || ' '), encoding_format: 'float' }),
    })
    return vectorsOf(await response.text(), texts.length, settings)
  } catch (error) {
    if (context.signal.aborted) throw context.signal.reason
    throw call.failure ?? brokenAnswer(error, settings)
  } finally {
    call.close()
  }
}

function vectorsOf(body: string, count: number, settings: LlmSettings): Float32Array[] {
  const { success, data: answer } = Answer.safeParse(parsed(body))
  if (!success) {
    throw new AppError(
      'MODEL_ANSWER',
      `${shownAddress(settings.url)} sent no vectors. Check that “${settings.model}” is an embedding model and that the address ends in /v1 or what the server asks for.`,
    )
  }
  if (answer.data.length !== count) throw strange(settings, `${answer.data.length} vectors for ${count} texts`)
  const vectors = Array.from<Float32Array | undefined>({ length: count })
  for (const [i, { index = i, embedding }] of answer.data.entries()) vectors[index] = unitVector(embedding, settings)
  return vectors.map((vector) => {
    if (!vector) throw strange(settings, 'two vectors for one text')
    return vector
  })
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** NaN travels as null in JSON, and a vector of nothing but zeros has no direction. */
function unitVector(numbers: readonly (number | null)[], settings: LlmSettings): Float32Array {
  const norm = Math.hypot(...numbers.map((one) => one ?? Number.NaN))
  if (!(norm > 0) || !Number.isFinite(norm)) throw strange(settings, 'a vector with a number that is none, or without a length')
  return Float32Array.from(numbers, (one) => one! / norm)
}

function strange(settings: LlmSettings, what: string): AppError {
  return new AppError(
    'EMBEDDING_MISMATCH',
    `The model “${settings.model}” at ${shownAddress(settings.url)} gave ${what}; nothing of it was stored. Look into the server’s log, or choose another model.`,
  )
}
