import { type Figure, wishOf as figureOf } from '../../answer/compute/wish'
import { wordings } from '../../answer/compute/wording'
import { folded, type Language } from '../../answer/language'
import { isStopWord, termOf, tokensOf } from '../../words'
import { isMeant } from './meanings'

/*
 * What a sentence must hold besides the words of a question: the very thing asked of, not one word of its name, and of the document named.
 */

/** A thing told from others by its number: “lease 3”. */
interface Numbered {
  noun: string
  number: string
}

export interface Needs {
  /** The thing asked of something, all of its words: “boiling point” in “What is the boiling point of water?”. */
  head: string[]
  numbered: Numbered[]
  /** A figure over rows, or rows under conditions, are asked for; null where they are not. */
  figure: { figure: Figure; language: Language; counted: string } | null
}

const article = '(?:(?:the|its|their|our|my|your|an?)\\s+)?'
const asksOf = new RegExp(`\\b(?:what|which)(?:['’]s|\\s+(?:is|are|was|were))\\s+${article}((?:[\\p{L}-]+\\s+){1,3})of\\s`, 'iu')
/** Without a verb: “Population of Switzerland?”. */
const barely = new RegExp(
  `^\\s*(?!(?:how|what|which|who|whose|when|where|why|is|are|was|were|do|does|did|has|have|can|may|must|list|show|give|name|tell|explain|describe)\\b)${article}((?:[\\p{L}-]+\\s+){1,3})of\\s[^?]{2,60}\\??\\s*$`,
  'iu',
)
/** What somebody did, where nothing stands behind it: “When did Edwin Armstrong die?”. */
const deed = /\b(?:[Ww]hen|[Hh]ow|[Ww]here|[Ww]hy) did (?:\p{Lu}[\p{L}\p{M}.’'-]*\s+)+(\p{Ll}{2,})\s*\??$/u
/** Words that ask for a figure or a name of something, and stand in no answer. */
const bare =
  /^(?:name|number|amount|kind|type|sort|purpose|aim|goal|meaning|definition|result|main|role|list|value|total|sum|date|day|year|time|place|one|part|most|many|some|size|area|length|share|percentage|color|colour|address|title|author|reason|cause|difference|advantage|benefit|impact|effect|capital|use|topic|subject|summary|content|status|exact|current|overall)s?$/iu
const plainNumber = /(?<![\p{L}\p{N}.,/-])(\p{L}{3,})\s+(?:no\.?\s*|nr\.?\s*|#)?(\d{1,6})(?![\p{N}]|[.,/-]\d|\s*(?:%|\p{Sc}|\p{L}))/giu
/** What stands before a number and names nothing by it. */
const notNamed =
  /^(?:above|over|under|below|than|least|most|about|around|between|and|from|until|till|since|before|after|exactly|past|within|the|for|with|are|was|were|has|have|january|february|march|april|may|june|july|august|september|october|november|december|year|chapter|section|clause|article|page|paragraph|figure|table|step|part|version|in|of|at|to|by|on)$/iu

export function needsOf(question: string): Needs {
  const run = asksOf.exec(question)?.[1] ?? barely.exec(question)?.[1] ?? ''
  const words = tokensOf(run).filter(({ word }) => !bare.test(word) && !isStopWord(word, { shouted: true }))
  const done = deed.exec(question)?.[1]
  const numbered = [...question.matchAll(plainNumber)].filter(([, noun]) => !notNamed.test(noun!))
  return {
    head: [...words.map(({ term }) => term), ...(done ? [termOf(done)] : [])],
    numbered: numbered.map(([, noun, number]) => ({ noun: termOf(noun!), number: number! })),
    figure: figureIn(question),
  }
}

/** A figure over the rows of tables that was not computed: no single row of them is its answer. */
function figureIn(question: string): Needs['figure'] {
  const wish = figureOf(question)
  if (!wish) return null
  const { figure, language } = wish
  const run = tokensOf(asksHowMany.exec(question)?.[1] ?? '')
  const end = run.findIndex(({ word }) => isStopWord(word, { shouted: true }))
  const counted = run.slice(0, end < 0 ? undefined : end).at(-1)?.term ?? ''
  return { figure, language, counted }
}

const asksHowMany =
  /(?<!\p{L})(?:how many|number of|count(?: of)?|wie ?viele?|anzahl(?: der)?|combien de|cu[aá]nt[oa]s)((?:\s+[\p{L}-]+)+)/iu

/**
 * Whether a row of a table may answer. One that counts says itself what it counts (“Employees | 340”), a sum or an extreme that it is one
 * (“Total | 900”): any other is only one of the rows the figure is of.
 */
function isRowOfFigure(row: string, { figure, language, counted }: NonNullable<Needs['figure']>): boolean {
  if (figure === 'list') return false
  if (figure === 'count') return tokensOf(row).some(({ term }) => isMeant(counted, term))
  const text = folded(row)
  return wordings[language].figures.some(([kind, pattern]) => kind === figure && text.search(pattern) >= 0)
}

export interface Sentence {
  raw: string
  terms: ReadonlySet<string>
  headings: ReadonlySet<string>
}

/** Whether a sentence holds what it must. */
export function meetsNeeds({ head, figure }: Needs, { raw, terms, headings }: Sentence, covers: RegExp | undefined): boolean {
  if (figure && raw.includes('|') && !isRowOfFigure(raw, figure)) return false
  return head.every((term) => covers?.test(term) || [...terms, ...headings].some((said) => isMeant(term, said)))
}

/** Of sources whose documents are called by the number the question names, those alone; all where none or every one is. */
export function sourcesNamed<S extends { called: string }>({ numbered }: Needs, sources: readonly S[]): readonly S[] {
  if (numbered.length === 0) return sources
  const named = sources.filter(({ called }) => {
    const words = tokensOf(called.replaceAll('_', ' '))
    return numbered.some(({ noun, number }) => words.some((one) => one.word === number) && words.some(({ term }) => term === noun))
  })
  return named.length > 0 ? named : sources
}
