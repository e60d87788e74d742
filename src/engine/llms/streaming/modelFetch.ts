import { AppError } from '../../../contract/errors'
import type { LlmContext, LlmSettings } from '../../llm'
import { isReset, refusedStatus, shownAddress, unreachable } from './modelFailure'
import { pause } from './pause'

const maxTries = 5
const firstPauseMs = 400
/** A server that wants a longer pause is not waited for. */
const longestPauseMs = 20_000
const maxRedirects = 3
/** An answer of more bytes than this is no answer. */
const maxAnswerBytes = 32 * 1024 * 1024
const maxDetail = 300
/** Of a line that has not ended, so much is kept to see whether it says something. */
const longestPartOfLine = 64 * 1024
/** Fields of a service’s events that hold words, thoughts, or the reason of an end, and are not empty. */
const life =
  /"(?:content|text|reasoning(?:_content|_text)?|thinking|refusal|arguments|partial_json|finish_reason|finishReason|stop_reason|message)"\s*:\s*"(?!")|"error"\s*:\s*\{|\[DONE\]/u

export interface ModelFetch {
  fetch: typeof globalThis.fetch
  /** Why it failed, once it did. */
  failure: AppError | null
  /** Whether the server said that the answer is complete. */
  ended: boolean
  /** Aborted when the reader stops, when the server is silent for too long, and at the end. */
  signal: AbortSignal
  /** Ends the call because of `failure`. */
  fail(failure: AppError): void
  close(): void
}

/**
 * A fetch for one call of a model: tries again after 429 and 5xx, refuses other hosts, web pages and silence.
 * What went wrong stands in `failure`, for the library above wraps errors its own way.
 */
export function modelFetch(settings: LlmSettings, context: LlmContext): ModelFetch {
  const cut = new AbortController()
  const signal = AbortSignal.any([context.signal, cut.signal])
  let idle: NodeJS.Timeout | undefined
  const watch = () => {
    clearTimeout(idle)
    if (!cut.signal.aborted) idle = setTimeout(() => call.fail(stalled(settings, context)), context.idleTimeoutMs)
  }
  const call: ModelFetch = {
    failure: null,
    ended: false,
    signal,
    fail(failure) {
      call.failure ??= failure
      call.close()
    },
    close() {
      clearTimeout(idle)
      cut.abort()
    },
    async fetch(input, init) {
      watch()
      try {
        const response = await answered({ input, init: { ...init, signal, redirect: 'manual' } }, settings, {
          context,
          signal,
          watch,
          rest: () => clearTimeout(idle),
        })
        return watched(response, call, watch)
      } catch (error) {
        if (!signal.aborted) call.failure ??= unreachable(error, settings)
        throw call.failure ?? error
      }
    },
  }
  return call
}

interface Request {
  input: Parameters<typeof globalThis.fetch>[0]
  init: RequestInit
}

interface Trying {
  context: LlmContext
  signal: AbortSignal
  /** Silence counts from now. */
  watch: () => void
  /** Silence does not count: it is ours. */
  rest: () => void
}

async function answered(request: Request, settings: LlmSettings, trying: Trying): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await followed(request, trying).catch((error: unknown) => {
      if (tries > 1 || !isReset(error)) throw error
      return null
    })
    if (!response) continue
    trying.watch()
    if (response.ok) {
      if (!/text\/html/i.test(response.headers.get('content-type') ?? '')) return response
      throw new AppError(
        'MODEL_ANSWER',
        `${shownAddress(settings.url)} answered with a web page, not with an answer of a model. Check the model’s address.`,
      )
    }
    const detail = await detailOf(response, settings)
    const pauseMs = pauseBefore(response, tries)
    if (pauseMs === null || tries >= maxTries) throw refusedStatus(response.status, detail, settings)
    trying.rest()
    await pause(pauseMs, trying.signal)
    trying.watch()
  }
}

/** Follows redirects within the host that was chosen; the question goes to no other. */
async function followed({ input, init }: Request, { context }: Trying): Promise<Response> {
  let url = new URL(input instanceof Request ? input.url : input)
  for (let redirects = 0; ; redirects++) {
    const response = await context.fetch(url, init)
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (!location) return response
    await response.body?.cancel()
    const next = new URL(location, url)
    if (next.origin !== url.origin || redirects >= maxRedirects) {
      throw new AppError(
        'MODEL_ANSWER',
        `${url.origin} sends the question on to ${next.origin}, which was not chosen; it was not sent there. Check the model’s address.`,
      )
    }
    url = next
  }
}

/** How long to wait before the next try; null: there is no point in one. */
function pauseBefore(response: Response, tries: number): number | null {
  if (response.status !== 429 && response.status < 500) return null
  const wished = retryAfterMs(response.headers.get('retry-after'))
  if (wished !== null) return wished <= longestPauseMs ? wished : null
  return firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random())
}

function retryAfterMs(header: string | null): number | null {
  if (!header) return null
  const seconds = Number(header)
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null
}

async function detailOf(response: Response, settings: LlmSettings): Promise<string> {
  const body = (await response.text().catch(() => '')).slice(0, 20_000)
  if (/^\s*</.test(body)) return ''
  let said = body
  try {
    const parsed = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown }
    said = String((typeof parsed.error === 'object' ? parsed.error?.message : parsed.error) ?? parsed.message ?? '')
  } catch {
    said = body
  }
  const safe = settings.key ? said.replaceAll(settings.key, '…') : said
  return safe.replace(/\s+/g, ' ').trim().slice(0, maxDetail)
}

function watched(response: Response, call: ModelFetch, watch: () => void): Response {
  if (!response.body) return response
  const decoder = new TextDecoder()
  const isStream = /event-stream/iu.test(response.headers.get('content-type') ?? '')
  let tail = ''
  let line = ''
  let bytes = 0
  // Comments, pings and empty pieces keep a connection open for ever: only words, thoughts and ends are signs of life.
  const says = (text: string) => {
    const lines = (line + text).split(/[\r\n]+/u)
    line = lines.pop()!.slice(-longestPartOfLine)
    return lines.some((one) => one.startsWith('data:') && life.test(one))
  }
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > maxAnswerBytes) call.fail(new AppError('MODEL_ANSWER', 'The model’s answer does not end; it was cut off. Ask again.'))
      const text = decoder.decode(chunk, { stream: true })
      if (!isStream || says(text)) watch()
      tail += text
      if (/\[DONE\]|"finish_reason"\s*:\s*"/.test(tail)) call.ended = true
      tail = tail.slice(-64)
      controller.enqueue(chunk)
    },
  })
  return new Response(response.body.pipeThrough(through), { status: response.status, headers: response.headers })
}

function stalled(settings: LlmSettings, context: LlmContext): AppError {
  const seconds = Math.round(context.idleTimeoutMs / 100) / 10
  return new AppError(
    'MODEL_STALLED',
    `${shownAddress(settings.url)} said nothing for ${seconds} seconds. It may be loading the model: ask again, or choose a smaller one.`,
  )
}
