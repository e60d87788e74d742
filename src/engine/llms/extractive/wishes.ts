import { plainNumber } from '../../answer/facts'
import { meanTheSame } from '../../answer/synonyms'
import { cellsOf } from '../../answer/tables'
import { termOf, tokensOf } from '../../words'
import { bearerIn, namesBearer } from './bearers'
import { clock, currency, dates, number, span, times } from './times'

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
  /** A sum or a measure is asked for: in a row of a table the column says which, and the number stands alone. */
  isFigure?: boolean
  /** A moment is asked for: verbs may be said by prepositions, “until 9 May” for the end. */
  isMoment?: boolean
  /** What says it so that nothing else can be meant: a colon may say a reason, “because” surely does. */
  plainly?: RegExp
  /** Who or what bears this name is asked for: a sentence has to give the name. */
  bearer?: string
}

const wish = (answer: string, required: boolean, covers?: string): Wish => ({
  answer: new RegExp(answer, 'iu'),
  covers: covers ? new RegExp(String.raw`^(?:${covers})`, 'u') : undefined,
  required,
})

const unit = String.raw`(?:(?:square|sq\.?|cubic)\s*\p{L}+|(?:m|km|cm|mm|ft|in|kg|g|t|ha|l|ml|dB|bar|V|kV|W|kW|MW|MB|GB|TB|kN|N|Hz)\b[²³]?|m[²³]|met(?:re|er)s?|(?:kilo|centi|milli)\p{L}+|inch(?:es)?|foot|feet|yards?|miles?|acres?|hectares?|lit(?:re|er)s?|gallons?|tonn?e?s?|pounds?|degrees?|°\s*[CF]?|%|per ?cent|decibels?|volts?|watts?|pages?|seats?|rooms?|members?|people|persons?|employees|inhabitants|copies|${span}|${currency})`
/** A number with a unit, or edges of a thing: 2,100 × 900. A bare number may be a date, a clause or a count of something else. */
const measure = String.raw`${number}(?:\s+(?:hundred|thousand|million|billion))*[\s-]*${unit}|${currency}\s*\d|\d\s*[x×]\s*\d|\b(?:height|width|depth|length|size|area|diameter)\b[^.;|]{0,20}\d`
/** How large a thing is: its area or size, not the width of one of its parts. */
const plainSize = /\b(?:square|sq|area|size|measures?|covers?|hectares?|acres?|large|big|floor space)\b|m²|\d\s*[x×]\s*\d/iu
const anyMeasure = { ...wish(measure, true, 'high|larg|big|small'), isFigure: true }
const anyNumber = wish(number, true, 'high|larg|big|small')

const colours = String.raw`\b(?:black|white|gr[ea]y|red|blue|green|yellow|brown|orange|purple|violet|pink|beige|gold(?:en)?|silver|turquoise|crimson|maroon|cream|colou?r\w*)\b`

const plainReason = String.raw`\b(?:because|due to|reason|cause[ds]?|owing to|as a result)\b`
const otherReason = String.raw`\b(?:since|so that|therefore|thus|in order to)\b|:`

const wishes: [question: RegExp, wish: Wish][] = [
  [
    /\b(?:phone|telephone|mobile|fax) numbers?\b|\btelefonnummer\b|\bnuméro de téléphone\b|\bnúmero de teléfono\b/iu,
    wish(String.raw`(?<!\d)\+?\(?\d(?:[\s()/.-]*\d){6,}`, true, 'phone|telephone|mobil|fax|number'),
  ],
  [/\be-?mail addres{1,2}(?:es)?\b|\be-?mail-?adresse\b/iu, wish(String.raw`[\w.+-]+@[\w-]+\.\w`, true, 'mail|e|email|addres')],
  [/\bISBN\b/iu, wish(String.raw`\bISBN\b.{0,20}\d(?:[\s-]?[\dX]){8,}`, true)],
  [/\b(?:boiling|melting|freezing|flash) points?\b|\b(?:what|which) (?:is|was) .*\btemperature\b/iu, wish(measure, true)],
  [
    /\bpopulation of\b|\b(?:what|which) (?:is|was) .*\bpopulation\b/iu,
    wish(String.raw`\d[\d.,]{2,}|${number}\s+(?:thousand|million|billion|people|inhabitants)`, true),
  ],
  [
    /\bwas kostet\b|\bwie ?viel kostet\b|\bwie teuer\b|\bcombien coûte|\bcu[aá]nto cuesta|\bquanto (?:costa|custa)|\bhoeveel kost\b|\b(?:what|how much)\b.*\b(?:costs?|prices?|fees?|fares?|salary|wages?|pay|paid|earn|spend|spent|charged?|worth|fines?|rent|budget|grant)\b/iu,
    {
      ...wish(
        String.raw`${currency}\s*${number}|${number}\s*${currency}|\b\d[\d,]*\.\d\d\b|\bfree of\b`,
        true,
        'cost|pric|worth|kost|teuer|preis|coût|cuest|custa',
      ),
      isFigure: true,
    },
  ],
  [
    /\b(?:what|which) (?:share|percentage|proportion|fraction)\b|\bwhat percent/iu,
    wish(
      String.raw`${number}\s*(?:%|per ?cent)|\b(?:half|third|quarter|fifth|most|all|none)s?\b`,
      true,
      'shar|percent|proportion|fraction',
    ),
  ],
  [/\bwhat (?:is|was|are|were) (?:the|its|their|our|my) [^?]*?\b(?:rates?|discounts?)\b/iu, wish(number, true)],
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
  [
    /\bhow old\b/iu,
    wish(
      String.raw`\b(?:born|built|found|founded|established|erected|constructed|opened|made|created|dates?|dating|since)\b[^.;]{0,60}(?:${dates})|${number}[\s-]*years?|\bage[ds]?\s+(?:of\s+)?${number}`,
      true,
      'old|age',
    ),
  ],
  [
    /\bhow (?:heavy|much (?:do|does|did) .+ weigh)\b/iu,
    wish(String.raw`${number}\s*(?:kg|g|t|kilo\w*|grams?|tonn?e?s?|pounds?|ounces?|lbs?)\b`, true, 'heav|weigh'),
  ],
  [/\bhow (?:fast|quick)/iu, wish(String.raw`${number}`, true, 'fast|speed|quick')],
  [/\bhow (?:big|large)\b|\b(?:what|which) (?:is the )?(?:size|area)\b/iu, { ...anyMeasure, plainly: plainSize }],
  [/\bhow (?:far|high|tall|deep|wide|thick|hot|cold|warm|loud|strong|broad|small)\b/iu, anyMeasure],
  [/\bhow (?:many|much)\b/iu, anyNumber],
  [/\b(?:what|which) colou?rs?\b/iu, wish(colours, true, 'colour|color')],
  [
    /\bwhen\b|\b(?:what|which) (?:date|day|year|month|time|century)\b|\b(?:opening|closing|business|office|visiting) (?:hours|times?)\b/iu,
    { ...wish(`${dates}|${clock}|${times}`, true, 'hour|time'), isMoment: true },
  ],
  [/\b(?:what|which) (?:is|was|are|were) [\p{L}\s'’-]*\b(?:dates?|deadlines?)\b/iu, wish(`${dates}|${clock}`, true)],
  [/\bwho(?:se|m)?\b/iu, { answer: /[^.!?]\s(?:\p{Lu}\p{Ll}+)/u, covers: undefined, required: false }],
  [/\bwhere\b/iu, wish(String.raw`\b(?:in|at|on|near|from|to|off|under|above|behind)\s+(?:the\s|a\s)?\p{L}`, false)],
  [
    /\bwhy\b|\bwhat (?:caused|is the (?:reason|cause))\b/iu,
    { ...wish(`${plainReason}|${otherReason}`, false, 'reason|caus'), plainly: new RegExp(plainReason, 'iu') },
  ],
]

const asksForLongForm =
  /\b(?:[Ww]hat do(?:es)?|[Ww]as (?:bedeutet|heißt))\s+["“‘']?(\p{Lu}[\p{Lu}\p{N}&.-]+)["”’']?\s*(?:stand for|mean|\?|$)|\b[Ww]hat is\s+(\p{Lu}[\p{Lu}\p{N}&.-]+) short for\b/u

/** What an abbreviation stands for: the words it is short for stand before or behind it in brackets, or a verb says so. */
function shortIn(question: string): Wish | undefined {
  const found = asksForLongForm.exec(question)
  const short = (found?.[1] ?? found?.[2])?.replaceAll(/[.&-]/gu, String.raw`\$&`)
  if (!short) return undefined
  const said = String.raw`[\p{L}-]+\s+[\p{L}-]+\s+\(["“]?${short}s?["”]?[);,]|\b${short}\b["”]?\s*(?:\(\p{L}[\p{L}-]+\s+\p{L}|stands? for|is short for|means|abbreviates)`
  return wish(said, true, 'stand|mean|short')
}

/** What kind of thing a question wants to hear: a sum, a length of time, a number, a day, a name, a reason. */
export function wishOf(question: string, counted: readonly string[]): Wish | undefined {
  const short = shortIn(question)
  if (short) return short
  const bearer = bearerIn(question)
  if (bearer) return { answer: /\p{Lu}/u, covers: undefined, required: true, bearer }
  const found = wishes.find(([asked]) => asked.test(question))?.[1]
  return found && found.answer === anyNumber.answer && counted.length > 0 ? { ...found, counted } : found
}

/** How many words may stand between a number and what it counts. */
const countedWithin = 4

/** Whether a sentence says such a thing as is asked for. */
export function says({ answer, counted, bearer }: Wish, sentence: string): boolean {
  if (bearer) return namesBearer(sentence, bearer)
  if (!answer.test(withoutReferences(sentence))) return false
  if (!counted) return true
  const terms = tokensOf(withoutReferences(sentence)).map(({ word }) => ({
    term: termOf(word),
    number: plainNumber(word) !== null || /^(?:no|none|half)$/iu.test(word),
  }))
  const isCounted = (term: string) => counted.some((one) => meanTheSame(one, term))
  return terms.some(
    ({ term }, i) =>
      isCounted(term) && terms.slice(Math.max(0, i - countedWithin), i + (isLabel(sentence) ? countedWithin : 2)).some((one) => one.number),
  )
}

/** Whether a row of a table says a figure that is asked for: which one it is, its column says. */
export function saysFigure({ isFigure }: Wish, row: string): boolean {
  return (
    Boolean(isFigure) &&
    cellsOf(row)
      .slice(1)
      .some((cell) => /\d/u.test(cell))
  )
}

/** Whether it says it so that nothing else can be meant. */
export function saysPlainly(one: Wish, sentence: string): boolean {
  return says(one, sentence) && (one.plainly?.test(sentence) ?? true)
}

/** Numbers of clauses and parts are no dates, measures or counts. */
function withoutReferences(sentence: string): string {
  return sentence
    .replace(/^[\s#>*•-]*\(?\d{1,3}(?:\.\d{1,3})+[.)]?\s+(?=\p{Lu})/u, '')
    .replace(
      /\b(?:clauses?|sections?|articles?|Arts?\.|paragraphs?|chapters?|schedules?|annex|figures?|tables?|pages?|No\.)\s+\d+(?:\.\d+)*/giu,
      ' ',
    )
}

/** “Seats: 24”, a row of a table: the number may stand behind what it counts. */
function isLabel(sentence: string): boolean {
  return /[|:]|\bnumber of\b/iu.test(sentence)
}
