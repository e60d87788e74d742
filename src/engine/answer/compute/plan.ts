import { meanTheSame } from '../synonyms'
import type { Language } from '../language'
import type { Column, Table } from './tables'
import type { DayCondition } from './days'
import { Reading } from './reading'
import { nameTokens, namesMoney, namesPrice, yearName } from './terms'
import type { Comparison, Figure, Wish } from './wish'

export type Filter =
  | { column: number; kind: 'is'; values: string[]; isNot?: boolean }
  | { column: number; kind: 'compare'; sign: Comparison['sign']; value: number }
  /** The day, as long as `value` is, stands so to it. */
  | { column: number; kind: 'day'; sign: Comparison['sign']; value: string }

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
  const title = `${table.title} ${table.sheet ?? ''}`
  const reading = new Reading(wish, table, `${called} ${title}`)
  reading.takeValues()
  const years = reading.takeYears()
  const group = wish.groupedAt >= 0 ? reading.columnAt(wish.groupedAt) : null
  const named = wish.namedAt >= 0 ? reading.columnAt(wish.namedAt) : null
  reading.takeFlags()
  const filters = reading.filters()
  const days = daysOn(wish.days, table)
  if (!filters || !days) return null
  reading.takeColumns()
  const numbers = reading.columnsSaid('number')
  const compared = comparisonsOn(wish.comparisons, numbers, table)
  if (!compared) return null
  const plan = figureOf(wish, { table, group, named, numbers, texts: reading.columnsSaid('text'), compared, filters })
  const conditions = [...filters, ...years, ...days, ...compared]
  if (!plan || (plan.figure === 'list' && conditions.length === 0) || passedOver(plan, reading, { table, conditions, named })) return null
  reading.takeNames(title, 1)
  reading.takeNames(called, 0.5)
  if (reading.leftOver()) return null
  return { ...plan, language: wish.language, filters: conditions, grasped: reading.grasped }
}

interface Said {
  table: Table
  group: number | null
  named: number | null
  numbers: number[]
  texts: number[]
  compared: Filter[]
  filters: readonly Filter[]
}

function figureOf({ figure, ofPrices }: Wish, said: Said): Omit<Plan, 'filters' | 'grasped' | 'language'> | null {
  const { table, group, named, numbers, texts, compared, filters } = said
  if (group !== null && table.columns[group]!.kind === 'number' && !yearName.test(table.columns[group]!.name)) return null
  const none = { measure: null, distinct: null, group: null }
  if (figure === 'list') return { ...none, figure }
  const measures = numbers.filter((column) => !compared.some((filter) => filter.column === column) && column !== group)
  if (figure === 'count') {
    if (measures.length === 1 && isMoney(table.columns[measures[0]!]!)) return null
    if (measures.length === 1) return { ...none, figure: 'sum', measure: measures[0]!, group }
    const isFiltered = (column: number) => filters.some((filter) => filter.column === column)
    const distinct = texts.filter((column) => column !== group && !isFiltered(column))
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

/** How many there are of it nobody asks of money. */
function isMoney({ name, unit }: Column): boolean {
  return (unit !== '' && unit !== '%') || nameTokens(name).some(({ term }) => namesMoney.test(term) || meanTheSame(term, 'price'))
}

interface Settled {
  table: Table
  conditions: readonly Filter[]
  named: number | null
}

/** Whether a column the question names has no part in the answer: it may be a condition nobody understood. */
function passedOver({ figure, group, distinct }: Pick<Plan, 'figure' | 'group' | 'distinct'>, reading: Reading, settled: Settled): boolean {
  const { table, conditions, named } = settled
  if (figure === 'list') return false
  const isUsed = (column: number) =>
    column === group || column === distinct || column === named || conditions.some((one) => one.column === column)
  const texts = reading.columnsSaid('text').filter((column) => !isOwnOfEachRow(table.columns[column]!))
  return [...texts, ...reading.columnsSaid('day')].some((column) => !isUsed(column))
}

/** Times need the one column of days, or of years where only years are meant. */
function daysOn(conditions: readonly DayCondition[], { columns }: Table): Filter[] | null {
  const filters: Filter[] = []
  for (const { sign, value } of conditions) {
    const days = columns.flatMap((column, i) => (column.kind === 'day' ? [i] : []))
    const years = columns.flatMap((column, i) => (column.kind === 'number' && yearName.test(column.name) ? [i] : []))
    const isTold = days.length === 1 && columns[days[0]!]!.values.every((one) => one === null || String(one).length >= value.length)
    if (years.length === 1 && value.length === 4) filters.push({ column: years[0]!, kind: 'compare', sign, value: Number(value) })
    else if (isTold) filters.push({ column: days[0]!, kind: 'day', sign, value })
    else return null
  }
  return filters
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
