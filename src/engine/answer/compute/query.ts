import { DatabaseSync } from 'node:sqlite'
import type { Filter, Plan } from './plan'
import type { Column, Table } from './tables'

/** What a query over a table gave. */
export interface QueryResult {
  /** The query as it was run; it reads and does nothing else. */
  sql: string
  columns: string[]
  /** At most `mostRows`; null where a cell holds nothing. */
  rows: (string | number | null)[][]
  /** Rows of the table the figures are made of, by their place in it. */
  used: number[]
}

/** Rows of a result that are kept: what is longer is no answer but the table itself. */
export const mostRows = 100

/**
 * Runs a plan over a table, in a database in memory that holds nothing else. The words of the query are made here from the plan: nothing a
 * document or a model wrote becomes a part of it but names and values, quoted.
 */
export function runPlan(plan: Plan, table: Table): QueryResult {
  const database = new DatabaseSync(':memory:')
  try {
    const names = columnNames(table)
    load(database, table, names)
    const where = whereOf(plan.filters, names)
    const { select, after, columns } = selectOf(plan, table, names)
    const from = `FROM ${quoted(tableName(table))}${where.sql}`
    const sql = `SELECT ${select} ${from}${after}`
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    const rows = statement.all() as unknown as (string | number | null)[][]
    return { sql, columns, rows, used: usedRows(plan, rows, { database, from, names, filtered: where.sql !== '' }) }
  } finally {
    database.close()
  }
}

interface Selecting {
  database: DatabaseSync
  from: string
  names: readonly string[]
  filtered: boolean
}

/** Rows that gave the result: those of the extreme itself, else all that meet the conditions and hold a value. */
function usedRows(plan: Plan, rows: readonly (string | number | null)[][], { database, from, names, filtered }: Selecting): number[] {
  const column = plan.measure ?? plan.distinct
  const conditions = column === null ? [] : [`${quoted(names[column]!)} IS NOT NULL`]
  if (isExtreme(plan) && plan.group === null && rows[0]) conditions.push(`${quoted(names[plan.measure!]!)} = ${literal(rows[0][0]!)}`)
  if (isExtreme(plan) && plan.group !== null && rows[0]) conditions.push(`${quoted(names[plan.group]!)} IS ${literal(rows[0][0]!)}`)
  const joined = conditions.length > 0 ? `${filtered ? ' AND ' : ' WHERE '}${conditions.join(' AND ')}` : ''
  const statement = database.prepare(`SELECT "(row)" ${from}${joined} ORDER BY "(row)"`)
  return (statement.all() as { '(row)': number }[]).map((one) => one['(row)'])
}

export function isExtreme({ figure }: Plan): boolean {
  return figure === 'highest' || figure === 'lowest'
}

interface Selection {
  select: string
  after: string
  columns: string[]
}

/** What a figure over many rows is called in a query; an extreme of groups is one of their sums. */
const functions: Record<Exclude<Plan['figure'], 'list'>, string> = {
  sum: 'SUM',
  average: 'AVG',
  count: 'COUNT',
  highest: 'SUM',
  lowest: 'SUM',
}

function selectOf(plan: Plan, table: Table, names: readonly string[]): Selection {
  const { figure, measure, distinct, group } = plan
  const name = (column: number) => quoted(names[column]!)
  if (figure === 'list') return { select: names.map(quoted).join(', '), after: ` LIMIT ${mostRows}`, columns: [...names] }
  if (isExtreme(plan)) return extremeOf(plan, table, names)
  const what = measure === null ? (distinct === null ? '*' : `DISTINCT ${name(distinct)}`) : name(measure)
  const computed = `${functions[figure]}(${what})`
  const title = computed.replaceAll('"', '')
  if (group === null) return { select: computed, after: '', columns: [title] }
  const after = ` GROUP BY ${name(group)} ORDER BY 2 DESC LIMIT ${mostRows}`
  return { select: `${name(group)}, ${computed}`, after, columns: [names[group]!, title] }
}

/** One row with the extreme first, and what the row is called; over groups, the sums of the groups. */
function extremeOf({ figure, measure, group }: Plan, { columns }: Table, names: readonly string[]): Selection {
  const name = (column: number) => quoted(names[column]!)
  const order = figure === 'highest' ? 'DESC' : 'ASC'
  if (group !== null) {
    const summed = `SUM(${name(measure!)})`
    const after = ` GROUP BY ${name(group)} ORDER BY 2 ${order} LIMIT ${mostRows}`
    return { select: `${name(group)}, ${summed}`, after, columns: [names[group]!, summed.replaceAll('"', '')] }
  }
  const shown = [measure!, ...[...columns.keys()].filter((column) => column !== measure)]
  const kept = `${name(measure!)} IS NOT NULL`
  return {
    select: shown.map(name).join(', '),
    after: ` ORDER BY ${kept} DESC, ${name(measure!)} ${order} LIMIT 1`,
    columns: shown.map((column) => names[column]!),
  }
}

function whereOf(filters: readonly Filter[], names: readonly string[]): { sql: string } {
  const conditions = filters.map((filter) => {
    const name = quoted(names[filter.column]!)
    if (filter.kind === 'compare') return `${name} ${filter.sign} ${filter.value}`
    if (filter.kind === 'day') return `substr(${name}, 1, ${filter.value.length}) ${filter.sign} ${literal(filter.value)}`
    // A cell without a value is none of those either.
    if (filter.isNot) return `(${name} IS NULL OR ${name} NOT IN (${filter.values.map(literal).join(', ')}))`
    return filter.values.length === 1 ? `${name} = ${literal(filter.values[0]!)}` : `${name} IN (${filter.values.map(literal).join(', ')})`
  })
  return { sql: conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '' }
}

/** Names of columns as a database tells them apart: never empty, never twice. */
function columnNames({ columns }: Table): string[] {
  const taken = new Set<string>()
  return columns.map(({ name }, i) => {
    const wanted = name.replaceAll('\0', '') || `Column ${i + 1}`
    let free = wanted
    for (let copy = 2; taken.has(free.toLowerCase()); copy++) free = `${wanted} ${copy}`
    taken.add(free.toLowerCase())
    return free
  })
}

export function tableName({ sheet, title }: Table): string {
  return (sheet || title || 'table').replaceAll('\0', '').slice(0, 80)
}

function load(database: DatabaseSync, table: Table, names: readonly string[]): void {
  const defined = table.columns.map(({ kind }, i) => `${quoted(names[i]!)} ${kind === 'number' ? 'REAL' : 'TEXT'}`)
  database.exec(`CREATE TABLE ${quoted(tableName(table))} ("(row)" INTEGER, ${defined.join(', ')})`)
  const places = Array.from({ length: table.columns.length + 1 }, () => '?').join(', ')
  const insert = database.prepare(`INSERT INTO ${quoted(tableName(table))} VALUES (${places})`)
  database.exec('BEGIN')
  for (const row of table.rows.keys()) insert.run(row, ...table.columns.map((column) => storedValue(column, row)))
  database.exec('COMMIT')
}

function storedValue({ values }: Column, row: number): string | number | null {
  const value = values[row]
  if (value === null || value === undefined || value === '') return null
  return typeof value === 'string' ? value : value.value
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''").replaceAll('\0', '')}'`
}
