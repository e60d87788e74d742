import { type Token, tokensOf } from '../words'
import { sentencesOf } from './sentences'

/*
 * What a claim must not add to its source: numbers, names, a no. And which words count as the same.
 */

const digitsByWord: Record<string, string> = Object.fromEntries(
  `zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16
seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 first 1 second 2 third 3
fourth 4 fifth 5 sixth 6 seventh 7 eighth 8 ninth 9 tenth 10 dozen 12 twice 2 half 0.5
zwei 2 drei 3 vier 4 fünf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 zwölf 12`
    .split(/\s+/u)
    .reduce<[string, string][]>((pairs, word, i, all) => (i % 2 === 0 ? [...pairs, [word, all[i + 1]!]] : pairs), []),
)
const magnitudes: Record<string, number> = { hundred: 1e2, thousand: 1e3, million: 1e6, billion: 1e9, k: 1e3, m: 1e6, bn: 1e9, mn: 1e6 }

/** A number with the word it counts, where that is a unit. */
export interface Amount {
  value: string
  unit: string | null
  /** What it comes each of: “EUR 5 a month”, “5 % per year”, “EUR 5 monthly”. */
  per: string | null
  start: number
}

const units = new Set(
  `second minute hour day week month quarter year percent cent euro dollar pound franc yen kilometre kilometer metre meter centimetre mile foot inch
kilogram kilo gram tonne ton litre liter degree page copy person people employee member hectare acre watt kilowatt megawatt volt byte kilobyte megabyte gigabyte`
    .split(/\s+/u)
    .map((word) => word),
)
const signs: Record<string, string> = { '%': 'percent', '€': 'euro', $: 'dollar', '£': 'pound', '¥': 'yen' }
const abbreviatedUnits: Record<string, string> = {
  eur: 'euro',
  usd: 'dollar',
  gbp: 'pound',
  chf: 'franc',
  km: 'kilometre',
  kg: 'kilogram',
  hr: 'hour',
  hrs: 'hour',
  min: 'minute',
  mins: 'minute',
  pct: 'percent',
  yr: 'year',
  yrs: 'year',
  tag: 'day',
  tage: 'day',
  tagen: 'day',
  woche: 'week',
  wochen: 'week',
  monat: 'month',
  monate: 'month',
  monaten: 'month',
  jahr: 'year',
  jahre: 'year',
  jahren: 'year',
  stunden: 'hour',
  prozent: 'percent',
}

/** Numbers of a text in figures or words, with their units: “ninety (90) days” is 90 day twice, “1,200.50” is 1200.5. */
export function amountsOf(text: string): Amount[] {
  const tokens = tokensOf(text)
  const amounts: Amount[] = []
  for (let i = 0; i < tokens.length; i++) {
    const read = numberAt(tokens, i)
    if (!read) continue
    const { value, length } = read
    const start = tokens[i]!.start
    const last = tokens[i + length - 1]!
    amounts.push({
      value,
      start,
      unit: unitAround(text, tokens, i, i + length, last.end),
      per: perAfter(text.slice(last.end, last.end + 60)),
    })
    i += length - 1
  }
  return amounts
}

function numberAt(tokens: readonly Token[], at: number): { value: string; length: number } | null {
  const word = tokens[at]!.word.toLowerCase()
  const figure = plainNumber(word)
  if (figure === null) return null
  let value = Number(figure)
  let length = 1
  const next = () => tokens[at + length]?.word.toLowerCase() ?? ''
  if (
    value >= 20 &&
    value < 100 &&
    value % 10 === 0 &&
    !/^\d/u.test(word) &&
    Number(digitsByWord[next()]) > 0 &&
    Number(digitsByWord[next()]) < 10
  ) {
    value += Number(digitsByWord[next()])
    length++
  }
  while (magnitudes[next()] && Number.isFinite(value)) {
    value *= magnitudes[next()]!
    length++
  }
  return { value: Number.isFinite(value) ? String(Number(value.toPrecision(12))) : figure, length }
}

/** A number in figures or one word, in plain figures; null for other words. */
export function plainNumber(word: string): string | null {
  const lower = word.toLowerCase()
  return /^\d/u.test(lower) ? figureOf(lower) : (digitsByWord[lower] ?? null)
}

/** 1,200.50 and 1.200,50 are the same number; 12.4.1 and 2024-03 stay what they are. */
function figureOf(word: string): string {
  if (/^\d{1,3}(?:[,.]\d{3})+$/u.test(word)) return word.replaceAll(/[,.]/gu, '')
  if (/^\d{1,3}(?:,\d{3})+\.\d+$/u.test(word)) return word.replaceAll(',', '')
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/u.test(word)) return word.replaceAll('.', '').replace(',', '.')
  if (/^\d+[.,]\d+$/u.test(word)) return String(Number(word.replace(',', '.')))
  if (/^\d+$/u.test(word)) return String(Number(word))
  const ordinal = /^(\d+)(?:st|nd|rd|th)$/u.exec(word)
  return ordinal ? ordinal[1]! : word
}

function unitAround(text: string, tokens: readonly Token[], from: number, to: number, end: number): string | null {
  const after = /^\s*([%€$£¥])/u.exec(text.slice(end, end + 3))?.[1]
  const before = /([€$£¥])\s*$/u.exec(text.slice(Math.max(0, tokens[from]!.start - 3), tokens[from]!.start))?.[1]
  const sign = after ?? before
  if (sign) return signs[sign]!
  for (const token of tokens.slice(to, to + 3)) {
    const unit = unitOf(token)
    if (unit) return unit
    if (!/^\d/u.test(token.word) && !/^(?:calendar|working|business|full|consecutive|of|u?s|more)$/iu.test(token.word)) break
  }
  return from > 0 ? (abbreviatedUnits[tokens[from - 1]!.word.toLowerCase()] ?? null) : null
}

const rate =
  /^\s*(?:[%€$£¥]|\p{L}+)?(?:\s+(?:net|gross|plus VAT))?\s*(?:\b(?:a|an|per|each|every)\s+|\/\s*)(second|minute|hour|day|night|week|month|quarter|year|annum)\b/iu
const adverb = /^\s*(?:[%€$£¥]|\p{L}+)?\s*\b(hourly|daily|nightly|weekly|monthly|quarterly|yearly|annually)\b/iu
const periods: Record<string, string> = { daily: 'day', annum: 'year', annually: 'year' }

function perAfter(text: string): string | null {
  const word = (rate.exec(text)?.[1] ?? adverb.exec(text)?.[1])?.toLowerCase()
  return word ? (periods[word] ?? word.replace(/ly$/u, '')) : null
}

function unitOf({ word }: Token): string | null {
  const lower = word.toLowerCase().replace(/['’].*$/u, '')
  const short = abbreviatedUnits[lower]
  if (short) return short
  const single = units.has(lower) ? lower : lower.endsWith('s') && units.has(lower.slice(0, -1)) ? lower.slice(0, -1) : null
  return single
}

/** The numbers of a claim that do not stand in its source, with the same unit, and each of the same time, where both name one. */
export function missingAmounts(claim: string, source: string): Amount[] {
  const there = amountsOf(source)
  return amountsOf(claim).filter(({ value, unit, per }) => {
    if (value === '1' && !unit) return false
    const same = there.filter((amount) => amount.value === value && (per === null || amount.per === null || amount.per === per))
    return same.length === 0 || (unit !== null && !same.some((amount) => amount.unit === null || amount.unit === unit))
  })
}

/** Terms of words that are names: capitals within a sentence, all capitals, digits mixed with letters. */
export function namesOf(text: string): string[] {
  const tokens = tokensOf(text)
  const starts = new Set(sentencesOf(text).map((sentence) => sentence.start))
  return tokens.filter((token, i) => isName(text, tokens, i, starts) && !digitsByWord[token.word.toLowerCase()]).map((token) => token.term)
}

function isName(text: string, tokens: readonly Token[], i: number, starts: ReadonlySet<number>): boolean {
  const { word, start } = tokens[i]!
  if (/\p{L}/u.test(word) && /\p{N}/u.test(word) && !/^\d+(?:st|nd|rd|th)$/iu.test(word)) return true
  if (word.length > 1 && /^\p{Lu}[\p{Lu}\p{N}]+$/u.test(word)) return true
  if (!/^\p{Lu}/u.test(word) || word === 'I') return false
  const opens = i === 0 || starts.has(start) || /[:;“"(•]\s*$/u.test(text.slice(Math.max(0, start - 3), start))
  return !opens || /^\p{Lu}/u.test(tokens[i + 1]?.word ?? '')
}

const noes =
  /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|un(?:able|likely|changed|limited|lawful|authori[sz]ed))\b|n['’]t\b|\b(?:fail(?:s|ed)? to|lacks?|lacking|absen(?:t|ce)|except|refus\w+|prohibit\w*|forb[ia]d\w*)\b|\b(?:nichts?|keine?[nmrs]?|keinerlei|nie|niemals|niemand|ohne|weder)\b/giu
/** A no that is none: limits and turns of phrase. */
const harmlessNoes =
  /\b(?:not|no)\s+(?:less|more|fewer|later|earlier|longer|sooner|only|exceeding)\b|\bnicht\s+(?:weniger|mehr|nur|später|früher)\b|\bwhether or not\b|\bNo\.\s*\d/giu

/** How many times a text says no. */
export function noesOf(text: string): number {
  return text.replace(harmlessNoes, ' ').match(noes)?.length ?? 0
}
