import type { AnswerStyle } from '../../contract/answers'
import { noAnswer } from '../answer/prompt'
import type { Llm, LlmPassage } from '../llm'
import { headOf } from '../answer/tables'
import { tokensOf } from '../words'
import { type Held, heldBy, type Surroundings, termsIn } from './extractive/holding'
import { pointsToMoment } from './extractive/meanings'
import { meetsNeeds, sourcesNamed } from './extractive/needs'
import { partsOf, type QuestionPart } from './extractive/question'
import { type Candidate, candidatesIn, ended, isHeading } from './extractive/sentences'
import { says, saysFigure, saysPlainly } from './extractive/wishes'

const maxSentences = 4
/** A sentence that scores less than this share of the best one is left out. */
const keptScore = 0.85
/** What a sentence with its surroundings, and a sentence alone, must hold of a question to count as an answer. */
const neededShare = 0.72
const neededOwn = 0.35
/** A question of this many telling words or more may be put in other words: less of it is needed. */
const many = 5
const neededOfMany = 0.55
/** How many of its verb and nouns must stand in the sentence or its headings, so that it does not speak of something else. */
const few = 3
const neededSubject = 0.6
const neededSubjectOfMany = 0.5
const missableShare = 0.4
/** What a sentence alone must hold of a question that has only words of little weight. */
const neededOfSmall = 0.9
/** Sentences that share more of their words than this say the same. */
const sameShare = 0.6

const leansBack = /^(?:it|they|he|she|this|these|both)\b/iu

interface Scored extends Candidate {
  n: number
  terms: ReadonlySet<string>
  score: number
  answers: boolean
  /** It says the very thing asked for, right where it is asked for. */
  points: boolean
  /** Share of what the question is made of that it holds with its headings. */
  subject: number
}

/** Answers without a model: the sentences of the passages that hold what the question asks, each with its number. */
export const llm: Llm = {
  id: 'extractive',
  label: 'No model (the best sentences of the sources)',
  presets: [],
  needsUrl: false,
  async *generate(_settings, request, { signal }) {
    for (const text of extract(request.question, request.passages, request.style)) {
      if (signal.aborted) return
      yield { type: 'text', text }
    }
  },
}

function extract(question: string, passages: readonly LlmPassage[], style: AnswerStyle = 'short'): string[] {
  const sources = passages.map(sourceOf)
  const parts = partsOf(question).map((part) => ({ part, scored: scoredSentences(part, sourcesNamed(part.needs, sources)) }))
  const found = parts.filter(({ scored }) => scored[0]?.answers)
  if (found.length === 0) return refusal(parts.flatMap(({ scored }) => scored))
  const chosen: Scored[] = []
  for (const { scored } of found) choose(scored, chosen, Math.ceil((style === 'short' ? maxSentences : maxSentences * 2) / found.length))
  const missing = parts.filter((one) => !found.includes(one)).map(({ part }) => part.text.replace(/[?.\s]+$/u, ''))
  return [
    ...chosen.map((one, i) => shaped(one, i, style)),
    ...missing.map((text) => `\n\nThe sources in this workspace do not seem to answer this part: “${text}?”`),
  ]
}

/** One of the sentences of an answer, in the shape that is asked for. */
function shaped({ text, n }: Scored, i: number, style: AnswerStyle): string {
  if (style === 'quotes') return `${i > 0 ? '\n\n' : ''}> ${ended(text)} [${n}]`
  if (style === 'table')
    return `${i > 0 ? '\n' : '| What the sources say | Source |\n| --- | --- |\n'}| ${text.replaceAll('|', '·')} | [${n}] |`
  return `${i > 0 ? ' ' : ''}${ended(text)} [${n}]`
}

function refusal(scored: readonly Scored[]): string[] {
  const nearest = scored.toSorted((a, b) => b.score - a.score)[0]
  return nearest ? [noAnswer, '\n\nThe nearest passage says:', `\n\n> ${ended(nearest.text)} [${nearest.n}]`] : [noAnswer]
}

/** Adds the best sentences of a part, each thing said once. */
function choose(scored: readonly Scored[], chosen: Scored[], most: number): void {
  let added = 0
  for (const one of scored) {
    if (added >= most || !one.answers || one.score < scored[0]!.score * keptScore) break
    if (scored[0]!.points && !one.points) continue
    if (one.isRow && one.subject < scored[0]!.subject) continue
    if (chosen.some((other) => saySame(one, other))) continue
    chosen.push(one)
    added++
  }
}

interface Source {
  n: number
  lines: ReadonlySet<string>[]
  candidates: Candidate[]
  passage: ReadonlySet<string>
  document: string
  /** What its document is called, and the headings above. */
  called: string
  about: ReadonlySet<string>
  headings(position: number): ReadonlySet<string>
}

function sourceOf({ n, text, document = '', context = '' }: LlmPassage): Source {
  const { lines, candidates } = candidatesIn(text)
  const terms = lines.map(termsIn)
  const about = termsIn(context)
  const headingAt = lines.map((_, at) => lines.findLastIndex((line, i) => i < at && isHeading(line)))
  // “It opens at nine”: what it is stands in the sentence before.
  const before = (position: number) => (leansBack.test(lines[position]!) ? terms[position - 1] : undefined) ?? []
  const headings = (position: number) =>
    new Set([
      ...before(position),
      ...about,
      ...(isTitle(lines) ? terms[0]! : []),
      ...(terms[headingAt[position] ?? -1] ?? []),
      ...(terms[headOf(lines, position)] ?? []),
    ])
  return { n, lines: terms, candidates, passage: termsIn(text), document, called: context, about, headings }
}

function scoredSentences(part: QuestionPart, sources: readonly Source[]): Scored[] {
  const scored = sources.flatMap((source, rank) => {
    const document = new Set(sources.filter((one) => one.document === source.document).flatMap((one) => [...one.passage, ...one.about]))
    return source.candidates.map((candidate): Scored => {
      const terms = source.lines[candidate.position]!
      const around: Surroundings = {
        raw: candidate.raw,
        sentence: terms,
        headings: source.headings(candidate.position),
        beside: besideOf(source, candidate.position),
        passage: source.passage,
        document,
      }
      const saysWish = part.wish ? says(part.wish, candidate.raw) || (candidate.isRow && saysFigure(part.wish, candidate.raw)) : false
      const points = pointsTo(part, candidate.raw)
      const held = heldBy(part, around, saysWish)
      return {
        ...candidate,
        n: source.n,
        terms,
        points,
        subject: held.subjectShare,
        score: scoreOf(candidate, held, { rank, saysWish, points }),
        answers:
          isAnswer(part, held, saysWish) &&
          meetsNeeds(part.needs, { raw: candidate.raw, terms, headings: around.headings }, part.wish?.covers),
      }
    })
  })
  const best = scored.filter((one) => one.score > 0).sort((a, b) => b.score - a.score || a.n - b.n)
  return [...best.filter((one) => one.answers), ...best.filter((one) => !one.answers)]
}

/** Whether a passage begins with what it is about. */
function isTitle(lines: readonly string[]): boolean {
  return lines.length > 0 && !/[.!?。！？]["”’)\]]*$/u.test(lines[0]!)
}

/** Whether a sentence says the very moment or name asked for, not only some moment or name. */
function pointsTo({ wish, asked }: QuestionPart, raw: string): boolean {
  if (wish?.bearer || wish?.plainly) return saysPlainly(wish, raw)
  return Boolean(wish?.isMoment) && asked.some((one) => one.words.some(([term]) => pointsToMoment(term!, raw)))
}

function besideOf({ lines }: Source, position: number): Set<string> {
  return new Set([...(lines[position - 2] ?? []), ...(lines[position - 1] ?? []), ...(lines[position + 1] ?? [])])
}

function isAnswer({ wish, asked }: QuestionPart, held: Held, saysWish: boolean): boolean {
  const words = asked.filter((one) => one.weight >= 1).length
  // “How much does the book cost?” is all small words: each has to stand there.
  if (words === 0 && wish?.required && held.own < neededOfSmall) return false
  const isLong = words >= many
  // Some words may stand nowhere: two in five of a long question, of a short one only beside a name that stands in the sentence itself.
  const missable = Math.max(0, Math.floor((words - (isLong || held.saysName ? 1 : 2)) * missableShare))
  const isHeld = held.share >= (isLong ? neededOfMany : neededShare) && held.own >= neededOwn && held.absent <= missable
  return (
    isHeld && held.hasNames && held.subjectShare >= (words > few ? neededSubjectOfMany : neededSubject) && (saysWish || !wish?.required)
  )
}

function scoreOf(
  { raw, position, isRow }: Candidate,
  { share, own }: Held,
  { rank, saysWish, points }: { rank: number; saysWish: boolean; points: boolean },
): number {
  if (share === 0) return 0
  const near = 0.08 / (1 + rank) + 0.03 / (1 + position)
  const length = 0.1 * Math.max(0, raw.length / 300 - 1) + (tokensOf(raw).length < 6 ? 0.05 : 0)
  return (
    0.6 * share +
    0.4 * own +
    near +
    (saysWish ? 0.15 : 0) +
    (points ? 0.2 : 0) -
    (isRow ? 0.03 + 0.02 * (raw.match(/\|/gu)?.length ?? 0) : 0) -
    length
  )
}

/** Sentences that share most of their words say the same, unless each has a number of its own: two prices are two answers. */
function saySame(a: Scored, b: Scored): boolean {
  const onlyIn = (one: Scored, other: Scored) => [...one.terms].some((term) => /^\p{N}/u.test(term) && !other.terms.has(term))
  if (a.raw !== b.raw && onlyIn(a, b) && onlyIn(b, a)) return false
  const shared = [...a.terms].filter((term) => b.terms.has(term)).length
  return shared / Math.max(1, Math.min(a.terms.size, b.terms.size)) > sameShare
}
