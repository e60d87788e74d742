import { describe, expect, test } from 'vitest'
import type { Place } from '../../contract/places'
import { plainPage, type Page } from '../page'
import { placeOf, unitedRange } from './placeOf'

const cells = (sheet: string, range: string): Place => ({ kind: 'cells', sheet, range })

/** A page of lines, each with the cells it stands for. */
function page(lines: readonly (readonly [text: string, place: Place])[]): Page {
  const anchors = []
  let text = ''
  for (const [line, place] of lines) {
    anchors.push({ start: text.length, place })
    text += `${line}\n`
  }
  return { ...plainPage(1, text, []), anchors }
}

describe('a passage of rows', () => {
  const prices = page([
    ['head', cells('Prices', 'A1:C1')],
    ['one', cells('Prices', 'A2:C2')],
    ['two', cells('Prices', 'A3:C3')],
    ['note', cells('Prices', 'E9')],
  ])
  const at = (from: string, to: string) => ({ page: prices, start: prices.text.indexOf(from), end: prices.text.indexOf(to) + to.length })

  test('is cited by all its cells', () => {
    expect(placeOf('cells', [], [at('one', 'two')])).toEqual(cells('Prices', 'A2:C3'))
    expect(placeOf('cells', [], [at('two', 'note')])).toEqual(cells('Prices', 'A3:E9'))
    expect(placeOf('cells', [], [at('one', 'one'), at('note', 'note')])).toEqual(cells('Prices', 'A2:E9'))
  })

  test('that begins within a row has the whole row', () => {
    expect(placeOf('cells', [], [{ page: prices, start: prices.text.indexOf('wo'), end: prices.text.indexOf('wo') + 1 }])).toEqual(
      cells('Prices', 'A3:C3'),
    )
  })

  test('of a sheet without a name is called like the file', () => {
    const plain = page([['one', cells('', 'A2:C2')]])
    expect(placeOf('cells', [], [{ page: plain, start: 0, end: 3 }], 'lists/prices.v2.csv')).toEqual(cells('prices.v2', 'A2:C2'))
  })

  test('without cells is cited by its page', () => {
    expect(placeOf('cells', [], [{ page: plainPage(1, 'text', []), start: 0, end: 4 }])).toEqual({ kind: 'page' })
  })
})

test.each([
  ['B2:F9', 'A3:C12', 'A2:F12'],
  ['A1', 'A1', 'A1'],
  ['A1', 'C1', 'A1:C1'],
  ['Z9', 'AA10', 'Z9:AA10'],
  ['XFD1048576', 'A1', 'A1:XFD1048576'],
  ['A1', 'nonsense', 'A1'],
  ['nonsense', 'A1', 'A1'],
])('%s and %s are united as %s', (a, b, united) => {
  expect(unitedRange(a, b)).toBe(united)
})
