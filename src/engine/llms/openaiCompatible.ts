import { AppError } from '../../contract/errors'
import type { Llm, LlmEvent, LlmRequest, LlmSettings } from '../llm'
import { embedTexts } from './openaiCompatible/embedTexts'
import { brokenAnswer, brokenOff, endless, longestToken, silent } from './streaming/modelFailure'
import { type ModelFetch, modelFetch } from './streaming/modelFetch'
import { costOf, givenRoom, longestAnswer, streamingOptions } from './streaming/options'
import { untilStopped } from './streaming/untilStopped'

/** Any server that speaks OpenAI’s chat completions: Ollama, LM Studio, llama.cpp, vLLM, a company’s own. */
export const llm: Llm = {
  id: 'openaiCompatible',
  label: 'OpenAI-compatible server',
  presets: [
    { label: 'Ollama', url: 'http://127.0.0.1:11434/v1' },
    { label: 'LM Studio', url: 'http://127.0.0.1:1234/v1' },
    { label: 'llama.cpp server', url: 'http://127.0.0.1:8080/v1' },
    { label: 'vLLM', url: 'http://127.0.0.1:8000/v1' },
    { label: 'OpenRouter', url: 'https://openrouter.ai/api/v1' },
    { label: 'Azure', url: 'https://YOUR-RESOURCE.openai.azure.com/openai/v1' },
  ],
  needsUrl: true,
  options: streamingOptions,
  contextTokens: givenRoom,
  async *generate(settings, request, context) {
    if (context.signal.aborted) return
    const call = modelFetch(settings, context)
    try {
      yield* untilStopped(streamed(settings, request, call), context.signal)
    } catch (error) {
      if (context.signal.aborted) return
      throw call.failure ?? brokenAnswer(error, settings)
    } finally {
      call.close()
    }
  },
  embed: (settings, texts, context) => embedTexts({ ...settings, url: addressOf(settings) }, texts, context),
}

async function* streamed(settings: LlmSettings, request: LlmRequest, call: ModelFetch): AsyncGenerator<LlmEvent> {
  const [{ extractReasoningMiddleware, streamText, wrapLanguageModel }, { createOpenAICompatible }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai-compatible'),
  ])
  globalThis.AI_SDK_LOG_WARNINGS = false
  const provider = createOpenAICompatible(connection(settings, call))
  const { fullStream } = streamText({
    model: wrapLanguageModel({ model: provider.chatModel(settings.model), middleware: extractReasoningMiddleware({ tagName: 'think' }) }),
    instructions: request.system,
    prompt: request.prompt,
    maxOutputTokens: longestAnswer(settings, request.maxOutputTokens),
    temperature: request.temperature,
    maxRetries: 0,
    abortSignal: call.signal,
    onError: () => {},
  })
  let characters = 0
  let told: number | undefined
  for await (const part of fullStream) {
    if (part.type === 'error' && !isWithoutReason(part.error)) throw part.error
    if (part.type === 'abort') break
    if (part.type === 'text-delta' && part.text) {
      characters += part.text.length
      if (characters > longestAnswer(settings, request.maxOutputTokens) * longestToken) throw endless()
      yield { type: 'text', text: part.text }
    }
    if (part.type === 'finish-step' && typeof part.usage.raw?.['cost'] === 'number') told = part.usage.raw['cost']
    if (part.type === 'finish') {
      if (part.finishReason === 'length') yield { type: 'cutOff' }
      yield usageOf(part.totalUsage, settings, told)
    }
  }
  if (call.failure) throw call.failure
  if (call.signal.aborted) return
  if (!call.ended && characters > 0) throw brokenOff(settings)
  if (characters === 0) throw silent(settings)
}

function addressOf(settings: LlmSettings): string {
  if (!settings.url || !URL.canParse(settings.url)) {
    throw new AppError(
      'MODEL_UNREACHABLE',
      'This model has no address. Add it again with the address of its server, such as http://127.0.0.1:11434/v1.',
    )
  }
  return settings.url.replace(/\/+$/u, '')
}

/** Where a server is and what it is asked to tell. */
function connection(settings: LlmSettings, call: ModelFetch) {
  return {
    name: 'model',
    baseURL: addressOf(settings),
    ...(settings.key ? { apiKey: settings.key } : {}),
    includeUsage: true,
    ...(isOpenRouter(settings) ? { transformRequestBody: (body: Record<string, unknown>) => ({ ...body, usage: { include: true } }) } : {}),
    fetch: call.fetch,
  }
}

/** It tells costs only where it is asked for them; other servers may refuse to be asked. */
function isOpenRouter(settings: LlmSettings): boolean {
  return new URL(addressOf(settings)).hostname === 'openrouter.ai'
}

/** OpenRouter tells what an answer cost in US dollars, beside its tokens (`usage.cost`); elsewhere the prices that are kept tell it. */
function usageOf(
  { inputTokens, outputTokens }: { inputTokens: number | undefined; outputTokens: number | undefined },
  settings: LlmSettings,
  told: number | undefined,
): LlmEvent {
  return {
    type: 'usage',
    ...(inputTokens ? { inputTokens } : {}),
    ...(outputTokens ? { outputTokens } : {}),
    ...(told === undefined ? costOf(settings, inputTokens, outputTokens) : { cost: { amount: told, currency: 'USD' } }),
  }
}

/** The stream ended and never said why: fine after a last word, else noticed below. */
function isWithoutReason(error: unknown): boolean {
  return error instanceof Error && /without a finish reason/.test(error.message)
}
