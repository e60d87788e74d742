import { AppError, isAppError } from '../../../contract/errors'
import type { LlmSettings } from '../../llm'

/** What to start when nothing listens at a well-known port. */
const runnersByPort: Record<string, string> = {
  '11434': 'Start Ollama (the app, or `ollama serve`)',
  '1234': 'Start the server in LM Studio (Developer › Start server)',
  '8080': 'Start llama.cpp’s `llama-server`',
}

/** An address as it is shown: without path, user name and password. */
export function shownAddress(url: string | null): string {
  try {
    const { protocol, host } = new URL(url ?? '')
    return `${protocol}//${host}`
  } catch {
    return url ?? 'no address'
  }
}

/** Nothing could be sent, or no answer came back: who was called and what to do. Errors of the closed list pass as they are. */
export function unreachable(error: unknown, settings: LlmSettings): AppError {
  const known = [...causes(error)].find(isAppError)
  if (known) return known
  const reasons = [...causes(error)]
    .map((one) => `${(one as { code?: string }).code ?? ''} ${one instanceof Error ? one.message : ''}`)
    .join(' ')
  const address = shownAddress(settings.url)
  if (/CERT|TLS|SSL|self.signed|EPROTO/i.test(reasons)) {
    return new AppError(
      'MODEL_UNREACHABLE',
      `The secure connection to ${address} failed. Check the address (http or https) and the server’s certificate.`,
    )
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(reasons)) {
    return new AppError('MODEL_UNREACHABLE', `The name in ${address} is not known to this network. Check the address of the model.`)
  }
  if (/ECONNRESET|UND_ERR_SOCKET|other side closed|terminated/i.test(reasons)) {
    return new AppError('MODEL_UNREACHABLE', `${address} closed the connection before it answered. Check that a model server runs there.`)
  }
  const start = runnersByPort[portOf(settings.url)] ?? 'Start the model server'
  return new AppError('MODEL_UNREACHABLE', `Nothing answers at ${address}. ${start}, or correct the address of the model.`, {
    cause: error,
  })
}

/** Whether a connection was closed before anything came back: a kept one may have died meanwhile, so it is worth one more try. */
export function isReset(error: unknown): boolean {
  return [...causes(error)].some((one) =>
    /ECONNRESET|UND_ERR_SOCKET|other side closed/i.test(`${(one as { code?: string }).code} ${String(one)}`),
  )
}

/** A status that is not 200, with what the server says about it. */
export function refusedStatus(status: number, detail: string, settings: LlmSettings): AppError {
  const address = shownAddress(settings.url)
  const said = detail ? ` It says: ${detail}` : ''
  if (status === 401 || status === 403) {
    const key = settings.key ? 'the key that is kept for this model' : 'the call, for no key is kept for this model'
    return new AppError('MODEL_REFUSED', `${address} refuses ${key} (${status}). Add the model again with a valid key.${said}`)
  }
  if (status === 404) {
    return new AppError(
      'MODEL_ANSWER',
      `${address} does not know the model “${settings.model}” at this address (404). Check the model’s name and address.${said}`,
    )
  }
  if (status === 429)
    return new AppError('MODEL_REFUSED', `${address} takes no more requests for now (429). Wait a while, then ask again.${said}`)
  if (status >= 500)
    return new AppError('MODEL_ANSWER', `${address} failed (${status}) each time it was asked. Look into the model server’s log.${said}`)
  return new AppError('MODEL_ANSWER', `${address} did not accept the question (${status}).${said}`)
}

/** The stream broke or held what is no answer. */
export function brokenAnswer(error: unknown, settings: LlmSettings): AppError {
  const known = [...causes(error)].find(isAppError)
  if (known) return known
  const names = [...causes(error)].map((one) => (one instanceof Error ? `${one.name} ${one.message}` : '')).join(' ')
  if (/JSONParse|TypeValidation|InvalidResponseData/i.test(names)) {
    return new AppError(
      'MODEL_ANSWER',
      `${shownAddress(settings.url)} sent something that is not an answer of a model. Check that the address ends in /v1 or what the server asks for.`,
    )
  }
  return brokenOff(settings)
}

/** The connection ended before the answer did. */
export function brokenOff(settings: LlmSettings): AppError {
  return new AppError(
    'MODEL_ANSWER',
    `${shownAddress(settings.url)} broke off in the middle of the answer. Ask again; if it happens again, look into the model server’s log.`,
  )
}

function* causes(error: unknown): Generator<unknown> {
  let depth = 0
  for (
    let one = error;
    one && depth < 8;
    one = (one as { cause?: unknown; lastError?: unknown }).cause ?? (one as { lastError?: unknown }).lastError
  ) {
    depth++
    yield one
    if (one instanceof AggregateError) yield* one.errors
  }
}

function portOf(url: string | null): string {
  try {
    return new URL(url ?? '').port
  } catch {
    return ''
  }
}

/** Characters a token may have at most before an answer counts as endless: four is usual, whole lines are not. */
export const longestToken = 16

/** The model went on beyond the length it was given. */
export function endless(): AppError {
  return new AppError(
    'MODEL_ANSWER',
    'The model did not stop at the length it was given; its answer was cut off. Ask again, or choose another model.',
  )
}

/** The model ended without a word. */
export function silent(settings: LlmSettings): AppError {
  return new AppError(
    'MODEL_ANSWER',
    `${shownAddress(settings.url)} answered with nothing. Check that the model “${settings.model}” is a chat model, then ask again.`,
  )
}
