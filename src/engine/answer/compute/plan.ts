import { meanTheSame } from '../synonyms'
import { type Token, tokensOf } from '../../words'
import type { Language } from '../language'
import type { Column, Table } from './tables'
import { longestPhrase, nameTokens, namesMoney, namesPrice, phraseOf, rootOf, yearName } from './terms'
import type { Comparison, Figure, Wish } from './wish'

export type Filter =
  | { column: number; kind: 'is'; values: string[] }
  | { column: number; kind: 'compare'; sign: Comparison['sign']; value: number }
  | { column: number; kind: 'begins'; value: string }

/** How a table answers a question. */
export interface Plan {
  /** The language of the question, and of the sentence that says the result. */
  language: Language
  figure: Figure
  /** Column the figure is of; null where rows are counted or listed. */
  measure: number | null
  /** Different values of this column are counted. */
  distinct: number | null
  /** One figure for each value of this column. */
  group: number | null
  filters: Filter[]
  /** Words of the question the table itself accounts for: the more, the surer it is the table that is meant. */
  grasped: number
}

/**
 * How a table answers a question; null where it does not. Every word of the question must be accounted for, by the figure, a column, a value
 * of a cell, or what the table and its document are called: a condition that is passed over makes a wrong answer that looks right.
 */
export function planFor(wish: Wish, table: Table, called: string): Plan | null {
  const reading = new Reading(wish, table)
  reading.takeValues()
  const filters = reading.filters()
  if (!filters) return null
  const years = reading.takeYears()
  const group = wish.groupedAt >= 0 ? reading.columnAt(wish.groupedAt) : null
  const named = wish.namedAt >= 0 ? reading.columnAt(wish.namedAt) : null
  reading.takeColumns()
  const numbers = reading.columnsSaid('number')
  const compared = comparisonsOn(wish.comparisons, numbers, table)
  if (!compared) return null
  const plan = figureOf(wish, { table, group, named, numbers, texts: reading.columnsSaid('text'), compared })
  if (!plan) return null
  reading.takeNames(`${called} ${table.title} ${table.sheet ?? ''}`)
  if (reading.leftOver()) return null
  return { ...plan, language: wish.language, filters: [...filters, ...years, ...compared], grasped: reading.grasped }
}

interface Said {
  table: Table
  group: number | null
  named: number | null
  numbers: number[]
  texts: number[]
  compared: Filter[]
}

function figureOf({ figure, ofPrices }: Wish, said: Said): Omit<Plan, 'filters' | 'grasped' | 'language'> | null {
  const { table, group, named, numbers, texts, compared } = said
  if (group !== null && table.columns[group]!.kind === 'number' && !yearName.test(table.columns[group]!.name)) return null
  const none = { measure: null, distinct: null, group: null }
  if (figure === 'list') return { ...none, figure }
  const measures = numbers.filter((column) => !compared.some((filter) => filter.column === column) && column !== group)
  if (figure === 'count') {
    if (measures.length === 1) return { ...none, figure: 'sum', measure: measures[0]!, group }
    const distinct = texts.filter((column) => column !== group)
    if (measures.length > 1 || distinct.length > 1) return null
    const [only] = distinct
    // Where every row has a value of its own, its rows are what is counted.
    return { ...none, figure, distinct: only === undefined || isOwnOfEachRow(table.columns[only]!) ? null : only, group }
  }
  const measure =
    measures.length === 1 ? measures[0]! : measures.length === 0 ? ((ofPrices ? priceOf(table) : null) ?? onlyMeasure(table)) : null
  if (measure === null || table.columns[measure]!.unit === null) return null
  if (
    (figure === 'highest' || figure === 'lowest') &&
    group === null &&
    named !== null &&
    named !== measure &&
    repeats(table.columns[named]!)
  )
    return { ...none, figure, measure, group: named }
  return { ...none, figure, measure, group }
}

/** The one column of amounts a table has, where the question names none. */
function onlyMeasure({ columns }: Table): number | null {
  const amounts = columns.flatMap((column, i) => (column.kind === 'number' && !isIdentifier(column) ? [i] : []))
  return amounts.length === 1 ? amounts[0]! : null
}

function priceOf({ columns }: Table, also = namesPrice): number | null {
  const prices = columns.flatMap(({ kind, name }, i) =>
    kind === 'number' && nameTokens(name).some(({ term }) => meanTheSame(term, 'price') || also.test(term)) ? [i] : [],
  )
  return prices.length === 1 ? prices[0]! : null
}

function isIdentifier({ name }: Column): boolean {
  return /^(?:no\.?|nr\.?|n[°º]|núm\.?|#|id|year|jahr|année|año|code|número|numéro|number|nummer|page|seite|row|zeile)$/iu.test(name.trim())
}

function repeats({ values }: Column): boolean {
  return new Set(values).size < values.length
}

function isOwnOfEachRow(column: Column): boolean {
  return !repeats(column) && column.values.every(Boolean)
}

/** Each comparison needs the one column of numbers that it can be meant for: the one named, else the only one, or the only one of money. */
function comparisonsOn(comparisons: readonly Comparison[], said: readonly number[], table: Table): Filter[] | null {
  const filters: Filter[] = []
  for (const { sign, value, isMoney } of comparisons) {
    const column = said.length === 1 ? said[0]! : said.length === 0 ? (onlyMeasure(table) ?? (isMoney ? moneyOf(table) : null)) : null
    if (column === null) return null
    filters.push({ column, kind: 'compare', sign, value })
  }
  return filters
}

function moneyOf(table: Table): number | null {
  const money = table.columns.flatMap(({ kind, unit }, i) => (kind === 'number' && unit && unit !== '%' ? [i] : []))
  return money.length === 1 ? money[0]! : money.length === 0 ? priceOf(table, namesMoney) : null
}

/** The words of a question as a table understands them. */
class Reading {
  grasped = 0
  private readonly words: readonly Token[]
  private readonly table: Table
  private readonly said: Set<number>
  private readonly general: ReadonlySet<number>
  private readonly values = new Map<number, Set<string>>()
  private readonly columns = new Set<number>()
  private unclear = false
  private readonly keyOf: (word: Token) => string

  constructor(wish: Wish, table: Table) {
    // English words were led back to their stems already; those of other languages have more endings.
    this.keyOf = wish.language === 'en' ? (word) => word.term : (word) => rootOf(word.term)
    this.words = wish.words
    this.said = new Set(wish.said)
    this.general = wish.general
    this.table = table
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
      for (const { column, value } of found) this.values.set(column, (this.values.get(column) ?? new Set()).add(value))
      this.take(from, to)
    })
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
    return this.unclear ? null : [...this.values].map(([column, values]) => ({ column, kind: 'is', values: [...values] }))
  }

  /** A year in the question is a condition on the one column of days or of years; where a column is named by it, it names the column. */
  takeYears(): Filter[] {
    const found: Filter[] = []
    for (const [i, { word }] of this.words.entries()) {
      if (this.said.has(i) || !/^(?:19|20)\d{2}$/u.test(word) || this.table.columns.some((column) => column.name.includes(word))) continue
      const days = this.table.columns.flatMap((column, at) => (column.kind === 'day' ? [at] : []))
      const years = this.table.columns.flatMap((column, at) => (column.kind === 'number' && yearName.test(column.name) ? [at] : []))
      if (years.length === 1) found.push({ column: years[0]!, kind: 'compare', sign: '=', value: Number(word) })
      else if (days.length === 1) found.push({ column: days[0]!, kind: 'begins', value: word })
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

  /** Words of what the table and its document are called. */
  takeNames(called: string): void {
    const terms = new Set(tokensOf(called.replaceAll(/[_\-./]/gu, ' ')).map(this.keyOf))
    for (const [i, word] of this.words.entries()) if (!this.said.has(i) && terms.has(this.keyOf(word))) this.take(i, i)
  }

  leftOver(): boolean {
    return this.words.some((_word, i) => !this.said.has(i) && !this.general.has(i))
  }

  private columnNamed(from: number, to: number): number | null {
    const asked = this.words.slice(from, to + 1).map(this.keyOf)
    const fits = this.table.columns.flatMap(({ name }, column) => {
      const terms = nameTokens(name).map(this.keyOf)
      const isAll = terms.length === asked.length && terms.every((term, i) => term === asked[i])
      const isPart = asked.every((term) => terms.some((one) => one === term || (asked.length === 1 && meanTheSame(one, term))))
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
