import { expect, it } from 'vitest'
import { anchorIn, cellsOfAnchor, columnLetters } from './anchors'

const cells = (start: number, range: string) => ({ start, place: { kind: 'cells' as const, sheet: 'Prices', range } })

it('finds the place that begins within a line, and none where none does', () => {
  const anchors = [cells(0, 'B2:D2'), cells(40, 'B3:D3'), cells(80, 'B4:D4')]
  expect(anchorIn(anchors, { start: 38, end: 79 })?.start).toBe(40)
  expect(anchorIn(anchors, { start: 41, end: 79 })).toBeUndefined()
  expect(anchorIn([], { start: 0, end: 9 })).toBeUndefined()
})

it('reads row and column of a range, and names columns as spreadsheets do', () => {
  expect(cellsOfAnchor(cells(0, 'AB12:AD12'))).toEqual({ row: 12, column: 28 })
  expect(cellsOfAnchor({ start: 0, place: { kind: 'time', seconds: 3 } })).toBeNull()
  expect([1, 26, 27, 702, 703].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA'])
})
