import { meanTheSame } from '../synonyms'
import { type Token, tokensOf } from '../../words'
import type { Filter } from './plan'
import type { Column, Table } from './tables'
import { longestPhrase, nameTokens, phraseOf, rootOf, yearName } from './terms'
import type { Wish } from './wish'

/** What a column of yes and no holds. */
const affirmed = /^(?:yes|y|true|ja|wahr|oui|vrai|s[ií]|verdadero|x|✓|✔)$/iu
const flag = /^(?:yes|y|true|ja|wahr|oui|vrai|s[ií]|verdadero|x|✓|✔|no|n|false|nein|falsch|non|faux|falso|-|–|✗)$/iu

/** The words of a question as a table understands them. */
export class Reading {
  grasped = 0
  private readonly words: readonly Token[]
  private readonly table: Table
  private readonly said: Set<number>
  private readonly general: ReadonlySet<number>
  private readonly small: ReadonlySet<number>
  private readonly denied: ReadonlySet<number>
  private readonly called: ReadonlySet<string>
  private readonly values = new Map<number, { values: Set<string>; isNot: boolean }>()
  private readonly columns = new Set<number>()
  private unclear = false
  private readonly keyOf: (word: Token) => string

  /** `called`: what the table and its document are called. */
  constructor(wish: Wish, table: Table, called: string) {
    // English words were led back to their stems already; those of other languages have more endings.
    this.keyOf = wish.language === 'en' ? (word) => word.term : (word) => rootOf(word.term)
    this.words = wish.words
    this.said = new Set(wish.said)
    this.small = wish.said
    this.general = wish.general
    this.denied = wish.denied
    this.table = table
    this.called = this.termsOf(called)
  }

  /** Values of cells of text that stand in the question, the longest first; as they are before in another form. */
  takeValues(): void {
    const [exact, alike] = [this.placesOf((word) => word.term), this.placesOf(this.keyOf)]
    this.eachPhrase((from, to) => {
      if (this.isSaid(from, to)) return
      const words = this.words.slice(from, to + 1)
      const found = exact.get(words.map((word) => word.term).join(' ')) ?? onlyOne(alike.get(words.map(this.keyOf).join(' ')))
      if (!found) return
      const columns = new Set(found.map((one) => one.column))
      if (columns.size > 1) this.unclear = true
      const isNot = this.takeDenial(from)
      for (const { column, value } of found) this.addValue(column, value, isNot)
      this.take(from, to)
    })
  }

  /** A column of yes and no is a condition where it is named: “approved”, “not approved”. */
  takeFlags(): void {
    for (const i of this.words.keys()) {
      if (this.said.has(i)) continue
      const column = this.columnNamed(i, i)
      const values = column === null ? [] : (this.table.columns[column]!.values as string[])
      if (column === null || this.table.columns[column]!.kind !== 'text' || !values.every((one) => one === '' || flag.test(one))) continue
      const isNot = this.takeDenial(i)
      for (const value of new Set(values)) if (affirmed.test(value)) this.addValue(column, value, isNot)
      this.take(i, i)
    }
  }

  private addValue(column: number, value: string, isNot: boolean): void {
    const before = this.values.get(column)
    // “Not paid and open” of one column: nobody knows how far the denial goes.
    if (before && before.isNot !== isNot) this.unclear = true
    this.values.set(column, { values: (before?.values ?? new Set()).add(value), isNot })
  }

  /** Whether a denial stands before a word, with nothing but small words between. */
  private takeDenial(at: number): boolean {
    let i = at - 1
    while (this.small.has(i)) i--
    if (i < 0 || !this.denied.has(i) || this.said.has(i)) return false
    this.take(i, i)
    return true
  }

  private placesOf(key: (word: Token) => string): Map<string, ValuePlace[]> {
    const places = new Map<string, ValuePlace[]>()
    for (const [column, { kind, values }] of this.table.columns.entries()) {
      if (kind !== 'text') continue
      for (const value of new Set(values as string[])) {
        const phrase = phraseOf(value, key)
        if (phrase) places.set(phrase, [...(places.get(phrase) ?? []), { column, value }])
      }
    }
    return places
  }

  /** Conditions by values; null where a value stands in several columns, so that nobody knows which is meant. */
  filters(): Filter[] | null {
    if (this.unclear) return null
    return [...this.values].map(([column, { values, isNot }]) => ({ column, kind: 'is', values: [...values], ...(isNot ? { isNot } : {}) }))
  }

  /** A year in the question is a condition on the one column of days or of years; where a column is named by it, it names the column. */
  takeYears(): Filter[] {
    const found: Filter[] = []
    for (const [i, { word }] of this.words.entries()) {
      if (this.said.has(i) || !/^(?:19|20)\d{2}$/u.test(word) || this.table.columns.some((column) => column.name.includes(word))) continue
      const days = this.table.columns.flatMap((column, at) => (column.kind === 'day' ? [at] : []))
      const years = this.table.columns.flatMap((column, at) => (column.kind === 'number' && yearName.test(column.name) ? [at] : []))
      if (years.length === 1) found.push({ column: years[0]!, kind: 'compare', sign: '=', value: Number(word) })
      else if (days.length === 1) found.push({ column: days[0]!, kind: 'day', sign: '=', value: word })
      else continue
      this.take(i, i)
    }
    return found
  }

  /** The column whose name begins at a word. */
  columnAt(place: number): number | null {
    for (let to = Math.min(place + longestPhrase, this.words.length) - 1; to >= place; to--) {
      const column = this.columnNamed(place, to)
      if (column !== null) {
        this.take(place, to)
        return column
      }
    }
    return null
  }

  /** Columns whose names stand in the question, the longest first. */
  takeColumns(): void {
    this.eachPhrase((from, to) => {
      if (this.isSaid(from, to)) return
      const column = this.columnNamed(from, to)
      if (column === null) return
      this.columns.add(column)
      this.take(from, to)
    })
  }

  columnsSaid(kind: Column['kind']): number[] {
    return [...this.columns].filter((column) => this.table.columns[column]!.kind === kind)
  }

  /** Words of what the table is called, and of its document, which may have other tables as well. */
  takeNames(called: string, share: number): void {
    const terms = this.termsOf(called)
    for (const [i, word] of this.words.entries()) {
      if (this.said.has(i) || !terms.has(this.keyOf(word))) continue
      this.grasped += share
      this.said.add(i)
    }
  }

  private termsOf(called: string): Set<string> {
    return new Set(tokensOf(called.replaceAll(/[_\-./]/gu, ' ')).map(this.keyOf))
  }

  leftOver(): boolean {
    return this.words.some((_word, i) => !this.said.has(i) && !this.general.has(i))
  }

  private columnNamed(from: number, to: number): number | null {
    const asked = this.words.slice(from, to + 1).map(this.keyOf)
    // In a list of expenses the word stands for its rows, not for the column of cost.
    const isFree = asked.length === 1 && !this.called.has(asked[0]!)
    const fits = this.table.columns.flatMap(({ name }, column) => {
      const terms = nameTokens(name).map(this.keyOf)
      const isAll = terms.length === asked.length && terms.every((term, i) => term === asked[i])
      const isPart = asked.every((term) => terms.some((one) => one === term || (isFree && meanTheSame(one, term))))
      return terms.length > 0 && isPart ? [{ column, isAll }] : []
    })
    const whole = fits.filter((one) => one.isAll)
    if (whole.length === 1) return whole[0]!.column
    return fits.length === 1 ? fits[0]!.column : null
  }

  /** All phrases of the question, the longest first. */
  private eachPhrase(use: (from: number, to: number) => void): void {
    for (let length = Math.min(longestPhrase, this.words.length); length > 0; length--)
      for (let from = 0; from + length <= this.words.length; from++) use(from, from + length - 1)
  }

  /** Whether a phrase has no word left that is not said for. */
  private isSaid(from: number, to: number): boolean {
    for (let i = from; i <= to; i++) if (!this.said.has(i)) return false
    return true
  }

  private take(from: number, to: number): void {
    for (let i = from; i <= to; i++) {
      if (!this.said.has(i)) this.grasped += 1
      this.said.add(i)
    }
  }
}

interface ValuePlace {
  column: number
  value: string
}

/** Forms of several values of a column may look alike: then nobody knows which is meant. */
function onlyOne(places: ValuePlace[] | undefined): ValuePlace[] | undefined {
  return places && new Set(places.map((one) => one.value)).size === 1 ? places : undefined
}
