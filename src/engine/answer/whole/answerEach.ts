import type { Answer, AskEvent, Citation, Claim, ModelCall, ReadDocument, Usage } from '../../../contract/chat'
import { usageTogether } from '../askModel'
import { type Condition, conditionIn, meets } from '../compute/wish'
import { answer, type AnswerContext, type AnswerInput } from '../pipeline'
import { affirmed, askedOfEach, asksForAbsence, asksHowMany } from './wholeWish'

/** A document that may be asked. */
export interface Readable {
  document: string
  name: string
}

export interface EachContext extends Omit<AnswerContext, 'search' | 'compute'> {
  /** The search of one document. */
  searchIn: (document: string) => AnswerContext['search']
}

interface EachInput extends AnswerInput {
  /** Those that are asked, in this order. */
  documents: readonly Readable[]
  /** How many are not, because they are too many. */
  left: number
}

/** Sentences of one document's answer that are kept: more is read in the document itself. */
const mostClaims = 3

/** Documents that are named one after the other. */
const mostNamed = 60

/** The same question of every document: each is asked by itself, and those that say something are told of with what they say. */
export async function* answerEach({ documents, left, ...input }: EachInput, context: EachContext): AsyncGenerator<AskEvent> {
  const started = context.clock()
  const { question, model } = input
  // A model reads the condition itself; without one the amounts that are found are held against it.
  const condition = model === null ? conditionIn(question) : null
  const asked = { ...input, question: askedOfEach(condition?.rest ?? (model === null ? affirmed(question) : question)) }
  const told: Told = { lines: [], claims: [], citations: [], read: [], usage: [], timings: {} }
  let error: Answer['error']
  for (const [i, one] of documents.entries()) {
    if (context.signal.aborted || error) break
    yield { type: 'stage', stage: 'reading', done: i, total: documents.length, name: one.name }
    const onCall = context.onCall && ((call: ModelCall) => context.onCall?.({ ...call, of: one.name }))
    const said = yield* answerOf(asked, told, { ...context, onCall, search: context.searchIn(one.document) })
    if (said) addUp(said, told)
    if (!said || context.signal.aborted) break
    error = said.error
    const line = lineOf(one, condition ? claimsMeeting(condition, said) : said, told)
    told.read.push({ ...one, found: line !== null })
    if (line !== null) {
      yield { type: 'passages', citations: told.citations }
      yield { type: 'text', text: `${told.lines.length > 1 ? '\n' : ''}${line}` }
    }
  }
  const stopped = context.signal.aborted || Boolean(error)
  const usage = usageTogether(told.usage)
  if (told.lines.length > 0 && !stopped && asksHowMany(question) && !asksForAbsence(question)) {
    told.lines.push(`\nThat is ${told.lines.length} of ${told.read.length} documents.`)
    yield { type: 'text', text: `\n${told.lines.at(-1)}` }
  }
  const isDenied = told.lines.length > 0 && !stopped && model === null && asksForAbsence(question)
  if (isDenied) {
    told.lines.unshift(`${deniedIn(told)}\n`)
    yield { type: 'text', text: `\n\n${told.lines[0]}` }
  }
  const text = told.lines.length > 0 ? told.lines.join('\n') : stopped ? '' : nothing(told.read.length, input)
  yield {
    type: 'answer',
    answer: {
      answer: text,
      claims: told.claims,
      citations: told.citations,
      model: input.model,
      ...(usage ? { usage } : {}),
      read: { way: 'each', documents: told.read, left: left + documents.length - told.read.length },
      timings: { ...told.timings, total: Math.round(context.clock() - started) },
      ...(stopped ? { stopped: true } : {}),
      ...(error ? { error } : {}),
    },
  }
}

interface Told {
  lines: string[]
  claims: Claim[]
  citations: Citation[]
  read: ReadDocument[]
  usage: (Usage | undefined)[]
  /** Milliseconds per stage, of all documents together. */
  timings: Record<string, number>
}

function addUp({ usage, timings }: Answer, told: Told): void {
  told.usage.push(usage)
  for (const [stage, milliseconds] of Object.entries(timings))
    if (stage !== 'firstText') told.timings[stage] = Math.round(((told.timings[stage] ?? 0) + milliseconds) * 10) / 10
}

/** One document's answer. Which passages a model is about to be given is told before it gets them: the ledger of what left rests on it. */
async function* answerOf(input: AnswerInput, told: Told, context: AnswerContext): AsyncGenerator<AskEvent, Answer | null> {
  for await (const event of answer(input, context)) {
    if (event.type === 'answer') return event.answer
    if (event.type !== 'passages') continue
    const next = event.citations.map((one, i) => ({ ...one, n: told.citations.length + 1 + i }))
    yield { type: 'passages', citations: [...told.citations, ...next] }
  }
  return null
}

/** What a document says, under its name, with the numbers of all answers together; null where it says nothing that was found in it. */
function lineOf({ name }: Readable, said: Answer, told: Told): string | null {
  const claims = said.claims.filter((claim) => claim.verified).slice(0, mostClaims)
  if (claims.length === 0) return null
  const numbers = new Map<number, number>()
  for (const n of claims.flatMap((claim) => claim.citations)) {
    const citation = said.citations.find((one) => one.n === n)
    if (!citation || numbers.has(n)) continue
    numbers.set(n, told.citations.length + 1)
    told.citations.push({ ...citation, n: told.citations.length + 1 })
  }
  const renumbered = claims.map((claim) => ({
    ...claim,
    citations: claim.citations.flatMap((n) => numbers.get(n) ?? []),
    ...(claim.quotes ? { quotes: claim.quotes.map((quote) => ({ ...quote, n: numbers.get(quote.n) ?? quote.n })) } : {}),
  }))
  told.claims.push(...renumbered)
  const sentences = renumbered.map((claim) => `${claim.text} ${claim.citations.map((n) => `[${n}]`).join('')}`.trim())
  const line = `- **${plainName(name)}**: ${sentences.join(' ')}`
  told.lines.push(line)
  return line
}

/** What documents leave out nobody finds in them: the reader is told which speak of it, and in which nothing was found. */
function deniedIn({ read }: Told): string {
  const silent = read.filter((one) => !one.found).map((one) => plainName(one.name))
  const named = silent.length > mostNamed ? [...silent.slice(0, mostNamed), '…'] : silent
  const others = silent.length > 0 ? ` In the other ${silent.length} nothing of it was found, which is no proof: ${named.join(', ')}.` : ''
  return `Without a model Carrel finds what documents say, not what they leave out. The ${read.length - silent.length} documents below speak of it.${others}`
}

/** A name as words of Markdown. */
function plainName(name: string): string {
  return name.replaceAll(/[*_`[\]\\]/gu, '\\$&')
}

function claimsMeeting(condition: Condition, said: Answer): Answer {
  return { ...said, claims: said.claims.filter((claim) => meets(claim.text, condition)) }
}

function nothing(read: number, { question, model }: AnswerInput): string {
  const none = `In none of the ${read} documents an answer to this was found.`
  if (model !== null) return none
  return asksForAbsence(question)
    ? `${none} Without a model Carrel finds what documents say, not what they leave out: ask which of them do say it.`
    : `${none} Without a model only sentences that share the words of a question are found: try the words of the documents.`
}
