import type { Answer, AskEvent, Citation, Computed, Usage } from '../../contract/chat'
import { toErrorBody } from '../../contract/errors'
import type { SearchHit } from '../../contract/search'
import type { Llm, LlmSettings } from '../llm'
import type { Page } from '../page'
import { type CitedAnswer, citedAnswer } from './cite'
import { computedAnswer } from './computed'
import { noAnswer, promptFor, type PromptPassage, withinBudget } from './prompt'
import { retrieve, type Search } from './retrieve'
import { backgroundOf, vouchedFor } from './vouch'

export interface AnswerInput {
  question: string
  /** Label of the model, as the answer names it; null: extracted without one. */
  model: string | null
  limits?: Partial<AnswerLimits>
}

export interface AnswerLimits {
  passages: number
  /** Tokens of the passages in the prompt, by estimate; small local models have room for about 4,000 in all. */
  promptTokens: number
  maxOutputTokens: number
  /** Longest silence of the model. */
  idleTimeoutMs: number
}

export const answerLimits: AnswerLimits = { passages: 8, promptTokens: 2_800, maxOutputTokens: 700, idleTimeoutMs: 30_000 }

export interface AnswerContext {
  search: Search
  llm: Llm
  settings: LlmSettings
  /** Figures over the tables among the passages found, where the question asks for one and they account for it. */
  compute?: (question: string, hits: readonly SearchHit[]) => Promise<Computed[]>
  /** The page as it was read, or null where it is gone. */
  readPage: (document: string, page: number) => Promise<Page | null>
  /** The only way out: core's gate. */
  fetch: typeof globalThis.fetch
  signal: AbortSignal
  /** Milliseconds, from any start. */
  clock: () => number
}

/** Without a model nothing has a window to fill: what stands further down the list is looked through as well. */
const extractLimits = { passages: 24, promptTokens: 14_000 }

/** A question → its passages → the words of an answer → the answer with each claim's quotes looked for. Never throws for a model's fault. */
export async function* answer(input: AnswerInput, context: AnswerContext): AsyncGenerator<AskEvent> {
  const limits = { ...answerLimits, ...(input.model === null ? extractLimits : {}), ...input.limits }
  const stopwatch = startStopwatch(context.clock)
  yield { type: 'stage', stage: 'retrieving' }
  const { hits, note } = await retrieve(input.question, context.search, limits.passages)
  stopwatch.lap('retrieve')
  const computed = context.compute && !context.signal.aborted ? await context.compute(input.question, hits) : []
  if (computed.length > 0) return yield* tellComputed(computed, note, stopwatch)
  const passages = withinBudget(hits.map(promptPassage), limits.promptTokens)
  const cited = new Map(passages.map((passage) => [passage.n, hits[passage.n - 1]!]))
  yield { type: 'passages', citations: [...cited].map(([n, hit]) => citationOf(n, hit)) }

  const said: Said = { text: '' }
  if (passages.length > 0 && !context.signal.aborted) {
    yield { type: 'stage', stage: 'generating' }
    yield* generate(input, { passages, limits, said, stopwatch }, context)
    stopwatch.lap('generate')
  } else if (!context.signal.aborted) {
    said.text = noAnswer
    yield { type: 'text', text: noAnswer }
  }

  yield { type: 'stage', stage: 'verifying' }
  const read = citedAnswer(said.text, new Set(cited.keys()))
  const vouched = await vouchedFor(passages.length > 0 ? read : { ...read, claims: [] }, cited, context)
  stopwatch.lap('verify')
  yield {
    type: 'answer',
    answer: finished(input, { read, ...vouched, said, note, timings: stopwatch.total(), stopped: context.signal.aborted }),
  }
}

/** A figure needs no model: what was computed is the answer. */
async function* tellComputed(computed: readonly Computed[], note: string | undefined, stopwatch: Stopwatch): AsyncGenerator<AskEvent> {
  stopwatch.lap('compute')
  const told = computedAnswer(computed)
  yield { type: 'passages', citations: told.citations }
  yield { type: 'text', text: told.answer }
  yield { type: 'answer', answer: { ...told, model: null, timings: stopwatch.total(), ...(note ? { note } : {}) } }
}

interface Said {
  text: string
  usage?: Usage
  error?: unknown
}

interface Generating {
  passages: readonly PromptPassage[]
  limits: AnswerLimits
  said: Said
  stopwatch: Stopwatch
}

async function* generate(
  { question }: AnswerInput,
  { passages, limits, said, stopwatch }: Generating,
  context: AnswerContext,
): AsyncGenerator<AskEvent> {
  const { llm, settings, signal, fetch } = context
  const request = { question, passages, ...promptFor(question, passages), maxOutputTokens: limits.maxOutputTokens, temperature: 0 }
  try {
    for await (const event of llm.generate(settings, request, { signal, fetch, idleTimeoutMs: limits.idleTimeoutMs })) {
      if (signal.aborted) return
      if (event.type === 'text') {
        if (!said.text) stopwatch.note('firstText')
        said.text += event.text
        yield event
      } else
        said.usage = {
          ...(event.inputTokens ? { inputTokens: event.inputTokens } : {}),
          ...(event.outputTokens ? { outputTokens: event.outputTokens } : {}),
        }
    }
  } catch (error) {
    if (!signal.aborted) said.error = error
  }
}

function promptPassage(hit: SearchHit, i: number): PromptPassage {
  const { text, name, page, document } = hit
  return { n: i + 1, text, source: `${name}, page ${page}`, document, context: backgroundOf(hit) }
}

function citationOf(n: number, hit: SearchHit): Citation {
  const { document, name, page, place, text, boxes, spans } = hit
  return { n, document, name, page, place, quote: text, boxes, spans }
}

interface Finished extends Pick<Answer, 'claims' | 'citations' | 'timings'> {
  read: CitedAnswer
  said: Said
  note: string | undefined
  stopped: boolean
}

function finished(input: AnswerInput, { read, claims, citations, said, note, timings, stopped }: Finished): Answer {
  return {
    answer: read.answer,
    claims,
    citations,
    model: input.model,
    ...(said.usage ? { usage: said.usage } : {}),
    timings,
    ...(note ? { note } : {}),
    ...(stopped || said.error ? { stopped: true } : {}),
    ...(said.error ? { error: toErrorBody(said.error) } : {}),
  }
}

interface Stopwatch {
  /** Notes the time since the lap before. */
  lap(name: string): void
  /** Notes the time since the start. */
  note(name: string): void
  total(): Record<string, number>
}

function startStopwatch(clock: () => number): Stopwatch {
  const started = clock()
  const timings: Record<string, number> = {}
  let last = started
  const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10
  return {
    lap(name) {
      timings[name] = rounded(clock() - last)
      last = clock()
    },
    note(name) {
      timings[name] = rounded(clock() - started)
    },
    total: () => ({ ...timings, total: rounded(clock() - started) }),
  }
}
