import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { LlamaChatSession, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import { AppError, isAppError } from '../../../contract/errors'
import type { LlmEvent, LocalRequest } from '../../llm'
import { createTextStream } from './textStream'

/** More context than this is never filled by a question with its passages. */
const mostContext = 8_192
/** Less than this has no room for a question. */
const leastContext = 1_024
/** Share of the memory that is free which the context may take. */
const memoryShare = 0.6
/** Pieces that are read at once: between them a stop is noticed. */
const batchSize = 128
/** Room beside prompt and answer for the marks of the chat's form. */
const margin = 64

interface Loaded {
  id: string
  model: LlamaModel
  context: LlamaContext
  sequence: LlamaContextSequence
}

let loaded: Promise<Loaded> | null = null
let before: Promise<unknown> = Promise.resolve()

/**
 * Streams the answer of a local model; one at a time, the next one waits. Ends quietly when the signal is aborted. Throws MODEL_NOT_FOUND,
 * MODEL_UNREACHABLE (llama.cpp is not installed), MODEL_ANSWER (not loadable, no room).
 */
export async function* runLocally(request: LocalRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  const turn = before
  let done = () => {}
  before = new Promise<void>((resolve) => (done = resolve))
  try {
    await turn
    if (signal.aborted) return
    yield* answered(await load(request.model), request, signal)
  } finally {
    done()
  }
}

/** Settles when what was asked until now has ended. */
export async function resting(): Promise<void> {
  await before
}

async function* answered({ model, context, sequence }: Loaded, request: LocalRequest, signal: AbortSignal): AsyncGenerator<LlmEvent> {
  const needed = model.tokenize(request.system).length + model.tokenize(request.prompt).length + margin
  const room = context.contextSize - needed
  if (room < 16)
    throw new AppError(
      'MODEL_ANSWER',
      `The question with its passages has ${needed} pieces, and this model has room for ${context.contextSize} on this machine. Ask of fewer documents, or choose another model.`,
    )
  const { LlamaChatSession: Session } = await import('node-llama-cpp')
  const session = new Session({ contextSequence: sequence, autoDisposeSequence: false, systemPrompt: request.system })
  const used = sequence.tokenMeter.getState()
  const stream = createTextStream()
  const asked = prompted(session, request, { maxTokens: Math.min(request.maxOutputTokens, room), signal, onText: stream.push })
  asked.then(stream.end, stream.fail)
  try {
    for await (const text of stream.pieces()) yield { type: 'text', text }
    if ((await asked) === 'maxTokens') yield { type: 'cutOff' }
    const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter.diff(used)
    yield { type: 'usage', inputTokens: usedInputTokens, outputTokens: usedOutputTokens }
  } catch (error) {
    if (signal.aborted) return
    throw isAppError(error) ? error : new AppError('MODEL_ANSWER', `The model broke off: ${(error as Error).message}`, { cause: error })
  } finally {
    await asked.catch(() => {})
    session.dispose({ disposeSequence: false })
  }
}

interface Prompting {
  maxTokens: number
  signal: AbortSignal
  onText: (text: string) => void
}

async function prompted(session: LlamaChatSession, { prompt, temperature }: LocalRequest, { maxTokens, signal, onText }: Prompting) {
  const { stopReason } = await session.promptWithMeta(prompt, {
    maxTokens,
    temperature,
    signal,
    stopOnAbortSignal: true,
    onTextChunk: onText,
  })
  return stopReason
}

/** The model that was asked last stays; another one takes its place. */
async function load(id: string): Promise<Loaded> {
  const now = await loaded?.catch(() => null)
  if (now?.id === id) return now
  if (now) await now.model.dispose()
  loaded = open(id)
  loaded.catch(() => (loaded = null))
  return loaded
}

async function open(id: string): Promise<Loaded> {
  const path = join(process.env.CARREL_MODELS ?? '', id, 'model.gguf')
  if (!existsSync(path)) throw new AppError('MODEL_NOT_FOUND', 'The file of this model is gone. Fetch it again, or choose another one.')
  const { getLlama } = await import('node-llama-cpp').catch((cause: unknown) => {
    throw new AppError('MODEL_UNREACHABLE', 'llama.cpp is not part of this installation. Install it anew, or use a model server.', {
      cause,
    })
  })
  try {
    const llama = await getLlama({
      // Metal is always there on a Mac; elsewhere only the build for the processor is on board.
      gpu: process.platform === 'darwin' ? 'auto' : false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: threads(),
    })
    const model = await llama.loadModel({ modelPath: path })
    const context = await model.createContext({ contextSize: fittingContext(model), batchSize, threads: threads() })
    return { id, model, context, sequence: context.getSequence() }
  } catch (cause) {
    if (isAppError(cause)) throw cause
    throw new AppError(
      'MODEL_ANSWER',
      `The model cannot be loaded: ${(cause as Error).message} Delete it and fetch it again, or choose another one.`,
      { cause },
    )
  }
}

/** Pieces the model can look back on with the memory that is free now. Throws MODEL_ANSWER. */
function fittingContext(model: LlamaModel): number {
  const room = process.availableMemory() * memoryShare
  const needs = (contextSize: number) =>
    model.fileInsights.estimateContextResourceRequirements({ contextSize, modelGpuLayers: 0, batchSize }).cpuRam
  let size = Math.min(model.trainContextSize, mostContext)
  while (size > leastContext && needs(size) > room) size = Math.floor(size / 2)
  if (needs(size) <= room) return size
  throw new AppError('MODEL_ANSWER', 'There is too little memory free for this model. Close other programs, or choose a smaller model.')
}

/** One core is left to everything else: threads of llama.cpp wait by spinning, and on a busy machine all of them wait for the slowest. */
export function threads(): number {
  const given = Number(process.env.CARREL_THREADS)
  return given >= 1 ? given : Math.max(1, Math.min(8, availableParallelism() - 1))
}
