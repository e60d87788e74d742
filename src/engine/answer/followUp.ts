import { tellingTokens, tokensOf } from '../words'
import { onOneLine } from './sentences'

/*
 * A question that leans on the conversation, “And the rent?”, made one that stands alone, without a model: by the topic words of the
 * question before. Grammar is English; in other languages the telling words of the question before are carried along.
 */

/** A question that was asked before, as it was understood, and its answer. */
export interface Turn {
  question: string
  answer: string
}

const leadIn =
  /^(?:and|but|so|then|also|ok(?:ay)?|und|aber|et|mais|y|pero|e|ma|en|maar)[,\s]+|^(?:what about|how about|was ist mit|wie ist es mit|et pour|y qué hay de)\s+/iu
const pronoun =
  /\b(?:it|they|them|he|him|she|her|this|that|these|those|there|its|their|his|hers|er|sie|es|davon|dafür|dort|deren|dessen|il|elle|ils|elles|cela|ça|eso|esto|questo|esso)\b/iu
/** “What does it say that …?”: a word that only joins. */
const joining = /\b(?:say|says|said|mean|means|state|states|so|is it|was it|is there|are there|was there|were there)\s+(?:that|there)\b/iu
const possessive = /\b(?:its|their|his|her)\s+(?=\p{L})/iu
const subject = /\b(?:it|they|them|he|him|she|this|these|those|that)\b(?!\s+\p{L}+\s+(?:is|are|was|were)\b)/iu
const place = /\bthere\b/iu
const prepositional = /^(.*?)\s(?:of|for|in|at|on|about|between|from|with|under)\s+(.+?)[?.!\s]*$/iu
const nounPhrase =
  /\b(?:the|an?|our|my|your|their|this|that|each|every)\s+(?:[\p{L}\p{N}’'-]+)(?:\s+(?!(?:is|are|was|were|end|ends|start|starts|begin|begins|cost|costs|take|takes|last|lasts|be|have|has|get|say|says|mean|open|close|run|due|of|for|in|at|on|about|to|from|with|under|by)\b)[\p{L}\p{N}’'-]+){0,3}/iu
const name = /(?<=[\p{L}\p{N},;]\s)(?:\p{Lu}[\p{L}\p{N}’'&.-]*)(?:\s+(?:of|de|von|van|&)?\s*\p{Lu}[\p{L}\p{N}’'&.-]*)*/gu
const few = 3

/** Whether a question cannot be understood without what was asked before. */
export function leansOnBefore(question: string): boolean {
  const line = onOneLine(question)
  return leadIn.test(line) || pronoun.test(line.replace(joining, '')) || tellingTokens(line).length === 0
}

/** Whether it may lean on it: a short question could mean what the one before was about. */
export function mayLeanOnBefore(question: string): boolean {
  return leansOnBefore(question) || tellingTokens(question).length <= few
}

/** The question with the topic of the one before it; as it is where it stands alone. */
export function carriedOver(question: string, turns: readonly Turn[]): string {
  const before = turns.at(-1)?.question
  if (!before || !leansOnBefore(question)) return question
  const line = onOneLine(question)
  const topic = topicOf(before)
  const rest = line.replace(leadIn, '').replace(leadIn, '').trim()
  if (/^(?:why|why not|how so|how come|when|where|who)[?.\s]*$/iu.test(rest)) return `${capital(rest.replace(/[?.\s]+$/u, ''))}: ${before}`
  const spoken = rest.replace(joining, (words) => words.replaceAll(/that|there/giu, (word) => word.replace(/^./u, (first) => `\0${first}`)))
  const named = topic && isMeantBy(spoken, topic) ? withTopic(spoken, topic) : null
  if (named) return capital(named.replaceAll('\0', ''))
  return rest === line ? withWords(line, before) : inPlaceOf(rest, before)
}

/** What a question is about: what stands behind its preposition, a name, or the thing it asks of. */
function topicOf(question: string): string | null {
  const behind = prepositional.exec(question)?.[2]
  if (behind && tokensOf(behind).length <= 6) return nounPhrase.exec(behind)?.[0] ?? behind
  return question.match(name)?.[0] ?? nounPhrase.exec(question)?.[0] ?? null
}

/** Whether a topic can be what a pronoun stands for: “he” for a person, “there” for no sum or time. Where that is not sure nothing is put in. */
function isMeantBy(question: string, topic: string): boolean {
  if (ofPerson.test(question)) return isPerson.test(topic)
  return !place.test(question) || !abstract.test(topic)
}

const ofPerson = /\b(?:he|him|his|she|her|hers)\b/iu
const isPerson =
  /^(?:(?:Mr|Ms|Mrs|Dr|Prof|Sir|Dame)\.?\s+)?\p{Lu}\p{Ll}[\p{L}’'.-]*(?:\s+(?:(?:de|van|von|of)\s+)?\p{Lu}[\p{L}’'.-]*)*$|^(?:the|our|my|your|their)\s+\p{L}*(?:or|er|ist|ant|ent|man|woman|lord|tenant)$/u
const abstract = /\b(?:period|price|rent|fee|cost|amount|total|sum|date|number|deposit|term|time|duration|rate|share|salary|age)s?$/iu

function withTopic(question: string, topic: string): string | null {
  if (possessive.test(question)) return question.replace(possessive, `${topic}’s `)
  if (place.test(question)) return question.replace(place, `in ${topic}`)
  return subject.test(question) ? question.replace(subject, topic) : null
}

/** “And the deposit?” after “How much is the rent of the mill house?” asks for the deposit of the mill house. */
function inPlaceOf(rest: string, before: string): string {
  const wanted = rest.replace(/[?.!\s]+$/u, '')
  // A whole question needs no frame, only what it is about.
  if (/\b(?:what|who|when|where|why|which|how|is|are|was|were|does|do|did|can|may|must)\b/iu.test(wanted)) return withWords(rest, before)
  const preposition = /^(?:of|for|in|at|on|about|between|from|with|under)\b/iu.exec(wanted)?.[0]
  const of = prepositional.exec(before)
  const topic = of ? (nounPhrase.exec(of[2]!)?.[0] ?? of[2]!) : null
  const focus = nounPhrase.exec(of?.[1] ?? before)?.[0]
  if (preposition)
    return of?.[0].includes(` ${preposition} ${of[2]!}`) ? before.replace(`${preposition} ${topic!}`, wanted) : withWords(rest, before)
  const isName = /^\p{Lu}/u.test(wanted) && !/^(?:The|An?)\b/u.test(wanted)
  if (of && topic && (isName || sameHead(wanted, topic))) return before.replace(topic, wanted)
  if (!focus) return withWords(rest, before)
  // “And the lease of the barn?” takes the place of the thing and of what it belongs to.
  const whole = topic && prepositional.test(wanted) ? before.slice(before.indexOf(focus), before.indexOf(topic) + topic.length) : focus
  return before.replace(whole, wanted)
}

function sameHead(a: string, b: string): boolean {
  // “Lease 4” takes the place of “lease 3”.
  const head = (text: string) => tokensOf(text).findLast(({ word }) => !/^\p{N}+$/u.test(word))?.term
  return head(a) !== undefined && head(a) === head(b)
}

function withWords(question: string, before: string): string {
  const own = new Set(tokensOf(question).map((token) => token.term))
  const more = tellingTokens(before).filter((token) => !own.has(token.term) && token.word.length > 3)
  if (more.length === 0) return question
  return `${question.replace(/[?.!\s]+$/u, '')} (${more.map((token) => token.word).join(' ')})?`
}

function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (first) => first.toUpperCase())
}

/** Openings of a question or a wish; scripts and languages that are not known here show it by their mark. */
const asking =
  /[?？؟;]\s*["”’)]*$|^(?:who|what|when|where|why|which|whose|whom|how|is|are|was|were|do|does|did|can|could|may|must|shall|should|will|would|has|have|had|name|list|show|give|tell|find|compare|explain|describe|summari[sz]e|in|on|at|for|of|by|from|to|under|with|wer|was|wann|wo|warum|wie|welche\w*|ist|sind|nenne|zeige|liste|qui|que|quoi|quand|où|pourquoi|comment|quel\w*|quién|qué|cuándo|dónde|cómo|cuál\w*)(?!\p{L})/iu

/** Whether what a model made of a follow-up is a question, and one about what was asked or answered before. */
export function asksTheSame(rewritten: string, question: string, turns: readonly Turn[]): boolean {
  if (!asking.test(rewritten)) return false
  const known = new Set(
    [question, ...turns.flatMap((turn) => [turn.question, turn.answer])].flatMap((text) => tellingTokens(text).map((one) => one.term)),
  )
  return tellingTokens(rewritten).some((one) => known.has(one.term))
}
