import { tellingTokens, tokensOf } from '../../words'
import { amountsOf, plainNumber } from '../facts'
import { isSameWord } from './sameWord'

/*
 * Who does what to whom, as far as the order of words tells it, and which number goes with which thing. No grammar is known: a claim that
 * turns its source’s words round a third one says the contrary, where not one of both is in the passive.
 */

const listBreak = /[,;]\s+|\s+(?:and|but|while|whereas|und|aber|sowie|während)\s+/iu
const classes: readonly string[][] = [
  'north south east west northern southern eastern western nord süd ost west norden süden osten westen'.split(' '),
  'monday tuesday wednesday thursday friday saturday sunday weekday weekend montag dienstag mittwoch donnerstag freitag samstag sonntag'.split(
    ' ',
  ),
  'january february march april may june july august september october november december'.split(' '),
]

/** A part of a sentence that begins so has a subject of its own. */
const ownSubject = /^(?:(?:the|an?|each|every|all|der|die|das|ein|eine)\s|\p{Lu})/u

interface Place {
  term: string
  at: number
}

/** Whether the words of a claim stand turned round in the source: “A pays B” for “B pays A”, “A is paid by B” for “A pays B”. */
export function isTurnedRound(claim: readonly string[], claimText: string, sourceText: string): boolean {
  const source = tokensOf(sourceText).map(({ word, term }) => plainNumber(word) ?? term)
  const placed = claim.flatMap((term): Place[] => {
    const at = source.flatMap((one, i) => (isSameWord(term, one) ? [i] : []))
    return at.length === 1 ? [{ term, at: at[0]! }] : []
  })
  const isOtherVoice = isPassive(claimText) !== isPassive(sourceText)
  for (let i = 0; i < placed.length; i++)
    for (let j = i + 1; j < placed.length; j++)
      for (let k = j + 1; k < placed.length; k++) {
        const [a, v, b] = [placed[i]!.at, placed[j]!.at, placed[k]!.at]
        if (!isOtherVoice && a > v && v > b) return true
        if (isOtherVoice && a < v && v < b && standsBehindBy(placed[k]!.term, isPassive(claimText) ? claimText : sourceText)) return true
      }
  return false
}

const be = /(?<!\p{L})(?:is|are|was|were|be|been|being|gets?|got|wird|werden|wurden?|worden)(?!\p{L})/iu
const by = /(?<!\p{L})(?:by|von|durch)\s+(?!\d|\p{L}+ing\b)/iu

function isPassive(text: string): boolean {
  const start = be.exec(text)
  return start !== null && by.test(text.slice(start.index))
}

function standsBehindBy(term: string, text: string): boolean {
  const behind = by.exec(text)
  return (
    behind !== null &&
    tokensOf(text.slice(behind.index))
      .slice(1, 5)
      .some((token) => isSameWord(token.term, term))
  )
}

/** Parts of a sentence that have a subject each. */
const ownClause =
  /;\s+|,?\s+(?:while|whereas|but|während|aber)\s+|,?\s+(?:and|und)\s+(?=(?:the|der|die|das)\s+\p{L}+\s+\p{L}+(?:s|ed|t)\s)/iu

/** Whether a claim takes its words from two parts of a sentence that have a subject each: who did one thing did not do the other. */
export function isMixed(claim: readonly string[], claimText: string, sourceText: string): boolean {
  const parts = sourceText.split(ownClause)
  if (parts.length < 2 || ownClause.test(claimText)) return false
  return !parts.some((part) => {
    const there = tokensOf(part).map(({ word, term }) => plainNumber(word) ?? term)
    return claim.every((term) => there.some((other) => isSameWord(term, other)))
  })
}

const fromTo = (value: string, text: string, start: number) => {
  const before = /(?<!\p{L})(to|by|from|auf|um|von)\s+[€$£]?$/iu.exec(text.slice(Math.max(0, start - 8), start))
  return before && value ? before[1]!.toLowerCase() : null
}

/** Whether a number is what something rose to in one and by in the other. */
export function isSteppedOtherwise(claimText: string, sourceText: string): boolean {
  const there = amountsOf(sourceText)
  return amountsOf(claimText).some(({ value, start }) => {
    const said = fromTo(value, claimText, start)
    const steps = there.filter((one) => one.value === value).map((one) => fromTo(one.value, sourceText, one.start))
    return said !== null && steps.length > 0 && steps.every((step) => step !== null && step !== said)
  })
}

/** Whether a claim puts a number, a day or a direction to a thing that has another one in the source. */
export function isBoundOtherwise(claim: readonly string[], claimText: string, sourceText: string): boolean {
  const parts = claimText.split(listBreak)
  const segments = sourceText.split(listBreak)
  if (segments.length < 2) return false
  return parts.some((part) => {
    const slots = slotsOf(part)
    const own = new Set(tokensOf(part).map(({ term }) => term))
    const things = claim.filter((term) => own.has(term) && plainNumber(term) === null && !slots.some((slot) => slot.word === term))
    return slots.some((slot) => things.some((thing) => isElsewhere(slot, thing, segments, slots)))
  })
}

interface Slot {
  kind: string
  word: string
}

function slotsOf(text: string): Slot[] {
  const numbers = amountsOf(text).map(({ value, unit, start }) => ({ kind: kindOf(value, unit, text, start), word: value }))
  const words = tokensOf(text).flatMap(({ word, term }) => {
    const kind = classes.findIndex((names) => names.includes(word.toLowerCase()) || names.includes(word.toLowerCase().replace(/s$/u, '')))
    return kind < 0 ? [] : [{ kind: `class ${kind}`, word: term }]
  })
  return [...numbers, ...words]
}

/** Years and days of a month are other numbers than those that count something. */
function kindOf(value: string, unit: string | null, text: string, start: number): string {
  if (unit) return `number of ${unit}`
  if (/^(?:1[5-9]|20)\d\d$/u.test(value)) return 'year'
  const around = text.slice(Math.max(0, start - 12), start + value.length + 12).toLowerCase()
  return classes[2]!.some((month) => around.includes(month)) ? 'day' : 'number'
}

/** Whether a thing stands with another number or day of the kind, and never with this one. What a sentence begins with goes with all of it. */
function isElsewhere(slot: Slot, thing: string, segments: readonly string[], own: readonly Slot[]): boolean {
  const holds = (segment: string, term: string) => tokensOf(segment).some((token) => isSameWord(token.term, term))
  const holding = segments.filter((segment) => holds(segment, thing))
  const slots = holding.map(slotsOf)
  const isSlot = (one: Slot) => one.kind === slot.kind && one.word === slot.word
  if (holding.length === 0 || slots.some((all) => all.some(isSlot))) return false
  const goal = segments.find((segment) => slotsOf(segment).some(isSlot))
  const isSubject = isSameWord(tellingTokens(segments[0]!)[0]?.term ?? '', thing)
  if (isSubject && goal && !ownSubject.test(goal)) return false
  return slots.some((all) =>
    all.some((one) => one.kind === slot.kind && !own.some((mine) => mine.kind === one.kind && mine.word === one.word)),
  )
}
