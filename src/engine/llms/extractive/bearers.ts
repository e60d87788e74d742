import { meanTheSame } from '../../answer/synonyms'
import { termOf, tokensOf } from '../../words'

/*
 * Who somebody is: “Who is the landlord?” wants the name of the one who is called so.
 */

const article = String.raw`(?:the|our|your|its|their|his|her|an?)`
const asksForBearer = [
  new RegExp(String.raw`\bwho(?:['’]s|\s+(?:is|are|was|were))\s+(?:(?-i:${article})\s+)((?-i:\p{Ll})[\p{L}\s-]*)`, 'iu'),
  new RegExp(
    String.raw`\b(?:which|what)\s+(?:company|firm|person|party|organi[sz]ation|body)\s+(?:is|was)\s+${article}\s+((?-i:\p{Ll})[\p{L}\s-]*)`,
    'iu',
  ),
  new RegExp(String.raw`\bnames?\s+of\s+${article}\s+((?-i:\p{Ll})[\p{L}-]*)\s*\??$`, 'iu'),
]
/** Things have names too, but no sentence says who they are. */
const ends = /^(?:of|in|for|at|to|on|by|from|with|under|and|or|who|that|which|responsible|allowed|entitled|liable)$/iu

/** The word whose bearer a question asks for; undefined where it asks for something else. */
export function bearerIn(question: string): string | undefined {
  const phrase = asksForBearer.map((pattern) => pattern.exec(question)?.[1]).find((one) => one !== undefined)
  if (!phrase) return undefined
  const words = tokensOf(phrase)
  const end = words.findIndex(({ word }) => ends.test(word) || /^\p{Lu}/u.test(word))
  const noun = words[(end < 0 ? words.length : end) - 1]
  return noun && !/(?:ed|ing)$/u.test(noun.word) ? termOf(noun.word) : undefined
}

const capital = String.raw`\p{Lu}[\p{L}\p{M}'’.&-]*`
const title = String.raw`(?:Mr|Ms|Mrs|Dr|Prof|Sir|Dame)\.?`
/** “The Landlord” at the start of a sentence is no name. */
const name = String.raw`\b(?!(?:The|An?|Each|Either|Neither|Both|This|That|If|In|For|At|On|By|When|As)\b)(?:${title}\s+${capital}|${capital}(?:\s+(?:(?:of|de|van|von|da|&)\s+)?${capital})+)`
/** What stands between a word and the name of its bearer. */
const thenName = new RegExp(
  String.raw`^["”’']?\s*(?:(?:of|for|at|in)\s+(?:(?!(?:is|are|was|were)\b)[\p{L}'’-]+\s+){1,6}(?=(?:is|are|was|were)\b))?(?:[,:(|–—-]|(?:is|are|was|were|remains?|named|called)\b)[\s|]*(?:(?:now|still|called|by|is)\s+)?(?:the\s+)?(?:${name}|${capital}(?=[.,;)|]|$))`,
  'u',
)
const nameThen = new RegExp(
  String.raw`${name}[^;:?!]{0,90}?(?:[,(–—|-]|\b(?:is|are|was|were|became|as)\b)\s*(?:(?:hereinafter|referred to as|called)\s+)*(?:${article}\s+)?["“‘']?(?:(?!(?:and|or|which|who|that|to|of|by|for|with|from)\b)\p{Ll}+\s+){0,2}$`,
  'u',
)

/** Whether a sentence gives the name of the one who is called so: “the treasurer, Imre Saltz”, “Halden Ltd (the Landlord)”. */
export function namesBearer(sentence: string, bearer: string): boolean {
  return tokensOf(sentence).some(({ term, start, end }) => {
    if (!meanTheSame(term, bearer)) return false
    return thenName.test(sentence.slice(end)) || nameThen.test(sentence.slice(0, start))
  })
}

/** “Halden Ltd, 3 Quay Road (the Landlord), and”: the line of a contract that names a party, no whole sentence. */
export function isDefinition(line: string): boolean {
  return new RegExp(String.raw`${name}.*\((?:the\s|hereinafter\b|["“‘'])[^)]{2,60}\)`, 'u').test(line)
}
