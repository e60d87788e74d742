import { plainNumber } from '../../answer/facts'
import { termOf, tokensOf } from '../../words'
import type { Asked, QuestionPart } from './question'
import { isMeant, saysMoment } from './meanings'

/** Terms of a text, by where they stand seen from one of its sentences. */
export interface Surroundings {
  /** The sentence as it stands. */
  raw: string
  sentence: ReadonlySet<string>
  /** The headings above it and the name of its document. */
  headings: ReadonlySet<string>
  /** The sentences beside it. */
  beside: ReadonlySet<string>
  passage: ReadonlySet<string>
  /** What else was found of the same document: it may give names. */
  document: ReadonlySet<string>
}

/** How much a word counts by where it stands. */
const inSentence = 1
const inHeadings = 0.9
const besideIt = 0.8
const inPassage = 0.6
const inDocument = 0.45

export interface Held {
  /** Share of the question's weight that the sentence and what is around it hold, 0 to 1. */
  share: number
  /** The same of the sentence and its headings alone. */
  own: number
  /** How many of its words of weight stand nowhere around. */
  absent: number
  /** Whether the sentence itself says a name or number asked about. */
  saysName: boolean
  /** Whether every name and number asked about stands there. */
  hasNames: boolean
  /** Share of the words the question is made of, its verb and its nouns, that stand in the sentence or its headings. */
  subjectShare: number
}

/** The terms of a text as questions are compared with them. */
export function termsIn(text: string): Set<string> {
  return new Set(tokensOf(text).map(({ word }) => plainNumber(word) ?? termOf(word)))
}

/** How much of a part of a question a sentence holds; `saysWish` where it says such a thing as is asked for. */
export function heldBy(part: QuestionPart, around: Surroundings, saysWish: boolean): Held {
  let all = 0
  let held = 0
  let own = 0
  let absent = 0
  let hasNames = true
  let saysName = false
  let subject = 0
  let subjectHeld = 0
  for (const one of part.asked) {
    const level = levelOf(one, part, around, saysWish)
    all += one.weight
    held += one.weight * level
    if (level >= inHeadings) own += one.weight * level
    if (level === 0 && one.weight >= 1) absent++
    if (one.required && level >= inSentence) saysName = true
    if (one.weight >= 1) subject++
    if (one.weight >= 1 && level >= inHeadings) subjectHeld++
    if (one.required && level < inDocument) hasNames = false
  }
  return all > 0
    ? { share: held / all, own: own / all, absent, saysName, hasNames, subjectShare: subject > 0 ? subjectHeld / subject : 1 }
    : { share: 0, own: 0, absent: 0, saysName: false, hasNames: false, subjectShare: 0 }
}

/** Where a word stands; of a name of several words, their mean. */
function levelOf({ words, required }: Asked, { asked, wish }: QuestionPart, around: Surroundings, saysWish: boolean): number {
  const levels = words.map(([term]): number => {
    if (saysWish && wish?.covers?.test(term!)) return inSentence
    const holds = (terms: ReadonlySet<string>) => terms.has(term!) || (!required && [...terms].some((other) => isMeant(term!, other)))
    if (holds(around.sentence)) return inSentence
    if (wish?.isMoment && saysMoment(term!, around.raw) && saysAnother(asked, term!, around.sentence)) return inSentence
    if (holds(around.headings)) return inHeadings
    if (holds(around.beside)) return besideIt
    if (holds(around.passage)) return inPassage
    return around.document.has(term!) ? inDocument : 0
  })
  return levels.reduce((sum, level) => sum + level, 0) / levels.length
}

/** A preposition says when something ends only of what the sentence itself speaks of. */
function saysAnother(asked: readonly Asked[], term: string, sentence: ReadonlySet<string>): boolean {
  const others = asked.flatMap((one) => one.words.map(([word]) => word!)).filter((word) => word !== term)
  return others.length === 0 || others.some((word) => [...sentence].some((said) => isMeant(word, said)))
}
