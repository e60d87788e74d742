import { type Token, tokensOf } from '../../words'
import { numberOf } from './values'

/*
 * What a question asks to be computed, in its own words: which figure, of what, under which conditions. Whether a table can answer it is
 * told by plan.ts. A question that asks for no figure has no wish.
 */

export type Figure = 'sum' | 'average' | 'count' | 'highest' | 'lowest' | 'list'

export interface Comparison {
  sign: '>' | '>=' | '<' | '<=' | '='
  value: number
  /** Places of its words among the question's words. */
  from: number
  to: number
}

export interface Wish {
  figure: Figure
  words: Token[]
  /** Words that are said for already, by place: the figure, comparisons, small words. */
  said: Set<number>
  /** Words that need no telling where they name nothing, by place. */
  general: Set<number>
  comparisons: Comparison[]
  /** Place of the first word of what the rows are grouped by (“per region”); -1 where they are not. */
  groupedAt: number
  /** Place of the first word after “which” or “who”: what is to be named. */
  namedAt: number
  /** The question says “expensive” or “cheap”, which is said of prices only. */
  ofPrices: boolean
}

const figures: readonly [Figure, RegExp][] = [
  ['count', /\b(?:how many|number of|count(?: of)?|wie viele|anzahl(?: der)?)\b/giu],
  ['average', /\b(?:averages?|mean|on average|im durchschnitt|durchschnitt(?:liche?[rsnm]?)?)\b/giu],
  ['sum', /\b(?:in total|total|sum(?: of)?|altogether|all together|combined|add(?:s|ed)? up(?: to)?|insgesamt|summe|gesamt)\b/giu],
  [
    'highest',
    /\b(?:highest|largest|biggest|greatest|maximum|most expensive|dearest|longest|most|höchste[rsn]?|größte[rsn]?|teuerste[rsn]?)\b/giu,
  ],
  [
    'lowest',
    /\b(?:lowest|smallest|minimum|least expensive|cheapest|shortest|least|fewest|niedrigste[rsn]?|kleinste[rsn]?|billigste[rsn]?)\b/giu,
  ],
]
/** “at most” and “at least” compare; they are no extremes. */
const comparing: readonly [Comparison['sign'], RegExp][] = [
  ['>=', /\b(?:at least|no less than|not less than|from|mindestens|>=|≥)\s*/giu],
  ['<=', /\b(?:at most|no more than|not more than|up to|höchstens|<=|≤)\s*/giu],
  ['>', /(?:\b(?:more|greater|higher|larger|bigger|longer) than|\b(?:over|above|exceed(?:s|ed|ing)?|beyond|über|mehr als)|>)\s*/giu],
  ['<', /(?:\b(?:less|lower|smaller|fewer|shorter) than|\b(?:under|below|unter|weniger als)|<)\s*/giu],
  ['=', /(?:\b(?:exactly|equal to|equals|genau)|=)\s*/giu],
]
const amount = /^(?:[$€£¥]|[A-Z]{3}\s)?\s*\d[\d.,'’]*(?:\s?(?:%|[$€£¥]|[A-Z]{3}\b|thousand|million|k|m)\b)?/u
const scales: Record<string, number> = { thousand: 1_000, k: 1_000, million: 1_000_000, m: 1_000_000 }
/** Words that ask and name nothing. */
const small =
  wordsIn(`a an the of in on at for to by with from is are was were be been do does did has have had i me we us our my you your it its there that this
these those and or what which who whose how many much give show tell list find get please can could would all any each every per only also as
than them they different distinct der die das den dem des ein eine ist sind war waren hat haben wie viel viele welche welcher welches wer bitte zeige nenne alle
jede jeder im und oder mit für je pro verschiedene`)
/** Words that may name a column, and where they name none, say nothing of a row. */
const generals =
  wordsIn(`row rows entry entries record records line lines table tables sheet sheets column columns value values figure figures amount amounts name
names item items number listed zeile zeilen tabelle spalte wert werte betrag eintrag einträge`)

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u))
}

/** Whether a question asks for a figure that a table may give: cheap, for every question is asked. */
export function asksForFigure(question: string): boolean {
  return wishOf(question) !== null
}

/** What a question asks to be computed; null where it asks for no figure. */
export function wishOf(question: string): Wish | null {
  const words = tokensOf(question)
  const said = new Set<number>()
  const say = (start: number, end: number) => words.forEach((word, i) => word.start < end && word.end > start && said.add(i))
  const comparisons = comparisonsIn(question, words, say)
  const asked = figures.flatMap(([figure, pattern]) => [...question.matchAll(pattern)].map((match) => ({ figure, match })))
  const open = asked.filter(
    ({ match }) => !words.some((word, i) => said.has(i) && word.start >= match.index && word.start < match.index + match[0].length),
  )
  for (const { match } of open) say(match.index, match.index + match[0].length)
  const figure =
    chosen(open.map((one) => one.figure)) ??
    (comparisons.length > 0 && /\b(?:which|list|show|who|name|find|welche)\b/iu.test(question) ? 'list' : null)
  if (!figure) return null
  const general = new Set<number>()
  for (const [i, { word }] of words.entries()) {
    if (small.has(word.toLowerCase())) said.add(i)
    else if (generals.has(word.toLowerCase())) general.add(i)
  }
  const ofPrices = /expensive|cheap|dearest|teuer|billig/iu.test(question)
  return {
    figure,
    words,
    said,
    general,
    comparisons,
    ofPrices,
    groupedAt: wordAfter(question, words, grouping),
    namedAt: wordAfter(question, words, naming),
  }
}

const grouping = /\b(?:per|by|for each|for every|in each|je|pro|nach)\s+(?=\p{L})/iu
const naming = /\b(?:which|what|who|welche[rs]?|wer)\s+(?=\p{L})/iu

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

function comparisonsIn(question: string, words: readonly Token[], say: (start: number, end: number) => void): Comparison[] {
  const found: Comparison[] = []
  for (const [sign, pattern] of comparing) {
    for (const match of question.matchAll(pattern)) {
      const at = match.index + match[0].length
      const number = amount.exec(question.slice(at))
      if (!number) continue
      const value = amountOf(number[0])
      if (value === null) continue
      say(match.index, at + number[0].length)
      const from = words.findIndex((word) => word.end > match.index)
      const to = words.findLastIndex((word) => word.start < at + number[0].length)
      if (!found.some((one) => one.from <= to && one.to >= from)) found.push({ sign, value, from, to })
    }
  }
  return found
}

function amountOf(text: string): number | null {
  const scale = /\s?(thousand|million|k|m)$/iu.exec(text)
  const number = numberOf(scale ? text.slice(0, scale.index) : text, '.')
  return number ? number.value * (scale ? scales[scale[1]!.toLowerCase()]! : 1) : null
}
