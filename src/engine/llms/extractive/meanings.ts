import { meanTheSame } from '../../answer/synonyms'
import { termOf } from '../../words'
import { dayOrHour, hour } from './times'

/*
 * What may stand in a sentence for a word of a question, beside the synonyms a claim may have.
 */

/** Words that ask for a measure, with those that say it. */
const measured: Record<string, string[]> = {
  deep: ['depth', 'deepest', 'deeper'],
  high: ['height', 'tall', 'highest', 'higher', 'amount'],
  tall: ['height', 'high', 'taller', 'tallest'],
  wide: ['width', 'breadth', 'broad', 'wider'],
  thick: ['thickness'],
  long: ['length', 'last'],
  heavy: ['weigh', 'weight'],
  far: ['distance', 'away'],
  big: ['size', 'area', 'large', 'cover', 'measure'],
  large: ['size', 'area', 'big', 'cover', 'measure'],
  hot: ['temperature', 'warm', 'degree'],
  cold: ['temperature', 'cool', 'degree'],
  warm: ['temperature', 'hot', 'degree'],
  loud: ['noise', 'sound', 'decibel'],
  fast: ['speed', 'quick', 'faster', 'rate'],
  old: ['age', 'year', 'since'],
  close: ['shut', 'closing'],
  shut: ['close', 'closing'],
}

const measures = new Map(Object.entries(measured).map(([word, others]) => [termOf(word), new Set(others.map(termOf))]))

/** Whether a word of a sentence may be meant by one of a question. */
export function isMeant(asked: string, said: string): boolean {
  return meanTheSame(asked, said) || (measures.get(asked)?.has(said) ?? false)
}

const toHour = String.raw`(?:\b(?:to|until|till|and)\s+|[–-]\s*)${hour}`
const isUntil = String.raw`\b(?:until|till|up to|through)\s+(?:and including\s+)?${dayOrHour}`
const isFrom = String.raw`\b(?:from|as of|as from|since|starting)\s+${dayOrHour}`
/** When something begins or ends may be said by prepositions alone: “open from ten to five”, “runs until 31 March”. */
const moments: [verbs: string[], said: RegExp][] = [
  [['close', 'shut'], new RegExp(`${isUntil}|${toHour}`, 'iu')],
  [['open'], new RegExp(`\\b(?:from|between)\\s+${hour}|${hour}\\s*[–-]\\s*${hour}`, 'iu')],
  [['end', 'expire', 'terminate', 'finish', 'stop', 'conclude', 'cease'], new RegExp(`${isUntil}|${toHour}`, 'iu')],
  [['begin', 'start', 'commence'], new RegExp(`${isFrom}|\\bbetween\\s+${hour}`, 'iu')],
]
const momentsByTerm = new Map(moments.flatMap(([verbs, said]) => verbs.map((verb): [string, RegExp] => [termOf(verb), said])))

/** Whether a sentence says by a preposition when something begins or ends. */
export function saysMoment(asked: string, sentence: string): boolean {
  return momentsByTerm.get(asked)?.test(sentence) ?? false
}

/** Whether the moment stands right behind the verb asked about, or behind a preposition that says it: that is the answer itself. */
export function pointsToMoment(asked: string, sentence: string): boolean {
  if (saysMoment(asked, sentence)) return true
  const verb = new RegExp(String.raw`([\p{L}]+)\s+(?:its doors\s+)?(?:(?:on|at|in|by|from)\s+)?${dayOrHour}`, 'giu')
  return [...sentence.matchAll(verb)].some((match) => isMeant(asked, termOf(match[1]!)))
}
