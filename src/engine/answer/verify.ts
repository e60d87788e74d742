import { isStopWord, termOf, tokensOf } from '../words'
import { missingAmounts, namesOf, noesOf, plainNumber } from './facts'
import { sentencesOf } from './sentences'
import { meanTheSame, saysContrary } from './synonyms'

/**
 * Share of a claim's telling words that must stand in the quote, itself or a word of the same meaning. Chosen on the table of
 * verify.test.ts: true paraphrases reach 0.5 and more; what falls below says something else, or says it too freely to be vouched for.
 */
export const supportThreshold = 0.5

/** The same for each part of a claim of three telling words or more, so that a long true part does not carry a false one. */
const partThreshold = 0.34

export interface Support {
  /** Share of the claim's telling words the source holds, 0 to 1. */
  score: number
  supported: boolean
}

/**
 * Whether a source says what a claim says: enough of its words, and no number, name, contrary or no that the source does not have.
 * `background` (headings, the document's name) may give names, nothing else. Who does what to whom is not understood: a claim that
 * only swaps two names of its source passes.
 */
export function supportOf(claim: string, source: string, background = ''): Support {
  const score = coverage(claim, source)
  return { score, supported: score >= supportThreshold && everyPartIsHeld(claim, source) && addsNothing(claim, source, background) }
}

/** Share of the telling words of a claim that a source holds. */
export function coverage(claim: string, source: string): number {
  const wanted = tellingTerms(claim)
  if (wanted.length === 0) return 0
  const there = new Set(termsOf(source))
  const held = wanted.filter((term) => there.has(term) || [...there].some((other) => meanTheSame(term, other)))
  return held.length / wanted.length
}

function everyPartIsHeld(claim: string, source: string): boolean {
  const parts = claim.split(/[;:]\s+|,?\s+(?:and|but|which|who|while|because|although)\s+/iu)
  return parts.every((part) => tellingTerms(part).length < 3 || coverage(part, source) >= partThreshold)
}

function addsNothing(claim: string, source: string, background: string): boolean {
  if (missingAmounts(claim, source).length > 0) return false
  const there = termsOf(source)
  const known = [...there, ...termsOf(background)]
  if (namesOf(claim).some((name) => !known.some((other) => isSameName(name, other)))) return false
  return noesOf(claim) === noesIn(claim, source) && !saysContrary(tellingTerms(claim), termsOf(claim), there)
}

/** How often the part of the source that holds most of the claim's words says no; a long source says no about other things too. */
function noesIn(claim: string, source: string): number {
  const sentences = sentencesOf(source).map(({ start, end }) => source.slice(start, end))
  const clauses = sentences.flatMap((sentence) => [...sentence.split(/[;:,]\s+|\s+(?:and|but|while|although|however)\s+/iu), sentence])
  let best = { score: -1, length: 0, noes: 0 }
  for (const clause of clauses) {
    const one = { score: coverage(claim, clause), length: clause.length, noes: noesOf(clause) }
    if (one.score > best.score || (one.score === best.score && one.length < best.length)) best = one
  }
  return best.noes
}

function isSameName(a: string, b: string): boolean {
  return a === b || (a.length >= 4 && b.length >= 4 && (a.startsWith(b) || b.startsWith(a)) && Math.abs(a.length - b.length) <= 3)
}

function tellingTerms(text: string): string[] {
  const telling = tokensOf(text).filter((token) => !isStopWord(token.word, { shouted: true }))
  return [...new Set(telling.map(({ word }) => plainNumber(word) ?? termOf(word)))]
}

function termsOf(text: string): string[] {
  return tokensOf(text).map(({ word }) => plainNumber(word) ?? termOf(word))
}
