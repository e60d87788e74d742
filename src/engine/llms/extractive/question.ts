import { plainNumber } from '../../answer/facts'
import { isStopWord, type Token, termOf, tokensOf } from '../../words'
import { type Needs, needsOf } from './needs'
import { type Wish, wishOf } from './wishes'

/** A word, or a name of several, that an answer has to speak of. */
export interface Asked {
  /** Forms that count as the same, one list a word of a name. */
  words: string[][]
  weight: number
  /** A name or number: an answer about another one is none. */
  required: boolean
}

/** One thing a question asks. */
export interface QuestionPart {
  text: string
  asked: Asked[]
  wish: Wish | undefined
  needs: Needs
}

const nameWeight = 1.5
/** The verb of a question, or what is counted: an answer that leaves it out speaks of something else. */
const headWeight = 1.5
/** “Which artist”, “what team”: an answer names one and need not call it so. */
const lightWeight = 0.5
const genericWeight = 0.25
/** What an earlier part of the question asked about counts this much in a later part that leans on it. */
const topicShare = 0.4

/** Words that say what kind of answer is wanted, or where to look, not what it is about. */
const generic = new Set(
  `hoch lang groß breit tief schwer weit number amount name date day time year total exact exactly current currently mention state say document text report paper article book
file page section chapter contract according please tell give list describe explain call know use example main actual actually usual usually general
generally typical typically today one thing way mean include much many often ever still already get go come happen become take place there see find locate hold occur exist
need consider regard little few lot several enough one ones`
    .split(/\s+/u)
    .map(termOf),
)

/** Question words, articles, auxiliaries and prepositions of the languages scans are read in, beside English. */
const functionWords = new Set(
  `wer wie was wo wann warum wieso welche welcher welches welchem welchen wem wen wessen womit wofür der die das den dem des ein eine einen einem einer ist sind
war wird werden wurde hat haben kann können muss müssen soll sollen darf dürfen will wollen möchte sein und oder in im am an auf aus bei bis für mit nach von vom vor zu zum zur es sie er viel viele
qui que quoi quel quelle quels quelles quand où comment pourquoi combien est sont était le la les un une des du de au aux et ou dans sur pour par avec ce cette il elle à
quién qué cuál cuáles cuándo cuánto cuánta cuántos dónde cómo por es son fue el los las una unos del al y o en para con se su
chi che cosa quale quali quando quanto quanta dove come perché è sono il lo gli uno della del dei delle di da nel nella e su per con
quem qual quais onde quanto como porque são foi os as um uma dos das no na em com ao
кто что где когда куда откуда почему зачем как какой какая какое какие каком чей сколько составляет является и или в во на с со по для от до из о об у за при
wie wat welke waar wanneer waarom hoeveel hoe is zijn de het een van op met voor bij naar aan`
    .split(/\s+/u)
    .map((word) => word.normalize('NFC')),
)

const months =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?)$/u
const pronoun = /\b(?:it|its|they|them|their|he|him|his|she|her|this|that|these|those|so|there)\b/iu
const interrogative = String.raw`(?:what|who|whom|whose|when|where|why|which|how)\b`
const nextPart = new RegExp(
  String.raw`(?:[,;]\s*(?:and|or|but)?|\s(?:and|or|but))\s+(?=(?:(?:at|by|for|from|in|on|to|until|with|of)\s+)?${interrogative})|[?？]\s*(?=\S)`,
  'giu',
)

/** What is only polite. */
const courtesy =
  /([?.!]\s*)(?:many thanks|thanks?|thank you|danke|vielen dank|merci|gracias|grazie|please|bitte|kind regards|regards)\b[^?]*$/iu

/** “What kind of”, “which type of”: words about the answer, not about the matter. */
const kindOf = /\b(?:kinds?|types?|sorts?|names?|number|amount) of\b/giu

/** What a question asks, part by part: “What does it cost, and who pays?” asks two things of the same matter. */
export function partsOf(question: string): QuestionPart[] {
  const texts = question
    .replace(courtesy, '$1')
    .split(nextPart)
    .map((text) => text.trim())
  const parts: QuestionPart[] = []
  for (const text of texts.filter((one) => tokensOf(one).length > 0)) {
    const wish = wishOf(text, countedIn(text))
    const own = askedIn(text, wish)
    const first = parts[0]
    const leans = first && (pronoun.test(text) || own.filter((one) => one.weight >= 1).length < 2)
    const topic = leans ? first.asked.map((one) => ({ ...one, weight: one.weight * topicShare, required: false })) : []
    parts.push({ text, asked: [...own, ...topic.filter((one) => !own.some((other) => isSame(one, other)))], wish, needs: needsOf(text) })
  }
  return parts
}

function isSame(a: Asked, b: Asked): boolean {
  return a.words.length === b.words.length && a.words.every((forms, i) => forms[0] === b.words[i]![0])
}

function askedIn(question: string, wish: Wish | undefined): Asked[] {
  const text = question.replace(kindOf, (words) => ' '.repeat(words.length))
  const tokens = tokensOf(text)
  const telling = tokens.filter((token) => isTelling(token) && !/^(?:many|much)$/iu.test(token.word))
  const wanted = telling.length > 0 ? telling : tokens
  const capitals = wanted.filter((token) => isCapital(token) && token.start > 0).length
  // Titles and languages that write nouns so: capitals tell nothing.
  const saysNames = capitals * 2 <= Math.max(wanted.length, 2)
  const roles = rolesOf(text, tokens)
  const asked: Asked[] = []
  let lastName: Token | undefined
  for (const token of wanted) {
    const forms = [plainNumber(token.word) ?? token.term]
    const isNumber = /\p{N}/u.test(token.word)
    const isName = saysNames && isCapital(token) && token.start > 0 && !months.test(token.word)
    if (isName && lastName && /^[\s.’']*$/u.test(text.slice(lastName.end, token.start))) asked.at(-1)!.words.push(forms)
    else if (isName || isNumber) asked.push({ words: [forms], weight: nameWeight, required: true })
    else {
      const isGeneric = isParticle(token.word) || (wish?.required && wish.covers?.test(token.term)) || generic.has(token.term)
      const weight = wish?.counted?.includes(token.term) ? headWeight : isGeneric ? genericWeight : (roles.get(token.start) ?? 1)
      asked.push({ words: [forms], weight, required: false })
    }
    lastName = isName ? token : undefined
  }
  return asked.filter((one, i) => asked.findIndex((other) => isSame(one, other)) === i)
}

function isTelling({ word }: Token): boolean {
  return !isStopWord(word, { shouted: true }) && !functionWords.has(word.toLowerCase())
}

function isCapital({ word }: Token): boolean {
  return /^\p{Lu}/u.test(word)
}

/** Japanese particles and endings stand in hiragana alone. */
function isParticle(word: string): boolean {
  return /^\p{sc=Hiragana}+$/u.test(word)
}

const auxiliary = /^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|may|might|must|shall|should)$/iu

/** Weights of words by where they stand in the question: some carry it, some only say what kind of answer it wants. */
function rolesOf(text: string, tokens: readonly Token[]): Map<number, number> {
  const roles = new Map<number, number>()
  const first = tokens[0]
  if (first && /^who$/iu.test(first.word) && tokens[1] && isTelling(tokens[1])) roles.set(tokens[1].start, headWeight)
  const at = tokens.findIndex((token) => auxiliary.test(token.word))
  const from = at < 0 ? -1 : tokens.findIndex((token, i) => i > at && isTelling(token))
  if (from >= 0) {
    const last = lastOfRun(text, tokens, from)
    // How many of them somebody did something with: what is counted and who tell, the verb may be another.
    const isCount = /\bhow (?:many|much)\b/iu.test(text) && last !== tokens[from]
    roles.set(last.start, isCount ? lightWeight : headWeight)
  }
  const which = tokens.findIndex((token) => /^(?:which|what)$/iu.test(token.word))
  const kind = tokens[which + 1]
  if (which >= 0 && which < 2 && kind && isTelling(kind)) {
    const last = lastOfRun(text, tokens, which + 1)
    const isBeforeVerb = auxiliary.test(tokens[tokens.indexOf(last) + 1]?.word ?? '')
    roles.set((isBeforeVerb ? last : kind).start, lightWeight)
  }
  return roles
}

/** What is to be counted: the words after how many or how much, up to the verb. */
function countedIn(text: string): string[] {
  const run = /\bhow (?:many|much)\b((?:\s+[\p{L}-]+)+)/iu.exec(text)?.[1] ?? ''
  const tokens = tokensOf(run)
  const end = tokens.findIndex((token) => !isTelling(token))
  return tokens.slice(0, end < 0 ? undefined : end).map((token) => token.term)
}

/** The last of the telling words that follow each other, names aside. */
function lastOfRun(text: string, tokens: readonly Token[], from: number): Token {
  let last = tokens[from]!
  for (const token of tokens.slice(from + 1)) {
    if (!isTelling(token) || /[,;:]/u.test(text.slice(last.end, token.start))) break
    if (!isCapital(token) || isCapital(last)) last = token
  }
  return last
}
