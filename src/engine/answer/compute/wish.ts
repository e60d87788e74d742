import { termOf, type Token, tokensOf } from '../../words'
import { folded, type Language, languageOf } from '../language'
import { type DayCondition, daysIn } from './days'
import { numberOf } from './values'
import { type Wording, wordings } from './wording'

/*
 * What a question asks to be computed, in its own words: which figure, of what, under which conditions. Whether a table can answer it is
 * told by plan.ts. A question that asks for no figure has no wish.
 */

export type Figure = 'sum' | 'average' | 'count' | 'highest' | 'lowest' | 'list'

export interface Comparison {
  sign: '>' | '>=' | '<' | '<=' | '='
  value: number
  /** The amount is one of money. */
  isMoney: boolean
  /** Places of its words among the question's words. */
  from: number
  to: number
}

export interface Wish {
  language: Language
  figure: Figure
  words: Token[]
  /** Words that are said for already, by place: the figure, comparisons, small words. */
  said: Set<number>
  /** Words that need no telling where they name nothing, by place. */
  general: Set<number>
  comparisons: Comparison[]
  days: DayCondition[]
  /** Words that deny what follows, by place: “not cancelled”. */
  denied: Set<number>
  /** Place of the first word of what the rows are grouped by (“per region”); -1 where they are not. */
  groupedAt: number
  /** Place of the first word after “which” or “who”: what is to be named. */
  namedAt: number
  /** The question says “expensive” or “cheap”, which is said of prices only. */
  ofPrices: boolean
}

/** An amount as a question has it, with what may scale it. */
const amount = /^(?:[$€£¥]|[A-Za-z]{3}\s)?\s*(\d[\d.,'’]*(?:\s\d{3})*)(?:\s?(%|[$€£¥]|\p{L}+\b))?/u

/** Whether a question asks for a figure that a table may give: cheap, for every question is asked. */
export function asksForFigure(question: string): boolean {
  return wishOf(question) !== null
}

/** A condition on an amount, and the question without it. */
export interface Condition extends Pick<Comparison, 'sign' | 'value' | 'isMoney'> {
  rest: string
  language: Language
  /** The upper end of a span: “between 900 and 1,200”. */
  upTo?: number
  /** The word behind the amount, which says what is counted; undefined where there is none. */
  unit: string | undefined
}

/** The one condition on an amount, or span of amounts, a question has; null where it has none or several. */
export function conditionIn(given: string): Condition | null {
  const language = languageOf(given)
  const question = prepared(given, language)
  const words = tokensOf(question)
  const [found, ...more] = comparisonsIn(folded(question), words, { wording: wordings[language], say: () => {} })
  const upTo = more.length === 1 && more[0]!.from === found?.from && more[0]!.sign === '<=' ? more[0]!.value : undefined
  if (!found || (more.length > 0 && upTo === undefined)) return null
  const { sign, value, isMoney, from, to } = found
  return {
    ...{ sign, value, isMoney, language },
    ...(upTo === undefined ? {} : { upTo }),
    unit: words[to + 1]?.term,
    rest: question.slice(0, words[from]!.start) + question.slice(words[to]!.end),
  }
}

const stated = /(?<before>[$€£¥]|[A-Z]{3})?\s?(?<![\d.,])(?<digits>\d[\d.,'’]*\d|\d)(?:\s?(?<behind>[$€£¥]|\p{L}+))?/gu

/** Whether an amount of a sentence meets a condition: one of what is counted where there is one, else one of money, else any that is no year. */
export function meets(sentence: string, { sign, value, upTo, language, unit }: Condition): boolean {
  const found = [...sentence.matchAll(stated)].map(({ groups }) => {
    const { before, behind = '', digits } = groups!
    const isMoney = before !== undefined || /^[$€£¥]$/u.test(behind) || isCurrency.test(behind.toLowerCase())
    return { isMoney, unit: behind && termOf(behind), amount: numberOf(digits!, wordings[language].decimal)?.value ?? Number.NaN }
  })
  const counted = found.filter((one) => unit !== undefined && one.unit === unit)
  const money = found.filter((one) => one.isMoney)
  const others = found.filter(({ amount }) => amount < 1_900 || amount > 2_100)
  const meant = counted.length > 0 ? counted : money.length > 0 ? money : others
  return meant.some(({ amount }) => compared[sign](amount, value) && (upTo === undefined || amount <= upTo))
}

const compared: Record<Comparison['sign'], (amount: number, value: number) => boolean> = {
  '>': (amount, value) => amount > value,
  '>=': (amount, value) => amount >= value,
  '<': (amount, value) => amount < value,
  '<=': (amount, value) => amount <= value,
  '=': (amount, value) => amount === value,
}

/** What a question asks to be computed; null where it asks for no figure. */
export function wishOf(given: string): Wish | null {
  const language = languageOf(given)
  const wording = wordings[language]
  const question = prepared(given, language)
  const asking = folded(question)
  const words = tokensOf(question)
  const said = new Set<number>()
  const say = (start: number, end: number) => words.forEach((word, i) => word.start < end && word.end > start && said.add(i))
  const days = daysIn(asking, language, say)
  const comparisons = comparisonsIn(blanked(asking, words, said), words, { wording, say })
  const asked = wording.figures.flatMap(([figure, pattern]) => [...asking.matchAll(pattern)].map((match) => ({ figure, match })))
  const open = asked.filter(
    ({ match }) => !words.some((word, i) => said.has(i) && word.start >= match.index && word.start < match.index + match[0].length),
  )
  for (const { match } of open) say(match.index, match.index + match[0].length)
  const figure = chosen(open.map((one) => one.figure)) ?? listWished(asking, wording, comparisons.length + days.length > 0)
  if (!figure) return null
  const general = new Set<number>()
  const denied = new Set<number>()
  for (const [i, { word }] of words.entries()) {
    if (wording.denying.has(folded(word))) denied.add(i)
    else if (wording.small.has(folded(word))) said.add(i)
    else if (wording.general.has(folded(word))) general.add(i)
  }
  return {
    language,
    figure,
    words,
    said,
    general,
    comparisons,
    days,
    denied,
    ofPrices: wording.prices.test(asking),
    groupedAt: wordAfter(asking, words, wording.grouping),
    namedAt: wordAfter(asking, words, wording.naming),
  }
}

/** What is said for already is blanked, so that a year after “from” is no amount. */
function blanked(text: string, words: readonly Token[], said: ReadonlySet<number>): string {
  let left = text
  for (const i of said) left = left.slice(0, words[i]!.start) + ' '.repeat(words[i]!.end - words[i]!.start) + left.slice(words[i]!.end)
  return left
}

/** Rows are asked for by “which” and “list”; by any other word only under a condition on an amount or a time. */
function listWished(asking: string, wording: Wording, hasCondition: boolean): 'list' | null {
  const isList = asking.search(wording.listing) >= 0
  return isList && (hasCondition || wording.plainListing.test(asking)) ? 'list' : null
}

/** Words that say a figure and its column in one, and articles that lean on the next word, parted. */
function prepared(question: string, language: Language): string {
  const text = question.normalize('NFC')
  if (language === 'de') return parted(text)
  return language === 'fr' ? text.replaceAll(/(?<!\p{L})([ldsnjctm]|qu)['’](?=\p{L})/giu, '$1 ').replaceAll(/-(?=t-|il|elle)/gu, ' ') : text
}

/** “Gesamtbetrag” is the sum of a “Betrag”. */
export function parted(text: string): string {
  return text.replaceAll(/(?<!\p{L})(gesamt|durchschnitts|höchst|niedrigst)(?=\p{L}{4})(?!ens)/giu, '$1 ')
}

function wordAfter(question: string, words: readonly Token[], pattern: RegExp): number {
  const found = pattern.exec(question)
  return found ? words.findIndex((word) => word.start >= found.index + found[0].length) : -1
}

/** Two figures at once are one only where a total is counted or averaged over: “how many … in total”. */
function chosen(found: readonly Figure[]): Figure | null {
  const kinds = new Set(found)
  if (kinds.size > 1) kinds.delete('sum')
  return kinds.size === 1 ? [...kinds][0]! : null
}

interface Comparing {
  wording: Wording
  say: (start: number, end: number) => void
}

function comparisonsIn(question: string, words: readonly Token[], { wording, say }: Comparing): Comparison[] {
  const found = spansIn(question, words, { wording, say })
  for (const [sign, pattern] of wording.comparing) {
    for (const match of question.matchAll(pattern)) {
      const at = match.index + match[0].length
      const number = amount.exec(question.slice(at))
      if (!number) continue
      const [whole, digits, behind = ''] = number
      const scale = wording.scales[behind]
      const value = numberOf(digits!.replace(/[.,'’]+$/u, ''), wording.decimal)?.value
      if (value === undefined) continue
      // A word behind the amount that is neither unit nor scale is a word of the question.
      const isMoney = /^\s*(?:[$€£¥]|[a-z]{3}\s)/u.test(whole) || isCurrency.test(behind) || /^[$€£¥]$/u.test(behind)
      const isTaken = scale !== undefined || !/^\p{L}/u.test(behind) || isMoney
      const end = at + (isTaken ? whole.length : whole.length - behind.length)
      say(match.index, end)
      const from = words.findIndex((word) => word.end > match.index)
      const to = words.findLastIndex((word) => word.start < end)
      if (!found.some((one) => one.from <= to && one.to >= from)) found.push({ sign, value: value * (scale ?? 1), isMoney, from, to })
    }
  }
  return found
}

/** “Between 900 and 1,200”: two comparisons over the same words. */
function spansIn(question: string, words: readonly Token[], { wording, say }: Comparing): Comparison[] {
  return [...question.matchAll(between)].flatMap((match) => {
    const { low, high, unit = '' } = match.groups!
    const [from, to] = [low!, high!].map((digits) => numberOf(digits.replace(/[.,'’]+$/u, ''), wording.decimal)?.value)
    if (from === undefined || to === undefined) return []
    const isMoney = /[$€£¥]/u.test(match[0]) || isCurrency.test(unit)
    const isTaken = isMoney || !/^\p{L}/u.test(unit)
    const end = match.index + match[0].length - (isTaken ? 0 : unit.length)
    say(match.index, end)
    const place = { from: words.findIndex((word) => word.end > match.index), to: words.findLastIndex((word) => word.start < end), isMoney }
    return [
      { sign: '>=', value: from, ...place },
      { sign: '<=', value: to, ...place },
    ]
  })
}

const between =
  /(?<!\p{L})(?:between|zwischen|entre)\s+[$€£¥]?\s?(?<low>\d[\d.,'’]*)\s*(?:[$€£¥]|euros?|eur|dollars?)?\s+(?:and|und|et|y)\s+[$€£¥]?\s?(?<high>\d[\d.,'’]*)(?:\s?(?<unit>%|[$€£¥]|\p{L}+))?/gu

const isCurrency = /^(?:eur|usd|gbp|chf|jpy|cny|sek|nok|dkk|pln|czk|huf|euros?|dollars?|pounds?|francs?|franken)$/u
