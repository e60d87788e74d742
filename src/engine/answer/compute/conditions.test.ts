import { describe, expect, test } from 'vitest'
import { type Page, plainPage } from '../../page'
import { compute } from './compute'

const markdown = (text: string, number = 1): Page => ({ ...plainPage(number, text, [{ kind: 'table', start: 0, end: text.length }]) })
const asker =
  (name: string, ...pages: Page[]) =>
  (question: string) =>
    compute(question, [{ document: 'd', name, pages }]).map((one) => one.text)

const orders = asker(
  'orders.csv',
  markdown(`| Order | Customer | Region | Status | Amount | Date |
| --- | --- | --- | --- | --- | --- |
| 2001 | Heron Ltd | North | open | 1,200.50 | 2026-01-05 |
| 2002 | Moss SA | South | closed | 300.00 | 2026-01-17 |
| 2003 | Heron Ltd | North | closed | -50.25 | 2026-02-03 |
| 2004 | Lathe & Co | West | open | 2500 | 2026-02-20 |
| 2005 | Quay Oy | East | cancelled |  | 2026-03-01 |
| 2006 | Moss SA | North | open | 99.95 | 2026-03-15 |
| 2008 | Heron Ltd | North | open | 1000 | 2026-04-02 |
| Total | | | | 5,050.20 | |`),
)

describe('numbers that only tell rows apart are never computed with', () => {
  test.each([
    ['How many orders are open?', '4 of 7 rows where “Status” is open.'],
    ['Number of open orders', '4 of 7 rows where “Status” is open.'],
    ['Count the open orders', '4 of 7 rows where “Status” is open.'],
    ['How many orders are there?', '7 of 7 rows are in the table.'],
    ['How many orders are cancelled?', '1 of 7 rows where “Status” is cancelled.'],
    ['What is the largest order?', 'The highest “Amount” is 2,500.00: 2004.'],
    ['What is the average order?', 'The average of “Amount” is 841.7 (6 rows).'],
    ['Which order has the lowest amount?', 'The lowest “Amount” is -50.25: 2003.'],
    ['What is the total order amount?', 'The sum of “Amount” is 5,050.20 (6 rows).'],
  ])('%s', (question, answer) => expect(orders(question)).toEqual([answer]))

  test.each([
    ['numbers named so', 'Invoice', [77, 12, 55, 91]],
    ['a column counted up', 'Vessel', [3, 4, 5, 6]],
  ])('%s', (_why, name, numbers) => {
    const ask = asker(
      'list.csv',
      markdown(`| ${name} | Paid |\n| --- | --- |\n${numbers.map((one) => `| ${one} | ${one * 2.5} |`).join('\n')}`),
    )
    expect(ask(`What is the sum of ${name}?`)[0] ?? '').not.toContain(`“${name}” is`)
  })

  test('but amounts, and years, are', () => {
    const ask = asker(
      'cities.csv',
      markdown('| City | Population |\n| --- | --- |\n| Oslo | 709037 |\n| Bergen | 291940 |\n| Tromso | 77992 |'),
    )
    expect(ask('What is the total population?')).toEqual(['The sum of “Population” is 1,078,969 (3 rows).'])
  })
})

describe('conditions', () => {
  test.each([
    ['Which orders are above 1,000?', '2 of 7 rows where “Amount” is above 1,000: 2001; 2004.'],
    [
      'Which orders are between 99 and 1,000?',
      '3 of 7 rows where “Amount” is at least 99 and “Amount” is at most 1,000: 2002; 2006; 2008.',
    ],
    [
      'List orders of Heron Ltd after 2026-02-01',
      '2 of 7 rows where “Customer” is Heron Ltd and “Date” is after 1 February 2026: 2003; 2008.',
    ],
    [
      'What is the total amount of orders that are not cancelled?',
      'The sum of “Amount” where “Status” is not cancelled is 5,050.20 (6 rows).',
    ],
    ['How many orders are not open?', '3 of 7 rows where “Status” is not open.'],
    ['What is the total amount of open and closed orders?', 'The sum of “Amount” where “Status” is open or closed is 5,050.20 (6 rows).'],
    ['Total amount in February 2026', 'The sum of “Amount” where “Date” is in February 2026 is 2,449.75 (2 rows).'],
    [
      'Total amount of orders from January to February 2026',
      'The sum of “Amount” where “Date” is from January 2026 and “Date” is up to February 2026 is 3,950.25 (4 rows).',
    ],
    ['How many orders were placed in January 2026?', '2 of 7 rows where “Date” is in January 2026.'],
    [
      'How many orders in North were open before April 2026?',
      '2 of 7 rows where “Region” is North and “Status” is open and “Date” is before April 2026.',
    ],
    ['How many orders since 2026?', '7 of 7 rows where “Date” is from 2026.'],
  ])('%s', (question, answer) => expect(orders(question)).toEqual([answer]))

  test.each([
    'How many orders were shipped?',
    'What is the total amount of disputed orders?',
    'What is the total amount of the status?',
    'How many orders are not above 1,000?',
    'What is the total amount without discount?',
    'Which orders are late?',
    'How many orders are not open and closed?',
  ])('one that is not understood is not passed over: %s', (question) => expect(orders(question)).toEqual([]))

  test.each([
    ['Welche Bestellungen nach dem 01.02.2026?', '2 von 3 Zeilen, wo „Datum“ nach 1. Februar 2026 ist: B-2; B-3.'],
    ['Wie viele Bestellungen sind nicht offen?', '1 von 3 Zeilen, wo „Status“ nicht offen ist.'],
    ['Was ist die Summe der Beträge im März 2026?', 'Die Summe von „Betrag“, wo „Datum“ im März 2026 ist, ist 5 (1 Zeile).'],
  ])('in German: %s', (question, answer) => {
    const ask = asker(
      'bestellungen.csv',
      markdown(
        '| Bestellung | Betrag | Status | Datum |\n| --- | --- | --- | --- |\n| B-1 | 9 | offen | 05.01.2026 |\n| B-2 | 7 | bezahlt | 02.02.2026 |\n| B-3 | 5 | offen | 09.03.2026 |',
      ),
    )
    expect(ask(question)).toEqual([answer])
  })
})

describe('a column of yes and no', () => {
  const expenses = `| Employee | Category | Cost | Approved |
| --- | --- | --- | --- |
| Ann | Travel | 120.50 | yes |
| Ben | Meals | 45.25 | no |
| Cid | Hardware | 2300.00 | yes |
| Eve | Meals | -20.00 | no |`
  const cities = '| City | Population |\n| --- | --- |\n| Oslo | 709037 |\n| Bergen | 291940 |'
  const titled = (title: string, table: string, number: number): Page => ({ ...markdown(table, number), title })
  const ask = asker('expenses.xlsx', titled('Expenses', expenses, 1), titled('Cities', cities, 2))
  test.each([
    ['How many expenses were approved?', '2 of 4 rows where “Approved” is yes.'],
    ['How many expenses were not approved?', '2 of 4 rows where “Approved” is not yes.'],
    ['What is the total cost approved?', 'The sum of “Cost” where “Approved” is yes is 2,420.50 (2 rows).'],
    ['How many expenses are there?', '4 of 4 rows are in the table.'],
    ['What is the total cost excluding Travel?', 'The sum of “Cost” where “Category” is not Travel is 2,325.25 (3 rows).'],
    ['What are the total expenses?', 'The sum of “Cost” is 2,445.75 (4 rows).'],
  ])('%s', (question, answer) => expect(ask(question)).toEqual([answer]))
})
