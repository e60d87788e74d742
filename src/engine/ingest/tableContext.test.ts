import { describe, expect, it } from 'vitest'
import { captionOf, isUnitsLine, statementOf } from './tableContext'

describe('a line that only says units', () => {
  it.each([
    '(Dollars in millions, except per share data)',
    '(in thousands)',
    'In millions of euros',
    '(Amounts in USD)',
    'Dollars in millions',
  ])('%j', (line) => expect(isUnitsLine(line)).toBe(true))
  it.each(['Results in brief', '(a)', '(unaudited note on leases)', 'In 2022 we grew', 'Millions of reasons', ''])('%j is none', (line) =>
    expect(isUnitsLine(line)).toBe(false),
  )
})

describe('the title of a table', () => {
  it('is what stands right above it, in a line or three', () => {
    expect(captionOf('Harbor Lights\nBalance Sheets\n(in millions)')).toBe('Harbor Lights Balance Sheets')
    expect(captionOf('')).toBeNull()
    expect(captionOf('(in millions)')).toBeNull()
    expect(captionOf('The following was paid in the year.')).toBeNull()
    expect(captionOf('word '.repeat(80))).toBeNull()
  })
})

describe('a statement of an annual report', () => {
  const table = (...rows: string[]) => ['| | 2025 | 2024 |', '| --- | --- | --- |', ...rows.map((row) => `| ${row} | 1 | 2 |`)].join('\n')

  it('is known by its line items', () => {
    expect(statementOf(table('Net sales', 'Cost of sales', 'Operating income', 'Net income'))).toBe('income statement')
    expect(statementOf(table('Receivables', 'Inventories', 'Total assets', 'Accounts payable', 'Total liabilities'))).toBe('balance sheet')
    expect(
      statementOf(table('Net income', 'Depreciation', 'Net cash from operating activities', 'Purchases of property', 'Dividends paid')),
    ).toBe('cash flow statement')
  })

  it('is none where only some stand there, or stand in cells', () => {
    expect(statementOf(table('Net sales', 'Stores', 'Employees'))).toBeNull()
    expect(statementOf('| Note | Total assets, inventories, accounts payable and retained earnings |\n| --- | --- |\n| 1 | 2 |')).toBeNull()
    expect(statementOf('')).toBeNull()
  })

  it('is looked for in the first rows only, so that a long sheet costs no more than a page', () => {
    const items = ['Net sales', 'Cost of sales', 'Operating income', 'Net income']
    expect(statementOf(table(...Array.from({ length: 100 }, () => 'row'), ...items))).toBe('income statement')
    expect(statementOf(table(...Array.from({ length: 300 }, () => 'row'), ...items))).toBeNull()
  })
})
