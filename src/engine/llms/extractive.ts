import { onOneLine, sentencesOf } from '../answer/sentences'
import type { Llm, LlmPassage } from '../llm'
import { tellingTokens, type Token, tokensOf } from '../words'

const maxSentences = 4
/** A sentence that holds less than this share of what the best one holds, or scores less of it, is left out. */
const keptCoverage = 0.6
const keptScore = 0.65
/** Of the weight of the question's words, what a passage and one sentence of it must hold to count as an answer. */
const passageSupport = 0.5
const sentenceSupport = 0.4
/** Weight of an everyday word that no passage holds. */
const absentShare = 0.5
/** A line without a full stop is a heading, not a sentence, when it has fewer words than this. */
const shortestUnended = 8
const bulletAhead = /^(?:[-*•◦▪‣–—·]\s+)+/u
/** Sentences that share more of their words than this say the same. */
const sameShare = 0.6

interface Scored {
  n: number
  text: string
  terms: Set<string>
  coverage: number
  passageCoverage: number
  score: number
}

/** Answers without a model: the sentences of the passages that hold most of the question's words, each with its number. */
export const llm: Llm = {
  id: 'extractive',
  label: 'No model (the best sentences of the sources)',
  presets: [],
  needsUrl: false,
  async *generate(_settings, request, { signal }) {
    for (const text of extract(request.question, request.passages)) {
      if (signal.aborted) return
      yield { type: 'text', text }
    }
  },
}

function extract(question: string, passages: readonly LlmPassage[]): string[] {
  const scored = scoredSentences(question, passages)
  const best = scored[0]
  if (!best) return ['The sources in this workspace do not seem to hold an answer to this.']
  if (best.passageCoverage < passageSupport || best.coverage < sentenceSupport) {
    return [
      'The sources in this workspace do not seem to hold an answer to this.',
      '\n\nThe nearest passage says:',
      `\n\n${ended(best.text)} [${best.n}]`,
    ]
  }
  const chosen: Scored[] = []
  for (const one of scored) {
    if (chosen.length >= maxSentences || one.score < best.score * keptScore) break
    if (one.coverage >= best.coverage * keptCoverage && !chosen.some((other) => saySame(one, other))) chosen.push(one)
  }
  return chosen.map((one, i) => `${i > 0 ? ' ' : ''}${ended(one.text)} [${one.n}]`)
}

function scoredSentences(question: string, passages: readonly LlmPassage[]): Scored[] {
  const parted = passages.map(({ n, text }) => ({
    n,
    sentences: sentencesOf(text).map(({ start, end }) => onOneLine(text.slice(start, end))),
  }))
  const weights = weightsOf(
    question,
    parted.flatMap(({ sentences }) => sentences),
  )
  const wish = wishOf(question)
  const scored = parted.flatMap(({ n, sentences }, rank) => {
    const passageCoverage = coverageOf(new Set(sentences.flatMap((text) => tokensOf(text).map((token) => token.term))), weights)
    return sentences.flatMap((text, position): Scored[] => {
      const isRow = isEntry(text)
      if (!isRow && !isWhole(text)) return []
      const terms = new Set(tellingTokens(text).map((token) => token.term))
      const coverage = coverageOf(terms, weights)
      const near = 0.12 / (1 + rank) + 0.04 / (1 + position)
      const bonus = (wish?.test(text) ? 0.2 : 0) - (isRow ? 0.1 : 0) - 0.1 * Math.max(0, text.length / 300 - 1)
      const score = coverage > 0 ? 0.75 * coverage + 0.25 * passageCoverage + near + bonus : 0
      return [{ n, text: readable(text), terms, coverage, passageCoverage, score }]
    })
  })
  return scored.filter((one) => one.score > 0).sort((a, b) => b.score - a.score || a.n - b.n)
}

/** What is asked for, word by word; the words of “how many”, “what kind” and the like say only what kind of answer is wanted. */
function askedTokens(question: string): Token[] {
  const bare = question.replace(
    /\bhow (?:many|much|long|often|far|old|high|large|big)\b|\b(?:what|which) (?:kind|type|sort|time|date|day|year|number|amount)s? of\b/giu,
    ' ',
  )
  const telling = tellingTokens(bare)
  return telling.length > 0 ? telling : tokensOf(question)
}

/**
 * Weight of each word of the question by how few sentences hold it (the idf of BM25). A name or number no passage holds speaks
 * against an answer; an everyday word may only be said in another way, so its absence counts less.
 */
function weightsOf(question: string, sentences: readonly string[]): Map<string, number> {
  const held = sentences.map((text) => new Set(tokensOf(text).map((token) => token.term)))
  const weights = new Map<string, number>()
  for (const { word, term, start } of askedTokens(question)) {
    const count = held.filter((terms) => terms.has(term)).length
    const isName = /\p{N}/u.test(word) || (/^\p{Lu}/u.test(word) && start > 0)
    const idf = Math.log(1 + (held.length - count + 0.5) / (count + 0.5))
    weights.set(term, idf * (isName ? 1.5 : count > 0 ? 1 : absentShare))
  }
  return weights
}

function coverageOf(terms: ReadonlySet<string>, weights: ReadonlyMap<string, number>): number {
  let held = 0
  let all = 0
  for (const [term, weight] of weights) {
    all += weight
    if (terms.has(term)) held += weight
  }
  return all > 0 ? held / all : 0
}

const number = String.raw`(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|million|half)`
const wishes: [question: RegExp, answer: RegExp][] = [
  [/\bhow (?:long|often|old)\b/iu, new RegExp(String.raw`\b${number}\b.{0,20}\b(?:minute|hour|day|week|month|quarter|year)s?\b`, 'iu')],
  [/\bhow (?:many|much|far|high|large|big)\b|\b(?:price|cost|amount|percentage|sum)\b/iu, new RegExp(String.raw`\b${number}\b`, 'iu')],
  [
    /\bwhen\b|\b(?:what|which) (?:date|day|year|month)\b/iu,
    /\b(?:1[0-9]|20)\d\d\b|\b\d{1,2}[./]\d{1,2}|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b/u,
  ],
  [/\bwho(?:se|m)?\b/iu, /[^.!?]\s\p{Lu}\p{Ll}+/u],
]

/** What kind of thing the question wants to hear: a length of time, a number, a day, a name. */
function wishOf(question: string): RegExp | undefined {
  return wishes.find(([asked]) => asked.test(question))?.[1]
}

/** A line of a list of things and figures: a row of a table, or a label with what belongs to it. */
function isEntry(text: string): boolean {
  const tokens = tokensOf(text)
  const words = tokens.filter((token) => /^\p{L}{2,}/u.test(token.word)).length
  const isParted = (text.match(/\|/gu)?.length ?? 0) >= 2 || /[^\s:]:\s+\S/u.test(text)
  return isParted && words >= 2 && words < tokens.length && text.length <= 200 && !/[?？]/u.test(text)
}

/** A sentence someone could say: not a heading, a question, a fragment or the debris of a table. */
function isWhole(text: string): boolean {
  const tokens = tokensOf(text)
  if (tokens.length < 4 || text.length > 600 || /[?？]/u.test(text)) return false
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const numbers = tokens.filter((token) => /^\p{N}/u.test(token.word)).length
  if (letters < text.length * 0.5 || numbers > tokens.length * 0.4) return false
  if (/[.!。！]["”’)\]]*$/u.test(text) || bulletAhead.test(text)) return true
  return tokens.length >= shortestUnended && tokens.some((token) => token.word === token.word.toLowerCase()) && !text.endsWith(':')
}

/** A sentence without the bullet, number or table borders around it. */
function readable(text: string): string {
  const bare = text.replace(bulletAhead, '').replace(/^\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=\p{Lu})/u, '')
  return bare.replace(/^\|\s*|\s*\|$/gu, '').replace(/\s*\|\s*/gu, ' · ')
}

function ended(text: string): string {
  return /[.!?。！？]["”’)\]]*$/u.test(text) ? text : `${text.replace(/[\s,;:–—-]+$/u, '')}.`
}

/** Sentences that share most of their words say the same, unless each has a number of its own: two prices are two answers. */
function saySame(a: Scored, b: Scored): boolean {
  const onlyIn = (one: Scored, other: Scored) => [...one.terms].some((term) => /^\p{N}/u.test(term) && !other.terms.has(term))
  if (onlyIn(a, b) && onlyIn(b, a)) return false
  const shared = [...a.terms].filter((term) => b.terms.has(term)).length
  return shared / Math.max(1, Math.min(a.terms.size, b.terms.size)) > sameShare
}
