import { describe, expect, test } from 'vitest'
import { shown } from '../docx/testing/officeFile'
import { gridPage, type GridOptions, type GridValue } from './testing/grid'

/** The text of a sheet without its name, hidden parts between ⟦ and ⟧. */
function textOf(grid: readonly (readonly GridValue[])[], options: GridOptions = {}): string {
  return shown(gridPage(grid, options)).replace(/^Sheet\n\n/, '')
}

const bold = (text: string) => ({ text, bold: true })
const table = (...lines: string[]) => lines.map((line) => `| ${line} |`).join('\n')

describe('headers', () => {
  const withoutHeader = '|  |  |\n| --- | --- |'

  test('are names above numbers', () => {
    expect(
      textOf([
        ['Item', 'Price'],
        ['Bolt', 1],
        ['Nut', 2],
      ]),
    ).toBe(table('Item | Price', '--- | ---', 'Bolt | 1', 'Nut | 2'))
  })

  test('are years above amounts', () => {
    expect(
      textOf([
        [null, 2022, 2023],
        ['Revenue', 100, 120],
        ['Cost', 80, 90],
      ]),
    ).toMatch(/^\| {2}\| 2022 \| 2023 \|\n\| --- /)
  })

  test('are bold rows above plain ones', () => {
    expect(
      textOf([
        [bold('Name'), bold('City')],
        ['Anna', 'Rome'],
        ['Ben', 'Oslo'],
      ]),
    ).toMatch(/^\| Name \| City \|\n\| --- /)
  })

  test('are distinct names above a table of nothing but text', () => {
    expect(
      textOf([
        ['Name', 'City', 'Job'],
        ['Anna', 'Rome', 'cook'],
        ['Ben', 'Oslo', 'cook'],
        ['Cleo', 'Bern', 'vet'],
      ]),
    ).toMatch(/^\| Name \| City \| Job \|\n\| --- /)
  })

  test('of two rows become one, with what was merged above each of its columns', () => {
    const grid = [
      [null, '2023', null, '2024', null],
      ['Region', 'Q1', 'Q2', 'Q1', 'Q2'],
      ['North', 1, 2, 3, 4],
    ]
    const page = gridPage(grid, { merges: ['B1:C1', 'D1:E1'] })
    expect(page.text).toContain('| Region | 2023 Q1 | 2023 Q2 | 2024 Q1 | 2024 Q2 |\n')
    expect(page.anchors![0]!.place).toMatchObject({ range: 'A1:E2' })
  })

  test('may be parted by an empty row from what they name', () => {
    const text = textOf([['People'], [], ['Name', 'Age'], [], ['Anna', 34], ['Ben', 28]])
    expect(text).toBe(`People\n\n${table('Name | Age', '--- | ---', 'Anna | 34', 'Ben | 28')}`)
    expect(textOf([['a', 'b'], [], ['c', 'd']], { frozenRows: 1 })).toBe(table('a | b', '--- | ---', 'c | d'))
  })

  test('are not seen in forms, whose first row is an entry like the others', () => {
    expect(
      textOf([
        ['Name', 'Anna'],
        ['Born', { text: '1990-05-17', kind: 'date' }],
        ['City', 'Rome'],
      ]),
    ).toMatch(withoutHeader)
  })

  test('are not seen in rows that begin with numbers', () => {
    expect(
      textOf([
        ['Bolt', 1],
        ['Nut', 2],
        ['Washer', 3],
      ]).startsWith(withoutHeader),
    ).toBe(true)
  })

  test('are what stands above frozen rows, under filter buttons or in a declared table', () => {
    const grid = [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]
    expect(textOf(grid)).toMatch(withoutHeader)
    expect(textOf(grid, { frozenRows: 1 })).toMatch(/^\| a \| b \|\n\| --- /)
    expect(textOf(grid, { filters: ['A1:B3'] })).toMatch(/^\| a \| b \|\n\| --- /)
    expect(textOf(grid, { tables: [['A1:B3', 1]] })).toMatch(/^\| a \| b \|\n\| --- /)
    expect(
      textOf(
        [
          ['a', 'b'],
          ['1', 2],
        ],
        { tables: [['A1:B2', 0]] },
      ),
    ).toMatch(withoutHeader)
  })
})
