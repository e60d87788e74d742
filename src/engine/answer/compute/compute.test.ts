import { describe, expect, test } from 'vitest'
import { gridPage, type GridValue } from '../../formats/sheets/testing/grid'
import type { Page } from '../../page'
import { plainPage } from '../../page'
import { compute } from './compute'
import { asksForFigure } from './wish'

const orders = gridPage(
  [
    ['Order', 'Customer', 'Region', 'Units', 'Amount', 'Status', 'Ordered'],
    ['A-1', 'Heron Ltd', 'North', 3, 1200.5, 'open', '2024-01-15'],
    ['A-2', 'Lathe & Co', 'South', 1, 80, 'paid', '2024-02-01'],
    ['A-3', 'Heron Ltd', 'North', 7, 2000, 'paid', '2024-03-09'],
    ['A-4', 'Moss', 'East', 2, 499.5, 'open', '2023-11-30'],
    ['A-5', 'Moss', 'South', 4, 900, 'paid', '2023-12-01'],
    ['Total', null, null, 17, 4680, null, null],
  ] as GridValue[][],
  { name: 'Orders' },
)

const ask = (question: string, pages: Page[] = [orders], name = 'orders.xlsx') => compute(question, [{ document: 'd1', name, pages }])
const said = (question: string) => ask(question).map((one) => one.text)

describe('a figure over a table', () => {
  test.each([
    ['What is the total amount?', 'The sum of “Amount” is 4,680.0 (5 rows).'],
    ['What is the sum of the amount in the North region?', 'The sum of “Amount” where “Region” is North is 3,200.5 (2 rows).'],
    ['How many orders are open?', '2 of 5 rows where “Status” is open.'],
    ['How many units did Heron Ltd order in total?', 'The sum of “Units” where “Customer” is Heron Ltd is 10 (2 rows).'],
    ['What is the average amount of paid orders?', 'The average of “Amount” where “Status” is paid is 993.333 (3 rows).'],
    ['What is the highest amount?', 'The highest “Amount” is 2,000.0: A-3.'],
    ['Which orders have an amount above 850?', '3 of 5 rows where “Amount” is above 850: A-1; A-3; A-5.'],
    ['How many different customers are there in the South?', '“Customer” has 2 different values where “Region” is South.'],
    ['Which customer has the highest amount?', 'The “Customer” with the highest sum of “Amount” is Heron Ltd: 3,200.5.'],
    ['What is the total amount in 2023?', 'The sum of “Amount” where “Ordered” is in 2023 is 1,399.5 (2 rows).'],
    ['What is the total amount per region?', 'The sum of “Amount” by “Region” is North: 3,200.5; South: 980.0; East: 499.5.'],
    ['How many orders per status?', 'The number of rows by “Status” is paid: 3; open: 2.'],
    ['How many orders are there?', '5 of 5 rows are in the table.'],
  ])('%s', (question, answer) => expect(said(question)).toEqual([answer]))

  test('says the query, the result and the cells it is made of', () => {
    const [computed] = ask('What is the sum of the amount in the North region?')
    expect(computed).toMatchObject({
      sql: `SELECT SUM("Amount") FROM "Orders" WHERE "Region" = 'North'`,
      columns: ['SUM(Amount)'],
      rows: [[3200.5]],
      used: 2,
      of: 5,
      totals: 1,
      source: {
        document: 'd1',
        name: 'orders.xlsx',
        page: 1,
        place: { kind: 'cells', sheet: 'Orders', range: 'E2:E4' },
        quote: '1200.5 · 2000',
      },
    })
    const marked = computed!.source.spans.map((span) => orders.text.slice(span.start, span.end))
    expect(marked).toEqual(['1200.5', '2000'])
  })

  test('of several tables that answer alike is told of each', () => {
    const other = { ...orders, title: 'Orders' }
    const computed = compute('How many orders are open?', [
      { document: 'd1', name: '2023.xlsx', pages: [orders] },
      { document: 'd2', name: '2024.xlsx', pages: [other] },
    ])
    expect(computed.map((one) => one.source.document)).toEqual(['d1', 'd2'])
  })
})

describe('what a table cannot account for is not computed', () => {
  test.each([
    ['a condition that stands in no column', 'What is the total amount of cancelled orders?'],
    ['a thing the table does not speak of', 'How many employees are open?'],
    ['two columns that may be meant', 'What is the highest?'],
    ['no figure at all', 'What is the notice period?'],
    ['a time it does not know', 'What is the total amount in March?'],
  ])('%s: %s', (_why, question) => expect(said(question)).toEqual([]))

  test('sums of several currencies', () => {
    const mixed = markdown('| Item | Price |\n| --- | --- |\n| Desk | €100 |\n| Lamp | $20 |')
    expect(ask('What is the total price?', [mixed])).toEqual([])
    expect(ask('How many items?', [mixed], 'items.md').map((one) => one.text)).toEqual(['2 of 2 rows are in the table.'])
  })

  test('cells that are hidden', () => {
    const page = markdown('| Item | Price |\n| --- | --- |\n| Desk | 100 |')
    const hidden = [{ start: 0, end: page.text.length, reason: 'the colour of the page' }]
    expect(ask('What is the total price?', [{ ...page, hidden }])).toEqual([])
  })
})

describe('how numbers are written', () => {
  const prices = (...cells: string[]) =>
    markdown(`| Item | Price |\n| --- | --- |\n${cells.map((cell, i) => `| Thing ${i} | ${cell} |`).join('\n')}`)
  test.each([
    ['with points for thousands', ['1.234,50', '2.000'], '3,234.50'],
    ['with commas for thousands', ['1,234.50', '2,000'], '3,234.50'],
    ['with spaces for thousands', ['1 234,5', '2 000'], '3,234.5'],
    ['with a currency before', ['€ 12.50', '€ 7.50'], '€20.00'],
    ['with a currency behind', ['12.50 EUR', '7.50 EUR'], '20.00 EUR'],
    ['in brackets below zero', ['(100)', '250'], '150'],
    ['with dashes for none', ['–', '250', '1', '2'], '253'],
  ])('%s', (_how, cells, sum) => {
    expect(ask('What is the total price?', [prices(...cells)])[0]?.text).toContain(`“Price” is ${sum} `)
  })
})

test('a table that goes on over pages under the same names is one', () => {
  const first = markdown('| Item | Price |\n| --- | --- |\n| Desk | 100 |')
  const second = { ...markdown('| Item | Price |\n| --- | --- |\n| Lamp | 20 |'), page: 2 }
  const [computed, ...more] = ask('What is the total price?', [first, second])
  expect(more).toEqual([])
  expect(computed?.text).toBe('The sum of “Price” is 120 (2 rows).')
  expect(computed?.source.spans.map((span) => span.page)).toEqual([1, 2])
})

test('names and values that look like a query are only names and values', () => {
  const page = markdown(`| Item"; DROP TABLE x; -- | Price |\n| --- | --- |\n| Robert'); DROP TABLE y;-- | 5 |\n| Desk | 7 |`)
  expect(ask('What is the total price?', [page])[0]?.rows).toEqual([[12]])
  expect(ask("How many Robert'); DROP TABLE y;-- are there?", [page])[0]?.rows).toEqual([[1]])
})

test('most questions ask for no figure', () => {
  expect(asksForFigure('When does the lease end?')).toBe(false)
  expect(asksForFigure('How many rooms are there?')).toBe(true)
})

function markdown(text: string): Page {
  return plainPage(1, text, [{ kind: 'table', start: 0, end: text.length }])
}
