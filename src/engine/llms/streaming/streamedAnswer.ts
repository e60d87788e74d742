import { AppError } from '../../../contract/errors'
import type { LlmContext, LlmEvent, LlmRequest, LlmSettings } from '../../llm'
import { brokenAnswer, brokenOff, endless, longestToken, shownAddress, silent } from './modelFailure'
import { type ModelFetch, modelFetch } from './modelFetch'
import { costOf, longestAnswer } from './options'
import { serverEvents } from './serverEvents'
import { untilStopped } from './untilStopped'

/** What one event of a stream says. */
export interface Said {
  text?: string
  inputTokens?: number
  outputTokens?: number
  /** The answer is complete, as the service says. */
  isEnd?: boolean
  /** It ended at the length it was given. */
  isCutOff?: boolean
  /** The service broke the answer off, and why. */
  refusal?: string
}

/** How a service is asked, and how its events are read. */
export interface Protocol {
  /** The address below the base, headers and body of a question. */
  ask(settings: LlmSettings, request: LlmRequest): { path: string; headers: Record<string, string>; body: unknown }
  read(event: unknown): Said
}

/** Asks a service over server-sent events. Throws and ends as `Llm.generate` says. */
export async function* streamedAnswer(
  protocol: Protocol,
  settings: LlmSettings,
  request: LlmRequest,
  context: LlmContext,
): AsyncGenerator<LlmEvent> {
  if (context.signal.aborted) return
  const call = modelFetch(settings, context)
  try {
    yield* untilStopped(streamed(protocol, settings, request, call), context.signal)
  } catch (error) {
    if (context.signal.aborted) return
    throw call.failure ?? brokenAnswer(error, settings)
  } finally {
    call.close()
  }
}

async function* streamed(protocol: Protocol, settings: LlmSettings, request: LlmRequest, call: ModelFetch): AsyncGenerator<LlmEvent> {
  const { path, headers, body } = protocol.ask(settings, request)
  const response = await call.fetch(`${baseOf(settings)}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
    signal: call.signal,
  })
  const total: Said = {}
  let characters = 0
  for await (const data of serverEvents(response)) {
    if (data === '[DONE]') break
    const said = protocol.read(parsed(data, settings))
    if (said.refusal) throw refused(said.refusal, settings)
    Object.assign(total, withoutText(said))
    if (!said.text) continue
    characters += said.text.length
    if (characters > longestAnswer(settings, request.maxOutputTokens) * longestToken) throw endless()
    yield { type: 'text', text: said.text }
  }
  if (call.failure) throw call.failure
  if (call.signal.aborted) return
  if (characters > 0 && !total.isEnd) throw brokenOff(settings)
  if (characters === 0) throw silent(settings)
  if (total.isCutOff) yield { type: 'cutOff' }
  const { inputTokens, outputTokens } = total
  yield {
    type: 'usage',
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...costOf(settings, inputTokens, outputTokens),
  }
}

function withoutText({ text: _text, ...said }: Said): Said {
  return said
}

/** The base address, without a slash at its end. Throws MODEL_UNREACHABLE where there is none. */
export function baseOf({ url }: LlmSettings): string {
  if (url && URL.canParse(url)) return url.replace(/\/+$/u, '')
  throw new AppError(
    'MODEL_UNREACHABLE',
    'This model has no address. Add it again with the address of its server, such as http://127.0.0.1:11434/v1.',
  )
}

function parsed(data: string, settings: LlmSettings): unknown {
  try {
    return JSON.parse(data) as unknown
  } catch (error) {
    throw new AppError(
      'MODEL_ANSWER',
      `${shownAddress(settings.url)} sent something that is not an answer of a model. Check that the address is that of its API.`,
      { cause: error },
    )
  }
}

function refused(reason: string, settings: LlmSettings): AppError {
  const safe = settings.key ? reason.replaceAll(settings.key, '…') : reason
  return new AppError('MODEL_ANSWER', `${shownAddress(settings.url)} broke the answer off: ${safe.replace(/\s+/gu, ' ').slice(0, 300)}`)
}
