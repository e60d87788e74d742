import { plainNumber } from '../../answer/facts'
import { meanTheSame } from '../../answer/synonyms'
import { termOf, tokensOf } from '../../words'
import type { Asked, QuestionPart } from './question'
import { measures } from './wishes'

/** Terms of a text, by where they stand seen from one of its sentences. */
export interface Surroundings {
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
  for (const one of part.asked) {
    const level = levelOf(one, part, around, saysWish)
    all += one.weight
    held += one.weight * level
    if (level >= inHeadings) own += one.weight * level
    if (level === 0 && one.weight >= 1) absent++
    if (one.required && level >= inSentence) saysName = true
    if (one.required && level < inDocument) hasNames = false
  }
  return all > 0
    ? { share: held / all, own: own / all, absent, saysName, hasNames }
    : { share: 0, own: 0, absent: 0, saysName: false, hasNames: false }
}

/** Where a word stands; of a name of several words, their mean. */
function levelOf({ words, required }: Asked, { wish }: QuestionPart, around: Surroundings, saysWish: boolean): number {
  const levels = words.map(([term]): number => {
    if (saysWish && wish?.covers?.test(term!)) return inSentence
    const holds = (terms: ReadonlySet<string>) => terms.has(term!) || (!required && [...terms].some((other) => isMeant(term!, other)))
    if (holds(around.sentence)) return inSentence
    if (holds(around.headings)) return inHeadings
    if (holds(around.beside)) return besideIt
    if (holds(around.passage)) return inPassage
    return around.document.has(term!) ? inDocument : 0
  })
  return levels.reduce((sum, level) => sum + level, 0) / levels.length
}

function isMeant(asked: string, said: string): boolean {
  return meanTheSame(asked, said) || (measures.get(asked)?.has(said) ?? false)
}
