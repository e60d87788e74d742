import { type Phrases, phrases } from './phrases'
import type { Plan } from './plan'
import { isExtreme, mostRows, type QueryResult } from './query'
import type { Column, Table } from './tables'
import { yearName } from './terms'
import type { Comparison } from './wish'

/** Rows of a grouped figure, and names of listed rows, that are said in the sentence itself; the rest stands in the table below it. */
const mostSaid = 8

/** The result in one sentence, in the language of the question. */
export function sentenceFor(plan: Plan, table: Table, result: QueryResult): string {
  const say = phrases[plan.language]
  const where = conditionsOf(plan, table)
  if (plan.figure === 'list') return listed(result.rows, where, { table, say })
  if (plan.group !== null) return grouped(plan, table, { result, where })
  const { rows, used } = result
  const measure = plan.measure === null ? null : table.columns[plan.measure]!
  const value = rows[0]?.[0] ?? null
  if (plan.figure === 'count') {
    const count = numberIn(say, Number(value))
    return plan.distinct !== null
      ? say.different(say.quote(table.columns[plan.distinct]!.name), count, where)
      : say.counted(count, numberIn(say, table.rows.length), where)
  }
  const name = say.quote(measure?.name ?? '')
  if (value === null || !measure) return say.noValue(name, where)
  const row = isExtreme(plan) ? nameOfRow(table, used, plan) : ''
  const count = row ? '' : ` (${say.rows(numberIn(say, used.length), used.length === 1)})`
  return `${say.figure[plan.figure](name)}${closed(where)}${verb(plan)}${shownNumber(value, measure, plan)}${row}${count}.`
}

/** One figure for each group, or the group with the most or least. */
function grouped(plan: Plan, table: Table, { result: { rows, columns }, where }: { result: QueryResult; where: string }): string {
  const say = phrases[plan.language]
  const { figure } = plan
  const measure = plan.measure === null ? null : table.columns[plan.measure]!
  const group = say.quote(columns[0]!)
  const valueOf = (value: string | number | null | undefined) => shownNumber(value, measure, plan)
  if (figure === 'highest' || figure === 'lowest') {
    const [name, value] = rows[0] ?? []
    const what = say.groupWith(group, figure, say.quote(measure!.name))
    return `${what}${closed(where)}${verb(plan)}${name ?? say.empty}: ${valueOf(value)}.`
  }
  const what =
    measure && figure !== 'count' ? say.figure[figure === 'average' ? 'average' : 'sum'](say.quote(measure.name)) : say.numberOfRows
  const said = rows.slice(0, mostSaid).map(([name, value]) => `${name ?? say.empty}: ${valueOf(value)}`)
  return `${what}${closed(where)}${say.by(group)}${verb(plan)}${said.join('; ')}${furtherOf(rows, say)}.`
}

/** What follows a subordinate clause in German is parted by a comma. */
function closed(where: string): string {
  return where.startsWith(',') ? `${where},` : where
}

function verb({ language }: Plan): string {
  return language === 'de' ? ' ist ' : phrases[language].is
}

interface Listing {
  table: Table
  say: Phrases
}

function listed(rows: QueryResult['rows'], where: string, { table, say }: Listing): string {
  const label = labelColumn(table)
  const names = rows.slice(0, mostSaid).map((row) => String(row[label] ?? say.empty))
  if (rows.length === 0) return say.noRow(where)
  const count = `${numberIn(say, rows.length)}${rows.length === mostRows ? say.orMore : ''}`
  return `${say.counted(count, numberIn(say, table.rows.length), where).replace(/\.$/u, '')}: ${names.join('; ')}${furtherOf(rows, say)}.`
}

function furtherOf(rows: QueryResult['rows'], say: Phrases): string {
  const left = rows.length - mostSaid
  return left > 0 ? `; ${say.further(`${numberIn(say, left)}${rows.length === mostRows ? say.orMore : ''}`)}` : ''
}

/** What the rows of an extreme are called by their first column of words. */
function nameOfRow(table: Table, used: readonly number[], { measure }: Plan): string {
  const label = labelColumn(table)
  if (label === measure) return ''
  const names = used.slice(0, mostSaid).map((row) => table.rows[row]![label]!.text)
  return names.some(Boolean) ? `: ${names.filter(Boolean).join('; ')}` : ''
}

function labelColumn({ columns }: Table): number {
  const texts = columns.flatMap(({ kind }, i) => (kind === 'text' ? [i] : []))
  // A column that tells the rows apart names them better than one whose values repeat.
  const telling = texts.find((column) => new Set(columns[column]!.values).size === columns[column]!.values.length)
  return telling ?? texts[0] ?? 0
}

function conditionsOf({ filters, language }: Plan, { columns }: Table): string {
  const say = phrases[language]
  // A German clause has its verb at the end.
  const [before, behind] = language === 'de' ? [' ', ' ist'] : [say.is, '']
  const said = filters.map((filter) => {
    const { name } = columns[filter.column]!
    const value =
      filter.kind === 'is'
        ? filter.values.join(say.or)
        : filter.kind === 'day'
          ? timeOf(filter, say)
          : `${say.signs[filter.sign]}${yearName.test(name) ? filter.value : numberIn(say, filter.value)}`
    return `${say.quote(name)}${filter.kind === 'is' && filter.isNot ? say.isNot : before}${value}${behind}`
  })
  return said.length > 0 ? `${say.where}${said.join(say.and)}` : ''
}

/** A time with how rows stand to it: “in February 2026”, “after 1 February 2026”. */
function timeOf({ sign, value }: { sign: Comparison['sign']; value: string }, say: Phrases): string {
  if (value.length === 4) return `${sign === '=' ? say.inYear : say.times[sign]}${value}`
  const isDay = value.length > 7
  const shown = new Date(`${isDay ? value : `${value}-01`}T00:00:00Z`).toLocaleDateString(say.locale, {
    ...(isDay ? { day: 'numeric' } : {}),
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return `${isDay && sign === '=' ? '' : say.times[sign]}${shown}`
}

/** A figure with the unit and as many decimals as its column shows; an average has two more. */
function shownNumber(value: string | number | null | undefined, measure: Column | null, { figure, language }: Plan): string {
  const say = phrases[language]
  if (typeof value !== 'number') return String(value ?? say.empty)
  if (!measure) return numberIn(say, value)
  const digits = measure.decimals + (figure === 'average' ? 2 : 0)
  const number = numberIn(say, value, {
    minimumFractionDigits: figure === 'average' ? 0 : measure.decimals,
    maximumFractionDigits: digits,
  })
  const unit = measure.unit ?? ''
  if (!unit) return number
  if (unit === '%') return language === 'en' ? `${number}%` : `${number} %`
  return language === 'en' && /^[$€£¥₹]$/u.test(unit) ? `${unit}${number}` : `${number} ${unit}`
}

/** A number as the language writes it; Spanish would leave four digits without a point, which a table does not. */
function numberIn({ locale }: Phrases, value: number, options: Intl.NumberFormatOptions = {}): string {
  return value.toLocaleString(locale, { useGrouping: 'always', ...options }).replaceAll(/[\u00a0\u202f]/gu, ' ')
}
