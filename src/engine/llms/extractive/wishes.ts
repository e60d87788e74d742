import { plainNumber } from '../../answer/facts'
import { meanTheSame } from '../../answer/synonyms'
import { termOf, tokensOf } from '../../words'

/** What kind of thing a question wants to hear. */
export interface Wish {
  /** What a sentence that says such a thing looks like. */
  answer: RegExp
  /** What is counted, where a number is asked for: it has to stand close behind one. */
  counted?: readonly string[]
  /** Terms of the question that such a thing stands for: a sum of money says what something costs. */
  covers: RegExp | undefined
  /** Whether a sentence without it is no answer. */
  required: boolean
}

const number = String.raw`(?:\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|dozen|both|once|twice|none|no)\b)`
const span = String.raw`(?:second|minute|hour|day|week|fortnight|month|quarter|year|decade|centur(?:y|ie))s?`
const currency = String.raw`(?:[€$£¥]|EUR|USD|GBP|CHF|JPY|euros?|dollars?|cents?|pounds?|francs?|yen)`
const dates = String.raw`\b(?:1\d|20)\d\d\b|\b\d{1,2}[./]\d{1,2}\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\bcentur(?:y|ies)\b`
const times = String.raw`\b(?:after|before|until|since|within|during|once|when|whenever|as soon as|by the|every|each|daily|weekly|monthly|yearly|annually|always|never|today|days?|weeks?|months?|years?|hours?|minutes?|noon|midnight|spring|summer|autumn|winter|a\.m|p\.m)\b`

const wish = (answer: string, required: boolean, covers?: string): Wish => ({
  answer: new RegExp(answer, 'iu'),
  covers: covers ? new RegExp(String.raw`^(?:${covers})`, 'u') : undefined,
  required,
})

const anyNumber = wish(number, true, 'high|larg|big|small')

const wishes: [question: RegExp, wish: Wish][] = [
  [
    /\b(?:what|how much)\b.*\b(?:costs?|prices?|fees?|fares?|salary|wages?|pay|paid|earn|spend|spent|charged?|worth|fines?|rent|budget|grant)\b/iu,
    wish(String.raw`${currency}\s*${number}|${number}\s*${currency}|\b\d[\d,]*\.\d\d\b|\bfree of\b`, true, 'cost|pric|worth'),
  ],
  [
    /\b(?:what|which) (?:share|percentage|proportion|fraction)\b|\bwhat percent/iu,
    wish(
      String.raw`${number}\s*(?:%|per ?cent)|\b(?:half|third|quarter|fifth|most|all|none)s?\b`,
      true,
      'shar|percent|proportion|fraction',
    ),
  ],
  [
    /\bhow often\b/iu,
    wish(String.raw`\b(?:once|twice|daily|weekly|monthly|yearly|annually|always|never|seldom|rarely|every|each|times?|${span})\b`, true),
  ],
  [
    /\bhow long\b|\bwhat (?:is|was|are) .*\b(?:period|duration)\b/iu,
    wish(
      String.raw`${number}[\s-]+(?:\w+\s+)?${span}|${number}\s*(?:m|km|cm|mm|met(?:re|er)s?|kilomet(?:re|er)s?|feet|miles?)\b|\buntil\b`,
      true,
      'last|tak|long|length|period|durat',
    ),
  ],
  [/\bhow old\b/iu, wish(dates + String.raw`|${number}\s*years?`, true, 'old|age')],
  [
    /\bhow (?:heavy|much (?:do|does|did) .+ weigh)\b/iu,
    wish(String.raw`${number}\s*(?:kg|g|t|kilo\w*|grams?|tonn?e?s?|pounds?|ounces?|lbs?)\b`, true, 'heav|weigh'),
  ],
  [/\bhow (?:fast|quick)/iu, wish(String.raw`${number}`, true, 'fast|speed|quick')],
  [/\bhow (?:many|much|far|high|tall|deep|wide|thick|big|large|hot|cold|warm|loud|strong|broad|small)\b/iu, anyNumber],
  [/\bwhen\b|\b(?:what|which) (?:date|day|year|month|time|century)\b/iu, wish(`${dates}|${times}`, true)],
  [/\bwho(?:se|m)?\b/iu, { answer: /[^.!?]\s\p{Lu}\p{Ll}+/u, covers: undefined, required: false }],
  [/\bwhere\b/iu, wish(String.raw`\b(?:in|at|on|near|from|to|off|under|above|behind)\s+(?:the\s|a\s)?\p{L}`, false)],
  [
    /\bwhy\b|\bwhat (?:caused|is the (?:reason|cause))\b/iu,
    wish(
      String.raw`\b(?:because|since|due to|so that|therefore|reason|cause[ds]?|thus|owing to|as a result|in order to)\b|:`,
      false,
      'reason|caus',
    ),
  ],
]

/** What kind of thing a question wants to hear: a sum, a length of time, a number, a day, a name, a reason. */
export function wishOf(question: string, counted: readonly string[]): Wish | undefined {
  const found = wishes.find(([asked]) => asked.test(question))?.[1]
  return found && found.answer === anyNumber.answer && counted.length > 0 ? { ...found, counted } : found
}

/** How many words may stand between a number and what it counts. */
const countedWithin = 4

/** Whether a sentence says such a thing as is asked for. */
export function says({ answer, counted }: Wish, sentence: string): boolean {
  if (!answer.test(sentence)) return false
  if (!counted) return true
  const terms = tokensOf(sentence).map(({ word }) => ({
    term: termOf(word),
    number: plainNumber(word) !== null || /^(?:no|none|half)$/iu.test(word),
  }))
  const isCounted = (term: string) => counted.some((one) => meanTheSame(one, term))
  return terms.some(
    ({ term }, i) =>
      isCounted(term) && terms.slice(Math.max(0, i - countedWithin), i + (isLabel(sentence) ? countedWithin : 2)).some((one) => one.number),
  )
}

/** “Seats: 24”, a row of a table: the number may stand behind what it counts. */
function isLabel(sentence: string): boolean {
  return /[|:]|\bnumber of\b/iu.test(sentence)
}

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
}

/** Terms that ask for a measure, with those that say it. */
export const measures = new Map(Object.entries(measured).map(([word, others]) => [termOf(word), new Set(others.map(termOf))]))
