import type { ModelCall, Usage } from '../../contract/answers'
import { toErrorBody } from '../../contract/errors'
import type { SearchHit } from '../../contract/search'
import type { Llm, LlmRequest, LlmSettings } from '../llm'
import { startStopwatch } from './stopwatch'

export interface ModelContext {
  llm: Llm
  settings: LlmSettings
  /** The only way out: core's gate. */
  fetch: typeof globalThis.fetch
  signal: AbortSignal
  /** Milliseconds, from any start. */
  clock: () => number
  /** Told at the end of every call: what the model was given and what it said. */
  onCall?: ((call: ModelCall) => void) | undefined
}

/** What a call is for. */
export interface Calling extends Pick<ModelCall, 'purpose' | 'of'> {
  /** The passages it stands on, by their number. */
  cited?: ReadonlyMap<number, SearchHit>
  /** Longest silence of the model, in milliseconds. */
  idleTimeoutMs: number
  /** Told where the model reached the length it was given before it had said all. */
  onCutOff?: () => void
}

/**
 * Asks the model once, streams what it says, and gives what it took. The call is noted however it ends: whole, stopped or broken off.
 * Throws what the model fails with; ends quietly when it is stopped.
 */
export async function* askModel(
  request: LlmRequest,
  { cited, idleTimeoutMs, onCutOff, ...about }: Calling,
  { llm, settings, fetch, signal, clock, onCall }: ModelContext,
): AsyncGenerator<string, Usage | undefined> {
  const stopwatch = startStopwatch(clock)
  const said: { answer: string; usage?: Usage; error?: unknown } = { answer: '' }
  try {
    for await (const event of llm.generate(settings, request, { signal, fetch, idleTimeoutMs })) {
      if (signal.aborted) break
      if (event.type === 'usage') {
        said.usage = usageOf(event)
        continue
      }
      if (event.type === 'cutOff') {
        onCutOff?.()
        continue
      }
      if (!said.answer) stopwatch.note('firstText')
      said.answer += event.text
      yield event.text
    }
  } catch (error) {
    if (!signal.aborted) {
      said.error = error
      throw error
    }
  } finally {
    const { answer, usage, error } = said
    onCall?.({
      ...about,
      ...sentOf(request, cited),
      answer,
      ...(usage ? { usage } : {}),
      timings: stopwatch.total(),
      ...(error ? { error: toErrorBody(error) } : {}),
    })
  }
  return said.usage
}

/** What a request gives a model, as it is kept. */
export function sentOf({ question, system, prompt, passages, maxOutputTokens, temperature }: LlmRequest, cited?: Calling['cited']) {
  return {
    question,
    system,
    prompt,
    parameters: { temperature, maxOutputTokens },
    passages: passages.flatMap(({ n, text }) => {
      const hit = cited?.get(n)
      return hit ? [{ n, document: hit.document, name: hit.name, page: hit.page, place: hit.place, spans: hit.spans, text }] : []
    }),
  }
}

/** What several calls took together; undefined where none says. */
export function usageTogether(all: readonly (Usage | undefined)[]): Usage | undefined {
  const told = all.filter((one) => one !== undefined)
  if (told.length === 0) return undefined
  const sum = (pick: (one: Usage) => number | undefined) => told.reduce((total, one) => total + (pick(one) ?? 0), 0)
  const [first] = told.flatMap((one) => one.cost ?? [])
  const isOneCurrency = told.every((one) => !one.cost || one.cost.currency === first?.currency)
  return usageOf({
    inputTokens: sum((one) => one.inputTokens),
    outputTokens: sum((one) => one.outputTokens),
    ...(first && isOneCurrency ? { cost: { amount: sum((one) => one.cost?.amount), currency: first.currency } } : {}),
  })
}

function usageOf({ inputTokens, outputTokens, cost }: { [K in keyof Usage]: Usage[K] | undefined }): Usage {
  return { ...(inputTokens ? { inputTokens } : {}), ...(outputTokens ? { outputTokens } : {}), ...(cost ? { cost } : {}) }
}
