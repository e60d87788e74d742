import type { Computed } from '../../../contract/chat'
import type { Box, Place, Span } from '../../../contract/places'
import { boxesOf } from '../../ingest/boxesOf'
import { sheetName, unitedRange } from '../../ingest/placeOf'
import type { Page } from '../../page'
import { type Plan, planFor } from './plan'
import { type QueryResult, runPlan } from './query'
import { sentenceFor } from './say'
import { type Table, type TableCell, tablesOf } from './tables'
import { type Wish, wishOf } from './wish'

/** Pages of one document that may hold a table the question is of. */
export interface Candidate {
  document: string
  name: string
  pages: readonly Page[]
}

/** A table of more cells is not computed over: it would be in memory several times over. */
const mostCells = 2_000_000
/** Tables that answer the question equally well are all told of, up to this many. */
const mostAnswers = 3
/** Cells of a result that are marked at its source. */
const mostCited = 400

/**
 * Computes what a question asks for over the tables of the candidates, the likeliest document first; an empty list where none of them
 * accounts for every word of the question.
 */
export function compute(question: string, candidates: readonly Candidate[]): Computed[] {
  const wish = wishOf(question)
  if (!wish) return []
  const found = candidates.flatMap((candidate) => answersOf(wish, candidate))
  const best = Math.max(...found.map((one) => one.plan.grasped))
  return found
    .filter((one) => one.plan.grasped === best)
    .slice(0, mostAnswers)
    .map(computedOf)
}

interface Found {
  plan: Plan
  table: Table
  candidate: Candidate
}

function answersOf(wish: Wish, candidate: Candidate): Found[] {
  const tables = tablesOf(candidate.pages).filter((table) => table.rows.length * table.columns.length <= mostCells)
  return tables.flatMap((read) => {
    const table = { ...read, title: read.title || candidate.name }
    const plan = planFor(wish, table, candidate.name)
    return plan ? [{ plan, table, candidate }] : []
  })
}

function computedOf({ plan, table, candidate }: Found): Computed {
  const result = runPlan(plan, table)
  const cells = citedCells(plan, table, result)
  const spans = cells.map((cell) => cell.span)
  const pages = new Map(candidate.pages.map((page) => [page.page, page]))
  return {
    text: sentenceFor(plan, table, result),
    sql: result.sql,
    columns: result.columns,
    rows: result.rows,
    source: {
      document: candidate.document,
      name: candidate.name,
      page: spans[0]?.page ?? table.rows[0]![0]!.span.page,
      place: placeOfCells(table, cells, candidate.name),
      quote: quoteOf(cells, pages),
      boxes: boxesOfSpans(spans, pages),
      spans,
    },
    used: result.used.length,
    of: table.rows.length,
    totals: table.totals,
  }
}

/** The cells a figure is made of: of its column, or those of the conditions where rows are counted, or whole rows that are listed. */
function citedCells({ measure, distinct, filters }: Plan, table: Table, { used }: QueryResult): TableCell[] {
  const column = measure ?? distinct ?? filters[0]?.column ?? 0
  return used.slice(0, mostCited).flatMap((row) => {
    const cell = table.rows[row]![column]!
    return cell.text ? [cell] : []
  })
}

function placeOfCells({ sheet }: Table, cells: readonly TableCell[], name: string): Place {
  const addresses = cells.flatMap((cell) => cell.address ?? [])
  if (sheet === null || addresses.length === 0) return { kind: 'page' }
  // The sheet of a text file is called like the file, as it is for passages.
  return { kind: 'cells', sheet: sheet || sheetName(name), range: addresses.reduce((whole, one) => unitedRange(whole, one)) }
}

/** Longest quote of cells, in characters. */
const longestQuote = 300

function quoteOf(cells: readonly TableCell[], pages: ReadonlyMap<number, Page>): string {
  let quote = ''
  for (const { span } of cells) {
    const text = pages.get(span.page)!.text.slice(span.start, span.end)
    if (quote.length + text.length > longestQuote) return `${quote} …`
    quote += quote ? ` · ${text}` : text
  }
  return quote
}

function boxesOfSpans(spans: readonly Span[], pages: ReadonlyMap<number, Page>): Box[] {
  return spans.flatMap((span) => boxesOf(pages.get(span.page)!, span))
}
