import type { Answer, AskEvent, ModelCall, ReadDocument, Usage } from '../../../contract/chat'
import { toErrorBody } from '../../../contract/errors'
import type { SearchHit } from '../../../contract/search'
import type { Page } from '../../page'
import { askModel, usageTogether } from '../askModel'
import { citedAnswer } from '../cite'
import { inReadingOrder, streamedInOrder } from '../numbering'
import { answerLimits, type AnswerContext, citationsOf } from '../pipeline'
import { estimateTokens, promptFor, type PromptPassage } from '../prompt'
import { startStopwatch, type Stopwatch } from '../stopwatch'
import { vouchedFor } from '../vouch'
import type { Readable } from './answerEach'

export interface SummaryInput {
  question: string
  /** Label of the model. */
  model: string
  documents: readonly Readable[]
  /** How many are not read, because they are too many. */
  left: number
  /** Tokens of the passages of one call, by estimate. */
  promptTokens?: number
}

export interface SummaryContext extends Omit<AnswerContext, 'search' | 'compute'> {
  /** The pages of a document one by one. */
  pagesOf: (document: string) => AsyncIterable<Page>
}

/** Calls of the model for the parts of what is read, at most; beyond it the rest is not read, and the answer says so. */
const mostParts = 60
const partTokens = 350

/**
 * A summary of whole documents. What fits into one call is read whole; else it is read in parts, each part is summed up with its numbers, and
 * the parts' summaries are summed up, in as many rounds as it takes. Every sentence keeps the numbers of the pages it stands on.
 */
export async function* summarise(input: SummaryInput, context: SummaryContext): AsyncGenerator<AskEvent> {
  const stopwatch = startStopwatch(context.clock)
  const told: Told = { cited: new Map(), read: [], usage: [], text: '', stopwatch }
  let error: unknown
  try {
    yield* readAndTell(input, context, told)
  } catch (cause) {
    if (!context.signal.aborted) error = cause
  }
  yield { type: 'stage', stage: 'verifying' }
  const read = citedAnswer(told.text, new Set(told.cited.keys()))
  const vouched = await vouchedFor(read, told.cited, context)
  stopwatch.lap('verify')
  const usage = usageTogether(told.usage)
  const stopped = context.signal.aborted || error !== undefined
  yield {
    type: 'answer',
    answer: {
      ...inReadingOrder({ answer: read.answer, ...vouched }),
      model: input.model,
      ...(usage ? { usage } : {}),
      read: {
        way: told.isWhole ? 'whole' : 'parts',
        documents: told.read,
        left: input.left,
        ...(told.unread ? { pagesLeft: told.unread } : {}),
      },
      timings: stopwatch.total(),
      ...(told.cutOff ? { cutOff: true } : {}),
      ...(stopped ? { stopped: true } : {}),
      ...(error === undefined ? {} : { error: toErrorBody(error) }),
    } satisfies Answer,
  }
}

interface Told {
  /** Every page that was given to the model, by its number. */
  cited: Map<number, SearchHit>
  read: ReadDocument[]
  usage: (Usage | undefined)[]
  text: string
  stopwatch: Stopwatch
  isWhole?: boolean
  /** Pages that were left out because there are too many. */
  unread?: number
  cutOff?: boolean
}

async function* readAndTell(input: SummaryInput, context: SummaryContext, told: Told): AsyncGenerator<AskEvent> {
  const tokens = input.promptTokens ?? answerLimits.promptTokens
  const parts = await partsOf(input.documents, tokens, context, told)
  told.isWhole = parts.length <= 1 && !told.unread
  yield { type: 'passages', citations: citationsOf(told.cited) }
  told.stopwatch.lap('read')
  const saying = { input, context, told }
  let texts: string[] = []
  if (parts.length > 1) {
    for (const [i, part] of parts.entries()) {
      if (context.signal.aborted) return
      const of = nameOf(part)
      yield { type: 'stage', stage: 'reading', done: i, total: parts.length, name: of }
      texts.push(await wholeText(say({ purpose: 'part', of, question: partOf(input.question), passages: part }, partTokens, saying)))
    }
    while (texts.length > 1 && estimateTokens(texts.join('\n\n')) > tokens) texts = await condensed(texts, tokens, saying)
    told.stopwatch.lap('parts')
  }
  yield { type: 'stage', stage: 'generating' }
  const passages = parts.length > 1 ? [joined(texts)] : (parts[0] ?? [])
  if (passages.length === 0 || context.signal.aborted) return
  const last: Part =
    parts.length > 1
      ? { purpose: 'together', question: togetherOf(input.question), passages }
      : { purpose: 'answer', question: input.question, passages }
  yield* streamedInOrder(noted(say(last, answerLimits.maxOutputTokens, saying), told), citationsOf(told.cited))
  told.stopwatch.lap('generate')
}

/** Keeps what streams by: what is checked at the end is the text with the numbers of the pages. */
async function* noted(pieces: AsyncIterable<string>, told: Told): AsyncGenerator<string> {
  for await (const piece of pieces) {
    if (!told.text) told.stopwatch.note('firstText')
    told.text += piece
    yield piece
  }
}

interface Saying {
  input: SummaryInput
  context: SummaryContext
  told: Told
}

/** One call: what is asked of which passages. */
interface Part extends Pick<ModelCall, 'purpose' | 'of' | 'question'> {
  passages: readonly PromptPassage[]
}

async function* say({ passages, question, ...about }: Part, maxOutputTokens: number, { context, told }: Saying): AsyncGenerator<string> {
  const request = { question, passages, ...promptFor(question, passages), maxOutputTokens, temperature: 0 }
  told.usage.push(
    yield* askModel(
      request,
      { ...about, cited: told.cited, idleTimeoutMs: answerLimits.idleTimeoutMs, onCutOff: () => void (told.cutOff = true) },
      context,
    ),
  )
}

/** What a part is called: its first and last page. */
function nameOf(part: readonly PromptPassage[]): string {
  const [first, last] = [part[0]!.source, part.at(-1)!.source]
  return first === last ? first : `${first} – ${last}`
}

async function wholeText(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text.trim()
}

/** Summaries of parts summed up in groups that fit. */
async function condensed(texts: readonly string[], tokens: number, saying: Saying): Promise<string[]> {
  const groups: string[][] = [[]]
  for (const text of texts) {
    const group = groups.at(-1)!
    if (group.length > 1 && estimateTokens([...group, text].join('\n\n')) > tokens) groups.push([text])
    else group.push(text)
  }
  const shorter: string[] = []
  for (const group of groups)
    shorter.push(
      await wholeText(
        say({ purpose: 'together', question: togetherOf(saying.input.question), passages: [joined(group)] }, partTokens, saying),
      ),
    )
  return shorter
}

/** Summaries of parts as one thing to read; the numbers in it are those of the pages. */
function joined(texts: readonly string[]): PromptPassage {
  return {
    n: 0,
    text: texts.join('\n\n'),
    source: 'summaries of parts; the numbers in brackets are those of the passages they stand on: keep them',
  }
}

function partOf(question: string): string {
  return `These passages are one part of a longer document. Sum up in three to five sentences what in them matters for this: ${question}`
}

function togetherOf(question: string): string {
  return `${question} (Sum up the summaries of parts above in one text. Keep the numbers in brackets of the sentences you use.)`
}

/** The pages of the documents in groups that fit into one call; a page that does not fit alone is cut. */
async function partsOf(documents: readonly Readable[], tokens: number, context: SummaryContext, told: Told): Promise<PromptPassage[][]> {
  const parts: PromptPassage[][] = []
  let room = 0
  for (const { document, name } of documents) {
    for await (const page of context.pagesOf(document)) {
      if (context.signal.aborted) return parts
      for (const hit of stretchesOf(page, { document, name }, tokens)) {
        const needed = estimateTokens(hit.text) + 24
        if (needed > room) {
          if (parts.length === mostParts) {
            told.unread = (told.unread ?? 0) + 1
            break
          }
          parts.push([])
          room = tokens
        }
        room -= needed
        const n = told.cited.size + 1
        told.cited.set(n, hit)
        parts.at(-1)!.push({ n, text: hit.text, source: `${name}, page ${page.page}`, document })
      }
    }
    told.read.push({ document, name, found: true })
  }
  return parts
}

/** The seen text of a page in stretches that fit, parted between lines. */
function stretchesOf(page: Page, { document, name }: Readable, tokens: number): SearchHit[] {
  const most = Math.max(800, Math.floor((tokens - 64) * 3))
  const stretches: SearchHit[] = []
  let start = 0
  while (start < page.text.length) {
    let end = Math.min(page.text.length, start + most)
    if (end < page.text.length) end = Math.max(page.text.lastIndexOf('\n', end), page.text.lastIndexOf(' ', end), start + most / 2)
    const seen = seenOf(page, start, end)
    if (seen.trim()) {
      const rank = stretches.length + 1
      const spans = [{ page: page.page, start, end }]
      stretches.push({
        rank,
        passage: '',
        document,
        name,
        page: page.page,
        place: { kind: 'page' },
        text: seen,
        score: 0,
        lanes: {},
        boxes: [],
        spans,
      })
    }
    start = end
  }
  return stretches
}

/** Hidden text becomes blanks, so that places stay as they are. */
function seenOf({ text, hidden = [] }: Page, start: number, end: number): string {
  let seen = text.slice(start, end)
  for (const one of hidden) {
    const [from, to] = [Math.max(one.start, start) - start, Math.min(one.end, end) - start]
    if (from < to) seen = seen.slice(0, from) + ' '.repeat(to - from) + seen.slice(to)
  }
  return seen
}
