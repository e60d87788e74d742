import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellReasons, type Cell, type CellKind } from './cells'
import { Row } from './row'

const cell = fc.record({
  step: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 200 })),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => text.replaceAll('\n', ' ')),
  kind: fc.constantFrom<CellKind>('text', 'number', 'date', 'truth', 'error'),
  bold: fc.boolean(),
  hidden: fc.constantFrom(undefined, ...cellReasons),
})

test('a row gives its cells back as they were', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 30 }), (found) => {
      let column = 0
      const cells = found.map(({ step, text, kind, bold, hidden }): Cell => {
        column += step
        return { column, text, kind, ...(bold ? { bold } : {}), ...(hidden ? { hidden } : {}) }
      })
      const row = new Row({ row: 7 }, cells)
      expect(row.cells).toEqual(cells)
      expect(row).toMatchObject({ row: 7, until: 7, left: cells[0]!.column, right: column, count: cells.length, goesOn: false })
      expect(row.first).toEqual(cells[0])
    }),
  )
})

test('a row kept with other cells stays where it is', () => {
  const row = new Row({ row: 3, until: 9, hidden: 'hidden row' }, [
    { column: 1, text: 'a', kind: 'text' },
    { column: 4, text: 'b', kind: 'number' },
  ])
  const part = row.keep([{ column: 4, text: 'b', kind: 'number' }], { hidden: 'tiny letters' })
  expect(part).toMatchObject({ row: 3, until: 9, left: 4, right: 4, count: 1, hidden: 'tiny letters' })
  expect(part.length).toBeGreaterThanOrEqual(1)
})

test('a row that is repeated says the same elsewhere', () => {
  const row = new Row({ row: 7, hidden: 'hidden row' }, [{ column: 2, text: 'a', kind: 'text' }])
  const again = row.again(9)
  expect(again).toMatchObject({ row: 9, until: 9, left: 2, right: 2, count: 1, length: 1, hidden: 'hidden row' })
  expect(again.cells).toEqual(row.cells)
})
