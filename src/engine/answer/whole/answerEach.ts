import type { Answer, AskEvent, Citation, Claim, ModelCall, ReadDocument, Usage } from '../../../contract/chat'
import { usageTogether } from '../askModel'
import { type Condition, conditionIn, meets } from '../compute/wish'
import { answer, type AnswerContext, type AnswerInput } from '../pipeline'
import { coverage } from '../verify'
import { affirmed, askedOfEach, asksForAbsence, asksHowMany, saysNoTo } from './wholeWish'

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
  const told: Told = { lines: [], noes: [], unfound: [], claims: [], citations: [], read: [], usage: [], timings: {} }
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
    const isNo = model === null && said.claims.every(({ text, verified }) => !verified || saysNoTo(question, text))
    if (line !== null) (isNo ? told.noes : told.lines).push(line)
    else if (model !== null && said.claims.length > 0) told.unfound.push(plainName(one.name))
    told.read.push({ ...one, found: line !== null && !isNo })
    if (line !== null && !isNo) {
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
  if (!stopped)
    for (const line of alsoTold(told)) yield { type: 'text', text: `${told.lines.length > 0 ? '\n\n' : ''}${addTo(told, line)}` }
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
      ...(told.cutOff ? { cutOff: true } : {}),
      ...(stopped ? { stopped: true } : {}),
      ...(error ? { error } : {}),
    },
  }
}

interface Told {
  lines: string[]
  /** Lines of documents that speak of the matter and say no. */
  noes: string[]
  /** Documents a model answered for in words that were not found in them. */
  unfound: string[]
  claims: Claim[]
  citations: Citation[]
  read: ReadDocument[]
  usage: (Usage | undefined)[]
  /** Milliseconds per stage, of all documents together. */
  timings: Record<string, number>
  cutOff?: boolean
}

function addUp({ usage, timings, cutOff }: Answer, told: Told): void {
  if (cutOff) told.cutOff = true
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

/** Claims that were found; where there is none, those in freer words whose quotes hold half of them: shown, and marked as unverified. */
function bestClaims({ claims, citations }: Answer): Claim[] {
  const verified = claims.filter((claim) => claim.verified)
  const quotesOf = (claim: Claim) => citations.filter((one) => claim.citations.includes(one.n)).map((one) => one.quote)
  return verified.length > 0 ? verified : claims.filter((claim) => coverage(claim.text, quotesOf(claim).join('\n')) >= 0.5)
}

/** What a document says, under its name, with the numbers of all answers together; null where it says nothing that was found in it. */
function lineOf({ name }: Readable, said: Answer, told: Told): string | null {
  const claims = bestClaims(said).slice(0, mostClaims)
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
  return `- **${plainName(name)}**: ${sentences.join(' ')}`
}

/** What documents leave out nobody finds in them: the reader is told which speak of it, and in which nothing was found. */
function deniedIn({ read }: Told): string {
  const silent = read.filter((one) => !one.found).map((one) => plainName(one.name))
  const others = silent.length > 0 ? ` In the other ${silent.length} nothing of it was found, which is no proof: ${namesOf(silent)}.` : ''
  return `Without a model Carrel finds what documents say, not what they leave out. The ${read.length - silent.length} documents below speak of it.${others}`
}

/** What is told below the list: who says no, and for which documents a model's words were not found in the text. */
function alsoTold({ lines, noes, unfound }: Told): string[] {
  const more: string[] = []
  if (noes.length > 0) more.push(`${lines.length > 0 ? '\nThese' : 'None says yes. These'} speak of it and say no:\n\n${noes.join('\n')}`)
  if (unfound.length > 0)
    more.push(
      `${lines.length + noes.length > 0 ? '\n' : ''}Of ${unfound.length} documents the model gave an answer that was not found in their text, so it is not listed: ${namesOf(unfound)}. Look there, or ask each by itself.`,
    )
  return more
}

function addTo({ lines }: Told, line: string): string {
  lines.push(line)
  return line.trimStart()
}

function namesOf(names: readonly string[]): string {
  return [...names.slice(0, mostNamed), ...(names.length > mostNamed ? ['…'] : [])].join(', ')
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
