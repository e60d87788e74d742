import { isStopWord, termOf, tokensOf } from '../words'
import { amountsOf, missingAmounts, noesOf, plainNumber } from './facts'
import { sentencesOf } from './sentences'
import { conditionsAgree, littleWordsAgree, saysAfterForBefore } from './support/bounds'
import { isWordForWord, quotesStand } from './support/literal'
import { isBoundOtherwise, isMixed, isSteppedOtherwise, isTurnedRound } from './support/order'
import { isSameWord } from './support/sameWord'
import { meanTheSame, saysContrary } from './synonyms'

/** Share of a claim's telling words that its sentence itself must hold; headings and the document's name may give the others. */
const ownShare = 0.6

/** Words that frame what is said and add nothing to it. */
const light = new Set(
  `number amount total period according also however therefore thus namely specifically respectively located take place approximately about
roughly around circa type kind namely furthermore moreover additionally overall ca etwa rund laut gemäß außerdem sowie zudem jedoch daher beträgt betragen`
    .split(/\s+/u)
    .map(termOf),
)
/** Words of German that tell nothing of themselves. */
const germanStopWords = new Set(
  `der die das den dem des ein eine einer eines einem einen und oder ist sind war waren wird werden wurde wurden hat haben hatte hatten sein seine
ihr ihre ihren ihrem von vom zu zum zur mit bei beim auf aus an am im in für durch über unter nach vor es er sie sich auch als wie dass daß man
dieser diese dieses diesem diesen nicht kein keine keinen keiner nur muss müssen kann können darf dürfen soll sollen alle jeder jede jedes jeden noch`.split(
    /\s+/u,
  ),
)
/** “According to the report, …”, “The lease says that …”: who says it is no part of what is said. */
const saidBy =
  /^(?:according to [^,]{1,60},|laut [^,]{1,60},|(?:the|this) (?:document|text|report|contract|lease|agreement|source|passage|article|paper) (?:also )?(?:says|states|notes|mentions|explains|specifies)(?: that)?)\s+/iu
/** A claim that says two things with a subject each may have them from two sentences. */
const ownSubject =
  /(?:;\s+|,?\s+(?:and|but|while|whereas|und|aber|während)\s+)(?=(?:the|an?|each|every|all|no|der|die|das|ein|eine)\s|\p{Lu}|\d)/u
/** A sentence that leans on the one before it. */
const pronounFirst = /^\W*(?:it|its|they|their|he|his|she|her|this|these|those|such|er|sie|es|dies\w*|seine?\w*|ihre?\w*)\s/iu

export interface Support {
  /** Share of the claim's telling words the source holds, 0 to 1; words of like meaning count. */
  score: number
  supported: boolean
}

/** What stands around a source. */
export interface Around {
  /** Headings and the document's name: they may name what a sentence speaks of. */
  background?: string
  /** The heads of the columns, where the source begins with a row of a table. */
  head?: string
}

/**
 * Whether a source says what a claim says: word for word; or, each part of it in one sentence, with every telling word of the claim there in
 * some form, the same numbers with their units, noes and limits, and no contrary, nothing turned round. What it quotes stands there literally.
 * A true sentence in freer words fails: this must never vouch for a false one.
 */
export function supportOf(claim: string, source: string, { background = '', head = '' }: Around = {}): Support {
  return { score: coverage(claim, `${source}\n${head}`), supported: isSaid(claim, source, { background, head }) }
}

/** Share of the telling words of a claim that a source holds, in some form or by a word of like meaning. */
export function coverage(claim: string, source: string): number {
  const wanted = tellingTerms(claim)
  if (wanted.length === 0) return 0
  const there = new Set(termsOf(source))
  const held = wanted.filter((term) => there.has(term) || [...there].some((other) => meanTheSame(term, other)))
  return held.length / wanted.length
}

function isSaid(claim: string, source: string, around: Required<Around>): boolean {
  if (!quotesStand(claim, source)) return false
  const sentences = sentencesOf(source).map(({ start, end }) => source.slice(start, end))
  if (isWordForWord(claim, sentences)) return true
  const units = sentences.flatMap((sentence, i) => [
    around.head ? `${sentence}\n${around.head}` : sentence,
    ...(i > 0 && pronounFirst.test(sentence) ? [`${sentences[i - 1]} ${sentence}`] : []),
  ])
  const said = inOneWay(claim.replace(saidBy, ''))
  const isSaidBy = (part: string) => units.some((unit) => says(inOneWay(unit), part, around.background))
  if (isSaidBy(said)) return true
  const parts = said.split(ownSubject)
  return parts.length > 1 && parts.every((part) => tellingTerms(part).length > 1 && isSaidBy(part))
}

/** Turns of phrase that say the same, put one way. */
function inOneWay(text: string): string {
  return text
    .replaceAll(/\b(is|are|was|were|been|be) (?:awarded|granted)\b/giu, '$1 received')
    .replaceAll(/\bn['’]t\b/giu, ' not')
    .replaceAll(/\btwo weeks\b/giu, '14 days')
    .replaceAll(/\btwice (?:a day|daily)\b/giu, '2 times a day')
}

function says(unit: string, claim: string, background: string): boolean {
  const wanted = tellingTerms(claim)
  const there = termsOf(unit)
  const own = wanted.filter((term) => there.some((other) => isSameWord(term, other)))
  const known = termsOf(background).filter((term) => plainNumber(term) === null)
  if (wanted.length === 0 || own.length < wanted.length * ownShare) return false
  if (!wanted.every((term) => own.includes(term) || light.has(term) || known.includes(term))) return false
  if (missingAmounts(claim, unit).length > 0 || addsUnit(claim, unit)) return false
  const clause = clauseOf(claim, unit)
  if (noesOf(claim) !== noesOf(clause) || !littleWordsAgree(claim, clause) || saysAfterForBefore(claim, unit)) return false
  if (!conditionsAgree(claim, unit)) return false
  if (saysContrary(wanted, termsOf(claim), there)) return false
  if (
    isMixed(
      own.filter((term) => !isSign(term)),
      claim,
      unit,
    ) ||
    isSteppedOtherwise(claim, unit)
  )
    return false
  return !isTurnedRound(own, claim, clause) && !isBoundOtherwise(own, claim, unit)
}

/** A sign or unit of a claim that nothing in the sentence names: “25 %” for “25 times”. */
function addsUnit(claim: string, unit: string): boolean {
  const there = amountsOf(unit)
  return amountsOf(claim).some(({ value, unit: said }) => {
    if (said === null || there.some((amount) => amount.value === value && amount.unit === said)) return false
    return !termsOf(unit).some((term) => isSameWord(term, termOf(said)))
  })
}

/** The shortest part of a sentence that holds as much of the claim as all of it does: a long one says no about other things too. */
function clauseOf(claim: string, unit: string): string {
  const clauses = unit.split(/[;:,]\s+|\s+(?:and|but|while|although|however|und|aber)\s+/iu)
  const wanted = tellingTerms(claim)
  const heldBy = (text: string) => {
    const there = termsOf(text)
    return wanted.filter((term) => there.some((other) => isSameWord(term, other))).length
  }
  const whole = heldBy(unit)
  return clauses.filter((clause) => heldBy(clause) === whole).sort((a, b) => a.length - b.length)[0] ?? unit
}

/** Words that tell something; a lone capital is a name (vitamin D), as are words in capitals (the US, WHO). */
function tellingTerms(text: string): string[] {
  const shouted = !/\p{Ll}/u.test(text)
  const tells = (word: string) => /^[B-HJ-Z]$/u.test(word) || (!isStopWord(word, { shouted }) && !germanStopWords.has(word.toLowerCase()))
  return [...new Set(wordsOf(text).flatMap((word) => (tells(word) ? [plainNumber(word) ?? termOf(word)] : [])))]
}

function termsOf(text: string): string[] {
  return wordsOf(text).map((word) => plainNumber(word) ?? termOf(word))
}

const isSign = (term: string) => ['percent', 'euro', 'dollar', 'pound'].includes(term)
const signs: Record<string, string> = { '%': ' percent ', '€': ' euro ', $: ' dollar ', '£': ' pound ' }

/** The words of a text, signs of money and shares among them. */
function wordsOf(text: string): string[] {
  return tokensOf(text.replaceAll(/[%€$£]/gu, (sign) => signs[sign]!)).map(({ word }) => word)
}
