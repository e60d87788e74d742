import type { Answer, AskEvent, Citation, Claim, ReadDocument } from '../../../contract/chat'
import { boxesOf } from '../../ingest/boxesOf'
import type { AnswerContext } from '../pipeline'
import type { Readable } from './answerEach'
import type { SummarySentence } from './summarySentences'

export interface ExtractContext extends Pick<AnswerContext, 'readPage' | 'signal' | 'clock'> {
  /** The sentences that hold most of what a document is about, in its order. */
  sentencesOf: (document: string, most: number) => Promise<SummarySentence[]>
}

/** Sentences of one document, and of each of several. */
const alone = 7
const amongOthers = 3

/** A summary without a model: the sentences that hold most of what the documents are about, word for word. */
export async function* extractSummary(documents: readonly Readable[], left: number, context: ExtractContext): AsyncGenerator<AskEvent> {
  const started = context.clock()
  const lines: string[] = []
  const claims: Claim[] = []
  const citations: Citation[] = []
  const read: ReadDocument[] = []
  for (const [i, one] of documents.entries()) {
    if (context.signal.aborted) break
    yield { type: 'stage', stage: 'reading', done: i, total: documents.length, name: one.name }
    const sentences = await unlessStopped(context.sentencesOf(one.document, documents.length === 1 ? alone : amongOthers), context.signal)
    if (!sentences) break
    read.push({ ...one, found: sentences.length > 0 })
    const before = lines.length
    if (documents.length > 1 && sentences.length > 0)
      lines.push(`${before > 0 ? '\n' : ''}**${one.name.replaceAll(/[*_`[\]\\]/gu, '\\$&')}**\n`)
    for (const sentence of sentences) {
      const n = citations.length + 1
      citations.push(await citationOf(n, one, sentence, context))
      claims.push({ text: sentence.text, citations: [n], verified: true })
      lines.push(`- ${sentence.text} [${n}]`)
    }
    if (lines.length === before) continue
    yield { type: 'passages', citations }
    yield { type: 'text', text: `${before > 0 ? '\n' : ''}${lines.slice(before).join('\n')}` }
  }
  const text =
    lines.length > 0 || context.signal.aborted ? lines.join('\n') : 'There is no running text to sum up: see what was read under Text.'
  const answer: Answer = {
    answer: text,
    claims,
    citations,
    model: null,
    read: { way: 'whole', documents: read, left: left + documents.length - read.length },
    timings: { total: Math.round(context.clock() - started) },
    ...(context.signal.aborted ? { stopped: true } : {}),
  }
  yield { type: 'answer', answer }
}

/** null where the reader has stopped it: what was found in other documents stays. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

async function citationOf(
  n: number,
  { document, name }: Readable,
  { page: number, start, end }: SummarySentence,
  { readPage }: Pick<AnswerContext, 'readPage'>,
): Promise<Citation> {
  const span = { page: number, start, end }
  const page = await readPage(document, number)
  const quote = page?.text.slice(start, end) ?? ''
  return { n, document, name, page: number, place: { kind: 'page' }, quote, boxes: page ? boxesOf(page, span) : [], spans: [span] }
}
