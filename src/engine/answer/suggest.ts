import { tellingTokens } from '../words'
import { type Language, languageOf } from './language'
import { onOneLine, sentencesOf } from './sentences'

/*
 * Questions a text answers, made from its sentences: “The rent is EUR 1,450 a month” answers “What is the rent?”, “Die Miete beträgt …”
 * “Wie hoch ist die Miete?”. Whether a question is answered is for the caller to try. Nothing is made of sentences of other languages, or of
 * other shapes, rather than something crooked.
 */

/** A question with the sentence it was made from. */
export interface Suggestion {
  question: string
  sentence: string
}

const longestSentence = 240
const longestQuestion = 90

/** What a thing is called: an article and up to seven words, with what belongs to it. */
const thing = String.raw`(?<thing>(?:The|Our|Each|Every|This|An?)\s+(?:[\p{L}\p{N}’'-]+\s+){0,6}?[\p{L}\p{N}’'-]+)`
const day = String.raw`\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?\p{Lu}\p{L}{2,}|\p{Lu}\p{L}{2,}\s+\d{1,2}\b|\b(?:1[89]|20)\d\d\b`
const money = String.raw`(?:EUR|USD|GBP|CHF|[€$£])\s?\d|\d\s?(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?)\b`

const verbs: Record<string, string> = {
  ends: 'end',
  begins: 'begin',
  starts: 'start',
  expires: 'expire',
  opens: 'open',
  closes: 'close',
  takes: 'take',
  lasts: 'last',
}

interface Pattern {
  form: RegExp
  question: (groups: Record<string, string>) => string
}

const english: Pattern[] = [
  {
    form: new RegExp(String.raw`^${thing}\s+(?<verb>ends|begins|starts|expires|opens|closes)\b[^.]*(?:${day}|\d)`, 'u'),
    question: ({ thing: what, verb }) => `When does ${lower(what!)} ${verbs[verb!]}?`,
  },
  {
    form: new RegExp(String.raw`^${thing}\s+(?<verb>takes|lasts)\s+[^.]*\d`, 'u'),
    question: ({ thing: what, verb }) => `How long does ${lower(what!)} ${verbs[verb!]}?`,
  },
  { form: new RegExp(String.raw`^${thing}\s+costs?\s+[^.]*\d`, 'u'), question: ({ thing: what }) => `How much does ${lower(what!)} cost?` },
  { form: new RegExp(String.raw`^${thing}\s+is\s+(?:${money})`, 'u'), question: ({ thing: what }) => `How much is ${lower(what!)}?` },
  { form: new RegExp(String.raw`^${thing}\s+is\s+due\b`, 'u'), question: ({ thing: what }) => `When is ${lower(what!)} due?` },
  {
    form: new RegExp(
      String.raw`^${thing}\s+was\s+(?<verb>built|founded|signed|bought|sold|opened|moved|written|published|finished)\b[^.]*(?:${day})`,
      'u',
    ),
    question: ({ thing: what, verb }) => `When was ${lower(what!)} ${verb}?`,
  },
  {
    form: new RegExp(String.raw`^${thing}\s+(?<verb>is|are)\s+(?!not\b|an?\b|the\b|\p{L}+ed\b|\p{L}+ing\b)[^.]*\d`, 'u'),
    question: ({ thing: what, verb }) => `What ${verb} ${lower(what!)}?`,
  },
  {
    form: /^(?<who>\p{Lu}[\p{L}’'-]+(?:\s+\p{Lu}[\p{L}’'.-]*){1,3})\s+(?<verb>is|was)\s+(?:the|an?|our)\s+\p{L}/u,
    question: ({ who, verb }) => `Who ${verb} ${who}?`,
  },
]

/** What a thing is called in German: its article in the first case, and what belongs to it up to the verb. */
const germanThing = String.raw`(?<thing>(?:Der|Die|Das|Unser|Unsere)\s+(?:\p{L}+(?:e|er|es|en)\s+)?\p{Lu}[\p{L}-]+(?:\s+(?:des|der|von|im|am|für)\s+(?:[\p{L}-]+\s+){0,2}?[\p{L}-]+)?)`
const germanDay = String.raw`\d{1,2}\.\s?(?:\d{1,2}\.|\p{Lu}\p{L}+)|\b(?:1[89]|20)\d\d\b`

const german: Pattern[] = [
  {
    form: new RegExp(String.raw`^${germanThing}\s+beträgt\s+[^.]*\d`, 'u'),
    question: ({ thing: what }) => `Wie hoch ist ${lowered(what!)}?`,
  },
  {
    form: new RegExp(String.raw`^${germanThing}\s+(?<verb>endet|beginnt|öffnet|schließt)\s+[^.]*(?:${germanDay}|\d)`, 'u'),
    question: ({ thing: what, verb }) => `Wann ${verb} ${lowered(what!)}?`,
  },
  {
    form: new RegExp(String.raw`^${germanThing}\s+kostet\s+[^.]*\d`, 'u'),
    question: ({ thing: what }) => `Wie viel kostet ${lowered(what!)}?`,
  },
  {
    form: new RegExp(
      String.raw`^${germanThing}\s+wurde\s+[^.]*(?:${germanDay})[^.]*\s(?<verb>gebaut|gegründet|unterzeichnet|gekauft|verkauft|eröffnet)\b`,
      'u',
    ),
    question: ({ thing: what, verb }) => `Wann wurde ${lowered(what!)} ${verb}?`,
  },
]

const frenchThing = String.raw`(?<thing>(?:Le|La|L['’]|Notre)\s?(?:[\p{L}-]+)(?:\s+(?:de|du|des|de la|d['’])\s?(?:[\p{L}’'-]+\s+){0,2}?[\p{L}-]+)?)`

const french: Pattern[] = [
  {
    form: new RegExp(String.raw`^${frenchThing}\s+coûte\s+[^.]*\d`, 'u'),
    question: ({ thing: what }) => `Combien coûte ${lowered(what!)} ?`,
  },
  {
    form: new RegExp(String.raw`^${frenchThing}\s+(?<verb>commence|finit|prend fin|se termine|ouvre|ferme)\s+[^.]*\d`, 'u'),
    question: ({ thing: what, verb }) => `Quand ${verb} ${lowered(what!)} ?`,
  },
  {
    form: new RegExp(String.raw`^${frenchThing}\s+est\s+(?:de|d['’])\s?[^.]*\d`, 'u'),
    question: ({ thing: what }) => `${/^(?:La\b)/u.test(what!) ? 'Quelle' : 'Quel'} est ${lowered(what!)} ?`,
  },
]

const spanishThing = String.raw`(?<thing>(?:El|La|Nuestro|Nuestra)\s+[\p{L}-]+(?:\s+(?:de|del|de la)\s+(?:[\p{L}-]+\s+){0,2}?[\p{L}-]+)?)`

const spanish: Pattern[] = [
  {
    form: new RegExp(String.raw`^${spanishThing}\s+cuesta\s+[^.]*\d`, 'u'),
    question: ({ thing: what }) => `¿Cuánto cuesta ${lowered(what!)}?`,
  },
  {
    form: new RegExp(String.raw`^${spanishThing}\s+(?<verb>empieza|comienza|termina|abre|cierra|vence)\s+[^.]*\d`, 'u'),
    question: ({ thing: what, verb }) => `¿Cuándo ${verb} ${lowered(what!)}?`,
  },
  {
    form: new RegExp(String.raw`^${spanishThing}\s+es\s+de\s+[^.]*\d`, 'u'),
    question: ({ thing: what }) => `¿Cuál es ${lowered(what!)}?`,
  },
]

const patterns: Readonly<Record<Language, readonly Pattern[]>> = { en: english, de: german, fr: french, es: spanish }

/** Questions the sentences of a text answer, in the order they stand, one for each thing. */
export function questionsFrom(text: string): Suggestion[] {
  const made = new Map<string, Suggestion>()
  for (const { start, end } of sentencesOf(text)) {
    const sentence = onOneLine(text.slice(start, end)).replace(/^(?:[-*•]|\d{1,2}[.)])\s+/u, '')
    if (sentence.length > longestSentence) continue
    const question = questionOf(sentence)
    if (question && question.length <= longestQuestion && tellingTokens(question).length > 0 && !made.has(question.toLowerCase()))
      made.set(question.toLowerCase(), { question, sentence })
  }
  return [...made.values()]
}

function questionOf(sentence: string): string | null {
  for (const { form, question } of patterns[languageOf(sentence)]) {
    const groups = form.exec(sentence)?.groups
    if (groups) return question(groups)
  }
  return null
}

function lowered(what: string): string {
  return what[0]!.toLowerCase() + what.slice(1)
}

function lower(what: string): string {
  return what.replace(/^(?:The|Our|Each|Every|This|An?)\b/u, (article) => article.toLowerCase())
}
