import type { Filter, Plan } from './plan'
import { mostRows, type QueryResult } from './query'
import type { Column, Table } from './tables'

/** Rows of a grouped figure, and names of listed rows, that are said in the sentence itself; the rest stands in the table below it. */
const mostSaid = 8

/** The result in one sentence. */
export function sentenceFor(plan: Plan, table: Table, { rows, used, columns }: QueryResult): string {
  const where = conditionsOf(plan.filters, table)
  if (plan.figure === 'list') return listed(rows, where, table)
  const measure = plan.measure === null ? null : table.columns[plan.measure]!
  const isExtreme = plan.figure === 'highest' || plan.figure === 'lowest'
  if (plan.group !== null && isExtreme) {
    const [name, value] = rows[0] ?? []
    return `The “${columns[0]}” with the ${plan.figure} sum of “${measure!.name}”${where} is ${name ?? '(empty)'}: ${shownNumber(value, measure, plan)}.`
  }
  if (plan.group !== null) {
    const what =
      measure && plan.figure !== 'count'
        ? `${plan.figure === 'average' ? 'The average' : 'The sum'} of “${measure.name}”`
        : 'The number of rows'
    const said = rows.slice(0, mostSaid).map(([name, value]) => `${name ?? '(empty)'}: ${shownNumber(value, measure, plan)}`)
    const more = rows.length > mostSaid ? `; and ${rows.length - mostSaid}${rows.length === mostRows ? ' or more' : ''} further` : ''
    return `${what}${where} by “${columns[0]}” is ${said.join('; ')}${more}.`
  }
  const value = rows[0]?.[0] ?? null
  if (plan.figure === 'count') {
    if (plan.distinct !== null) return `“${table.columns[plan.distinct]!.name}” has ${plain(Number(value))} different values${where}.`
    return `${plain(Number(value))} of ${plain(table.rows.length)} rows${where || ' are in the table'}.`
  }
  const words = { sum: 'The sum of', average: 'The average of', highest: 'The highest', lowest: 'The lowest' } as const
  if (value === null || !measure) return `No row${where} has a value in “${measure?.name ?? ''}”.`
  const row = isExtreme ? nameOfRow(table, used, plan) : ''
  const count = row ? '' : ` (${plain(used.length)} ${used.length === 1 ? 'row' : 'rows'})`
  return `${words[plan.figure]} “${measure.name}”${where} is ${shownNumber(value, measure, plan)}${row}${count}.`
}

function listed(rows: QueryResult['rows'], where: string, table: Table): string {
  const label = labelColumn(table)
  const names = rows.slice(0, mostSaid).map((row) => String(row[label] ?? '(empty)'))
  if (rows.length === 0) return `No row of the table${where || ' meets that'}.`
  const more = rows.length > mostSaid ? `; and ${rows.length - mostSaid}${rows.length === mostRows ? ' or more' : ''} further` : ''
  return `${plain(rows.length)}${rows.length === mostRows ? ' or more' : ''} of ${plain(table.rows.length)} rows${where}: ${names.join('; ')}${more}.`
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

function conditionsOf(filters: readonly Filter[], { columns }: Table): string {
  const said = filters.map((filter) => {
    const name = `“${columns[filter.column]!.name}”`
    if (filter.kind === 'is') return `${name} is ${filter.values.join(' or ')}`
    if (filter.kind === 'begins') return `${name} is in ${filter.value}`
    const words = { '>': 'above', '>=': 'at least', '<': 'below', '<=': 'at most', '=': '' } as const
    return `${name} is ${words[filter.sign]}${words[filter.sign] ? ' ' : ''}${/year|jahr/iu.test(name) ? filter.value : plain(filter.value)}`
  })
  return said.length > 0 ? ` where ${said.join(' and ')}` : ''
}

/** A figure with the unit and as many decimals as its column shows; an average has two more. */
function shownNumber(value: string | number | null | undefined, measure: Column | null, { figure }: Plan): string {
  if (typeof value !== 'number') return String(value ?? '(empty)')
  if (!measure) return plain(value)
  const digits = measure.decimals + (figure === 'average' ? 2 : 0)
  const number = value.toLocaleString('en-GB', {
    minimumFractionDigits: figure === 'average' ? 0 : measure.decimals,
    maximumFractionDigits: digits,
  })
  const unit = measure.unit ?? ''
  if (!unit) return number
  return /^[$€£¥₹]$/u.test(unit) ? `${unit}${number}` : unit === '%' ? `${number}%` : `${number} ${unit}`
}

function plain(value: number): string {
  return value.toLocaleString('en-GB')
}
