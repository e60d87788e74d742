import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shown } from '../docx/testing/officeFile'
import { isInside, parseRange } from './addresses'
import { gridPage, type GridOptions, type GridValue } from './testing/grid'

/** The text of a sheet without its name, hidden parts between ⟦ and ⟧. */
function textOf(grid: readonly (readonly GridValue[])[], options: GridOptions = {}): string {
  return shown(gridPage(grid, options)).replace(/^Sheet\n\n/, '')
}

const table = (...lines: string[]) => lines.map((line) => `| ${line} |`).join('\n')

describe('a sheet', () => {
  test('begins with its name, has it as title, and says which cells each line stands for', () => {
    const page = gridPage(
      [
        ['Name', 'Age'],
        ['Anna', 34],
      ],
      { name: 'People' },
    )
    expect(page.text).toBe('People\n\n| Name | Age |\n| --- | --- |\n| Anna | 34 |')
    expect(page.title).toBe('People')
    expect(page.blocks).toEqual([
      { kind: 'heading', start: 0, end: 6, level: 1 },
      { kind: 'table', start: 8, end: 50 },
    ])
    expect(page.anchors).toEqual([
      { start: 8, place: { kind: 'cells', sheet: 'People', range: 'A1:B1' } },
      { start: 37, place: { kind: 'cells', sheet: 'People', range: 'A2:B2' } },
    ])
  })

  test('of nothing is blank', () => {
    expect(gridPage([]).text).toBe('')
  })

  test('has bars in its cells escaped', () => {
    expect(
      textOf([
        ['a|b', 1],
        ['c', 2],
      ]),
    ).toContain('| a\\|b | 1 |')
  })
})

describe('regions', () => {
  test('are parted by empty rows', () => {
    const text = textOf([['Item', 'Price'], ['Bolt', 1], [], [], [], ['City', 'People'], ['Rome', 3]])
    expect(text).toBe(`${table('Item | Price', '--- | ---', 'Bolt | 1')}\n\n${table('City | People', '--- | ---', 'Rome | 3')}`)
  })

  test('go on below an empty row where no names of their own begin', () => {
    const text = textOf([[null, 2022, 2023], ['Revenue', 100, 120], [], ['Other'], ['Interest', 1, 2]])
    expect(text).toBe(table(' | 2022 | 2023', '--- | --- | ---', 'Revenue | 100 | 120', 'Other |  | ', 'Interest | 1 | 2'))
  })

  test('side by side are tables of their own, where each has labels of its own', () => {
    const grid = [
      ['Name', 'Age', null, 'City', 'People'],
      ['Anna', 34, null, 'Rome', 3],
      ['Ben', 28, null, 'Oslo', 1],
    ]
    const parts = textOf(grid).split('\n\n')
    expect(parts).toHaveLength(2)
    expect(parts[1]).toMatch(/^\| City \| People \|/)
    expect(gridPage(grid).anchors!.map(({ place }) => place.kind === 'cells' && place.range)).toEqual([
      'A1:B1',
      'A2:B2',
      'A3:B3',
      'D1:E1',
      'D2:E2',
      'D3:E3',
    ])
  })

  test('stay together across an empty column where one side has nothing but numbers', () => {
    const text = textOf([
      ['Item', null, 'Price', 'Units'],
      ['Bolt', null, 1, 5],
      ['Nut', null, 2, 6],
    ])
    expect(text).toBe(table('Item |  | Price | Units', '--- | --- | --- | ---', 'Bolt |  | 1 | 5', 'Nut |  | 2 | 6'))
  })

  test('that a file declares are tables whatever lies beside them', () => {
    const grid = [
      ['Name', 'Age', 'a remark'],
      ['Anna', 34, 'beside'],
      ['Ben', 28, null],
    ]
    expect(textOf(grid, { tables: [['A1:B3', 1]] })).toBe(
      `${table('Name | Age', '--- | ---', 'Anna | 34', 'Ben | 28')}\n\na remark\n\nbeside`,
    )
  })

  test('have the lines above them as a heading', () => {
    const page = gridPage([['Sales by region'], ['in thousands'], [], ['Region', 'Sum'], ['North', 1]])
    const heading = page.blocks[1]!
    expect(heading).toMatchObject({ kind: 'heading', level: 2 })
    expect(page.text.slice(heading.start, heading.end)).toBe('Sales by region\nin thousands')
  })

  test('whose title begins left of them have no empty columns for it', () => {
    expect(textOf([['Sales'], [null, 'Region', 'Sum'], [null, 'North', 1]])).toBe(
      `Sales\n\n${table('Region | Sum', '--- | ---', 'North | 1')}`,
    )
  })

  test('of one column are paragraphs', () => {
    expect(textOf([['First remark.'], ['Second remark.']])).toBe('First remark.\n\nSecond remark.')
  })

  test('that are wide are written row by row, each value with its name', () => {
    const names = Array.from({ length: 50 }, (_, i) => `Long name of column ${i}`)
    const page = gridPage([names, names.map((_, i) => (i % 2 ? i : null)), names.map((_, i) => i)])
    const [heading, head, first] = page.blocks
    expect([heading, head, first].map((block) => block?.kind)).toEqual(['heading', 'paragraph', 'paragraph'])
    expect(page.text.slice(head!.start, head!.end)).toBe(names.join('; '))
    expect(page.text.slice(first!.start, first!.end)).toMatch(/^Long name of column 1: 1; Long name of column 3: 3; /)
    expect(page.anchors!.at(-1)!.place).toMatchObject({ range: 'A3:AX3' })
  })

  test('that are hardly filled are written with the addresses of their cells', () => {
    const grid = Array.from({ length: 100 }, (_, row) => Array.from({ length: 100 }, (_, column) => (row === column ? row : null)))
    expect(textOf(grid)).toMatch(/^A1: 0\n\nB2: 1\n\n/)
  })
})

test('a text merged over rows stands in each of them, a number once', () => {
  const grid = [
    ['Region', 'Quarter', 'Sum'],
    ['North', 'Q1', 10],
    [null, 'Q2', null],
    ['South', 'Q1', 30],
  ]
  expect(textOf(grid, { merges: ['A2:A3', 'C2:C3'] })).toContain('| North | Q1 | 10 |\n| North | Q2 |  |\n| South | Q1 | 30 |')
})

describe('what is hidden', () => {
  const grid = [
    ['Name', 'Secret', 'Age'],
    ['Anna', 'x1', 34],
    ['Ben', 'x2', 28],
    ['Cleo', 'x3', 41],
  ]

  test('stands below everything else, so that tables keep their shape', () => {
    expect(textOf(grid, { hiddenColumns: [{ from: 2, to: 2 }], hiddenRows: [3] })).toBe(
      [
        table('Name |  | Age', '--- | --- | ---', 'Anna |  | 34', 'Cleo |  | 41'),
        '⟦B1: Secret\nB2: x1\nB4: x3⟧',
        '⟦A3: Ben; B3: x2; C3: 28⟧',
      ].join('\n\n'),
    )
  })

  test('is found among columns hidden in any order, however many', () => {
    const ranges = Array.from({ length: 8_000 }, (_, i) => ({ from: 16_000 - 2 * i, to: 16_000 - 2 * i }))
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 200 }, (_, i) => i))
    const started = performance.now()
    const text = textOf(wide, { hiddenColumns: [...ranges, { from: 1, to: 3 }] })
    expect(text.match(/A1: 0; B1: 1; C1: 2; D1: 3; F1: 5/)).not.toBeNull()
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  test('does not tear a table, however many of its rows are filtered out', () => {
    const long = [['Name', 'Age'], ...Array.from({ length: 20 }, (_, i) => [`Name ${i}`, i])]
    const text = textOf(long, { hiddenRows: [3, 4, 5, 6, 7, 10, 11, 12, 20] })
    expect(text.match(/---/g)).toHaveLength(2)
    expect(text).toContain('| Name 0 | 0 |\n| Name 6 | 6 |')
  })

  test('is all of a hidden sheet, whose title says so', () => {
    const page = gridPage([['a', 'b']], { hidden: 'hidden sheet' })
    expect(page.hidden).toEqual([{ start: 0, end: page.text.length, reason: 'hidden sheet' }])
    expect(page.title).toBe('Sheet (hidden sheet)')
  })

  test('are letters in the colour of their ground, but not where a table or a rule gives the ground', () => {
    const white = (text: string): GridValue => ({ text, hidden: 'letters in the colour of their ground' })
    expect(textOf([['a', white('b')]])).toContain('⟦B1: b⟧')
    expect(textOf([['a', white('b')]], { coloured: ['A1:B1'] })).toBe('|  |  |\n| --- | --- |\n| a | b |')
  })
})

describe('notes', () => {
  const grid = [['Item', 'Price'], ['Bolt', 1], [], [], [], [], ['City', 'People'], ['Rome', 3]]

  test('follow the table they are on, with their cell and author', () => {
    const notes = [{ row: 2, column: 2, text: 'too\nlow', author: 'Anna' }]
    const page = gridPage(grid, { notes })
    expect(page.text).toContain('| Bolt | 1 |\n\nNote on B2 by Anna: too low\n\n| City')
    expect(page.anchors!.find(({ start }) => page.text.startsWith('Note', start))!.place).toMatchObject({ range: 'B2' })
  })

  test('stand at the end where they are on no table, and are hidden with their row', () => {
    const notes = [
      { row: 5, column: 9, text: 'far away' },
      { row: 2, column: 1, text: 'secret' },
    ]
    const text = textOf(grid, { notes, hiddenRows: [2] })
    expect(text).toMatch(/Note on I5: far away\n\n⟦A2: Bolt; B2: 1\n\nNote on A2: secret⟧$/)
  })

  test('make a page of a sheet without cells', () => {
    expect(textOf([], { notes: [{ row: 1, column: 1, text: 'alone', isBox: true }] })).toBe('Text box at A1: alone')
  })
})

test('whatever a sheet holds, the text of every cell stands on its page, in a line that says so', () => {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 3, arbitrary: fc.integer() },
    { weight: 4, arbitrary: fc.stringMatching(/^[a-zé|]{1,12}$/) },
  )
  const grids = fc.array(fc.array(value, { maxLength: 9 }), { maxLength: 14 })
  const options = fc.record(
    {
      frozenRows: fc.integer({ min: 0, max: 5 }),
      hiddenRows: fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 3 }),
      tables: fc.constantFrom([['B2:D6', 1] as const], [['A1:C3', 0] as const], []),
      merges: fc.constantFrom(['A1:C1'], ['A2:A5', 'B1:D1'], []),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(grids, options, (grid, how) => {
      const page = gridPage(grid, how)
      const anchors = page.anchors ?? []
      const lines = anchors.map(({ start, place }, i) => ({
        text: page.text.slice(start, anchors[i + 1]?.start ?? page.text.length),
        range: parseRange(place.kind === 'cells' ? place.range : '')!,
      }))
      for (const [row, values] of grid.entries())
        for (const [column, cell] of values.entries()) {
          if (cell === null) continue
          const text = String(cell).replaceAll('|', '\\|')
          const found = lines.some(
            (line) => isInside(line.range, row + 1, column + 1) && (line.text.includes(text) || line.text.includes(String(cell))),
          )
          expect(found, `${String(cell)} in row ${row + 1}, column ${column + 1} of\n${page.text}`).toBe(true)
        }
    }),
    { numRuns: 500 },
  )
})
