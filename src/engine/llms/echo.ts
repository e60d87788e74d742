import { AppError } from '../../contract/errors'
import { onOneLine, sentencesOf } from '../answer/sentences'
import type { Llm, LlmPassage } from '../llm'

/**
 * Repeats the first sentence of each passage with its number: a stand-in to try the whole way without a model.
 * The model's name steers it: `slow` waits 50 ms before each word (`slow:200` 200 ms), `break` breaks off half-way.
 */
export const llm: Llm = {
  id: 'echo',
  label: 'Echo (repeats the passages)',
  presets: [],
  needsUrl: false,
  async *generate(settings, request, { signal }) {
    const delayMs = /^slow(?::(\d{1,5}))?$/u.exec(settings.model)
    const words = request.passages
      .map(repeated)
      .join(' ')
      .split(/(?<=\s)/u)
    for (const [i, text] of words.entries()) {
      if (delayMs) await pause(Number(delayMs[1] ?? 50), signal)
      if (signal.aborted) return
      if (settings.model === 'break' && i >= words.length / 2)
        throw new AppError('MODEL_ANSWER', 'The echo broke off half-way, as it was asked to.')
      yield { type: 'text', text }
    }
    yield { type: 'usage', inputTokens: request.prompt.split(/\s+/u).length, outputTokens: words.length }
  },
}

function repeated({ n, text }: LlmPassage): string {
  const [first] = sentencesOf(text)
  return `${onOneLine(first ? text.slice(first.start, first.end) : text)} [${n}]`
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
