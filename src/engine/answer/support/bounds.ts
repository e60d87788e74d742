import { termOf, tokensOf } from '../../words'
import { isSameWord } from './sameWord'

/*
 * Little words that change what a sentence says: limits, how many of them, only, must and may, before, if. A claim may not add one, and
 * some it may not leave out either.
 */

interface Little {
  pattern: RegExp
  /** A claim that leaves it out says something else. */
  mustStay?: boolean
  /** What says the same in the source. */
  alsoBy?: RegExp
}

const words = (list: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${list})(?![\\p{L}\\p{N}])`, 'iu')

const may = words(
  'may|might|can|could|able|possible|possibly|perhaps|permit\\w*|allow\\w*|entitled|option\\w*|right|kann|können|könnte\\w*|darf|dürfen|erlaubt|gestattet|möglich|vielleicht',
)
const must = words(
  'must|shall|should|required?|requires|requirement|obliged|obligation|has to|have to|need(?:s|ed)? to|due|mandatory|payable|muss|müssen|soll|sollen|verpflichtet|fällig',
)
const mayOnly = words('may|might|can|could|kann|können|darf|dürfen')
const littles: Little[] = [
  { pattern: words('only|solely|exclusively|merely|alone|nur|lediglich|ausschlie(?:ß|ss)lich|bloß'), mustStay: true },
  {
    pattern: words('at least|(?:no|not) (?:less|fewer|earlier) than|minimum|or more|mindestens|wenigstens|nicht weniger als'),
  },
  {
    pattern: words(
      'at most|(?:no|not) (?:more|longer|later) than|not exceed\\w*|maximum|up to|or (?:less|fewer)|höchstens|maximal|bis zu|nicht mehr als',
    ),
  },
  {
    pattern: words('more than|greater than|larger than|exceed\\w*|in excess of|over(?= \\d)|above|mehr als|über(?= \\d)|größer als'),
    alsoBy: words('over|above|über'),
  },
  {
    pattern: words('less than|fewer than|smaller than|under(?= \\d)|below|weniger als|unter(?= \\d)|kleiner als'),
    alsoBy: words('under|below|unter'),
  },
  { pattern: words('more|mehr') },
  { pattern: words('less|fewer|weniger') },
  { pattern: words('(?<!at )most|am meisten|die meisten') },
  { pattern: words('(?<!at )least|fewest|am wenigsten') },
  {
    pattern: words(
      'all|always|entire|entirely|whole|completely|fully|every(?:one|body|thing)|alle[nrs]?|immer|stets|sämtliche\\w*|ganz\\w*|völlig',
    ),
  },
  {
    pattern: words('both|each|either|every|any|beide\\w*|jede\\w*'),
    alsoBy: words('all|alle[nrs]?|\\p{L}+(?:ly|days)|per|a (?:day|week|month|year)|pro'),
  },
  { pattern: words('some|several|manche\\w*|einige\\w*|mehrere\\w*|partly|partially|teilweise'), mustStay: true },
  { pattern: words('many|much|viele\\w*|numerous|zahlreiche\\w*') },
  { pattern: words('few|wenige\\w*'), mustStay: true },
  { pattern: words('sometimes|occasionally|rarely|seldom|hardly|barely|scarcely|manchmal|selten|kaum'), mustStay: true },
  { pattern: words('often|usually|frequently|oft|häufig|meist\\w*') },
  { pattern: words('before|prior to|vor(?! allem)|bevor|ago|in advance|previous\\w*|earlier'), alsoBy: words('before|previous\\w*|prior') },
  { pattern: words('until|till|up until|bis(?! zu)'), alsoBy: words('to|through|by|–') },
  { pattern: words('since|seit'), alsoBy: words('from|because|ab') },
  { pattern: words('during|while|whilst|während'), alsoBy: words('in|on|at|im|am|bei') },
  { pattern: words('again(?!st)|wieder|erneut') },
  { pattern: words('against|gegen'), mustStay: true },
  { pattern: words('almost|nearly|fast(?= (?:alle|\\d))|beinahe'), alsoBy: words('approximately|about|around|roughly|circa|etwa|rund') },
  { pattern: words('still|yet|already|no longer|noch|bereits|schon') },
]

/** Whether a claim has the same little words as its source, as far as they decide. The words of a claim's own May are no “may”. */
export function littleWordsAgree(claim: string, source: string): boolean {
  const [said, there] = [withoutMonth(claim), withoutMonth(source)]
  for (const { pattern, mustStay, alsoBy } of littles) {
    if (pattern.test(said) && !pattern.test(there) && !alsoBy?.test(there)) return false
    if (mustStay && pattern.test(there) && !pattern.test(said)) return false
  }
  if (must.test(said) && !must.test(there) && may.test(there)) return false
  if (mayOnly.test(said) && !may.test(there) && must.test(there)) return false
  return may.test(said) || !saysOfMay(said, there)
}

/** Whether a claim tells as done what its source says may be. */
function saysOfMay(claim: string, source: string): boolean {
  const said = tokensOf(claim)
  const may = /(?<!\p{L})(?:may|might|can|could)\s+(?:also\s+)?(?:be\s+|have\s+)?(\p{L}+)/giu
  return [...source.matchAll(may)].some((match) => said.some(({ term }) => isSameWord(term, termOf(match[1]!))))
}

const condition = words('if|unless|provided that|except|wenn|falls|sofern|au(?:ß|ss)er|es sei denn')

/** A claim that leaves out an if of its sentence, or adds one, says something else. */
export function conditionsAgree(claim: string, sentence: string): boolean {
  return condition.test(claim) === condition.test(sentence)
}

/** What is counted from its end or its start: “after” is what most sentences mean anyway, so it only may not stand where they say before. */
export function saysAfterForBefore(claim: string, source: string): boolean {
  const after = words('after|following|nach|danach')
  const afterSoMuch = /\bafter\s+(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|thirty|sixty|ninety)/iu
  if (afterSoMuch.test(claim) && !after.test(source)) return true
  return after.test(claim) && !after.test(source) && words('before|prior to|vor|bevor').test(source)
}

function withoutMonth(text: string): string {
  return text.replaceAll(/(?<=\b(?:in|of|by|on|until|since|from|to|before|after|and|\d{1,2}\.?)\s)May\b|\bMay(?=\s\d)/gu, 'the fifth month')
}
