import type { Answer, AnswerStyle, AskEvent, Citation, Computed, Usage } from '../../contract/chat'
import { toErrorBody } from '../../contract/errors'
import type { SearchHit } from '../../contract/search'
import type { LlmRequest } from '../llm'
import type { Page } from '../page'
import { askModel, type ModelContext } from './askModel'
import { type CitedAnswer, citedAnswer } from './cite'
import { tellComputed } from './computed'
import type { Turn } from './followUp'
import { inReadingOrder, streamedInOrder } from './numbering'
import { noAnswer, promptFor, type PromptPassage, withinBudget } from './prompt'
import { retrieve, type Search } from './retrieve'
import { startStopwatch, type Stopwatch } from './stopwatch'
import { styles } from './styles'
import { understood } from './understand'
import { backgroundOf, vouchedFor } from './vouch'

export interface AnswerInput {
  question: string
  /** Label of the model, as the answer names it; null: extracted without one. */
  model: string | null
  /** The shape of the answer; short where none is given. */
  style?: AnswerStyle | undefined
  /** What was asked and answered before in the conversation, oldest first. */
  turns?: readonly Turn[]
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

export interface AnswerContext extends ModelContext {
  search: Search
  /** Figures over the tables among the passages found, where the question asks for one and they account for it. */
  compute?: (question: string, hits: readonly SearchHit[]) => Promise<Computed[]>
  /** The page as it was read, or null where it is gone. */
  readPage: (document: string, page: number) => Promise<Page | null>
}

/** Without a model nothing has a window to fill: what stands further down the list is looked through as well. */
const extractLimits = { passages: 24, promptTokens: 14_000 }

/** A question → its passages → the words of an answer → the answer with each claim's quotes looked for. Never throws for a model's fault. */
export async function* answer(input: AnswerInput, context: AnswerContext): AsyncGenerator<AskEvent> {
  const limits = { ...answerLimits, ...(input.model === null ? extractLimits : {}), ...input.limits }
  const stopwatch = startStopwatch(context.clock)
  const asked = yield* understand(input, limits, { stopwatch, context })
  yield { type: 'stage', stage: 'retrieving' }
  const { hits, note } = await retrieve(asked.question, context.search, limits.passages)
  stopwatch.lap('retrieve')
  const computed = context.compute && !context.signal.aborted ? await context.compute(asked.question, hits) : []
  if (computed.length > 0) {
    stopwatch.lap('compute')
    return yield* tellComputed(computed, { note, understood: asked.understood, timings: stopwatch.total() })
  }
  const passages = withinBudget(hits.map(promptPassage), limits.promptTokens)
  const cited = new Map(passages.map((passage) => [passage.n, hits[passage.n - 1]!]))
  yield { type: 'passages', citations: citationsOf(cited) }

  const said: Said = { text: '' }
  const request = requestFor(asked.question, passages, { style: input.style ?? 'short', limits })
  if (passages.length > 0 && !context.signal.aborted) {
    yield { type: 'stage', stage: 'generating' }
    yield* generate(request, { limits, said, stopwatch, cited }, context)
    stopwatch.lap('generate')
  } else if (!context.signal.aborted) {
    said.text = noAnswer
    yield { type: 'text', text: noAnswer }
  }

  yield { type: 'stage', stage: 'verifying' }
  const read = citedAnswer(said.text, new Set(cited.keys()))
  const vouched = await vouchedFor(passages.length > 0 ? read : { ...read, claims: [] }, cited, context)
  stopwatch.lap('verify')
  const more = { note, understood: asked.understood, timings: stopwatch.total(), stopped: context.signal.aborted }
  yield { type: 'answer', answer: finished(input, { read, ...vouched, said, ...more }) }
}

interface Asked {
  question: string
  /** The question in other words than it was asked in. */
  understood?: string
}

/** A follow-up becomes a question that stands alone; the reader sees which. */
async function* understand(
  { question, turns = [], model }: AnswerInput,
  { idleTimeoutMs }: AnswerLimits,
  { stopwatch, context }: { stopwatch: Stopwatch; context: AnswerContext },
): AsyncGenerator<AskEvent, Asked> {
  if (turns.length === 0) return { question }
  yield { type: 'stage', stage: 'understanding' }
  const found = await understood(question, turns, { model: model === null ? null : context, idleTimeoutMs })
  stopwatch.lap('understand')
  if (found === question) return { question }
  yield { type: 'understood', question: found }
  return { question: found, understood: found }
}

function requestFor(
  question: string,
  passages: readonly PromptPassage[],
  { style, limits }: { style: AnswerStyle; limits: AnswerLimits },
): LlmRequest {
  const maxOutputTokens = limits.maxOutputTokens * styles[style].length
  return { question, passages, style, ...promptFor(question, passages, style), maxOutputTokens, temperature: 0 }
}

interface Said {
  text: string
  usage?: Usage
  error?: unknown
  cutOff?: boolean
}

interface Generating {
  limits: AnswerLimits
  said: Said
  stopwatch: Stopwatch
  cited: ReadonlyMap<number, SearchHit>
}

async function* generate(
  request: LlmRequest,
  { limits, said, stopwatch, cited }: Generating,
  context: AnswerContext,
): AsyncGenerator<AskEvent> {
  const pieces = async function* () {
    const onCutOff = () => void (said.cutOff = true)
    const asking = askModel(request, { purpose: 'answer', cited, idleTimeoutMs: limits.idleTimeoutMs, onCutOff }, context)
    for (let step = await asking.next(); ; step = await asking.next()) {
      if (step.done) return void (said.usage = step.value)
      if (!said.text) stopwatch.note('firstText')
      said.text += step.value
      yield step.value
    }
  }
  try {
    yield* streamedInOrder(pieces(), citationsOf(cited))
  } catch (error) {
    said.error = error
  }
}

function promptPassage(hit: SearchHit, i: number): PromptPassage {
  const { text, name, page, document } = hit
  return { n: i + 1, text, source: `${name}, page ${page}`, document, context: backgroundOf(hit) }
}

/** What may be cited, each passage as a whole. */
export function citationsOf(cited: ReadonlyMap<number, SearchHit>): Citation[] {
  return [...cited].map(([n, { document, name, page, place, text, boxes, spans }]) => ({
    n,
    document,
    name,
    page,
    place,
    quote: text,
    boxes,
    spans,
  }))
}

interface Finished extends Pick<Answer, 'claims' | 'citations' | 'timings'> {
  read: CitedAnswer
  said: Said
  note: string | undefined
  understood: string | undefined
  stopped: boolean
}

function finished(
  { model, style }: AnswerInput,
  { read, claims, citations, said, note, understood: question, timings, stopped }: Finished,
): Answer {
  return {
    ...inReadingOrder({ answer: read.answer, claims, citations }),
    model,
    ...(said.usage ? { usage: said.usage } : {}),
    timings,
    ...(note ? { note } : {}),
    ...(question ? { understood: question } : {}),
    ...(style && style !== 'short' ? { style } : {}),
    ...(said.cutOff ? { cutOff: true } : {}),
    ...(stopped || said.error ? { stopped: true } : {}),
    ...(said.error ? { error: toErrorBody(said.error) } : {}),
  }
}
