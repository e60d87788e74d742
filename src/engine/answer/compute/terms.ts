import { type Token, tokensOf } from '../../words'
import { parted } from './wish'

/** What a column of years is called. */
export const yearName = /year|jahr|année|annee|año/iu

/** Longest value of a cell, and longest name of a column, that is looked for in a question, in words. */
export const longestPhrase = 6

/** A value as a question would say it; '' for what is too short or too long to be told by. */
export function phraseOf(value: string, key: (word: Token) => string): string {
  const terms = tokensOf(value).map(key)
  return terms.length > 0 && terms.length <= longestPhrase && value.length > 1 ? terms.join(' ') : ''
}

/** What a column is called, without what stands in brackets. */
export function nameTokens(name: string): Token[] {
  return tokensOf(parted(name.replaceAll(/\([^)]*\)|[_/]/gu, ' ')))
}

/** What a column of prices, and one of money, is called beside the words that mean the same. */
export const namesPrice = /^(?:preis|prix|preci|cout|cost|kost)/u
export const namesMoney = /^(?:preis|prix|preci|cout|cost|kost|betrag|montant|import|amount)/u

/** A word without the endings German, French and Spanish put on it: enough to tell that Kunde and Kunden, pagado and pagadas are one word. */
export function rootOf(term: string): string {
  let root = term
  for (let i = 0; i < 3; i++) {
    const ending = /(?:en|er|es|em|[esnaox])$/u.exec(root)
    if (!ending || ending.index < 4) break
    root = root.slice(0, ending.index)
  }
  return root
}
