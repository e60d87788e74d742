import { expect, it } from 'vitest'
import { firstRank, ndcgAt, rankFigures } from './measures'

it('the rank is that of the first right one, and none where nothing is right', () => {
  expect(firstRank(['a', 'b', 'c'], (one) => one > 'a')).toBe(2)
  expect(firstRank(['a'], () => false)).toBeNull()
})

it('shares and reciprocal ranks are fractions of all questions, found or not', () => {
  expect(rankFigures([1, 6, 20, null])).toEqual({ hit1: 0.25, hit5: 0.25, hit10: 0.5, hit20: 0.75, mrr: (1 + 1 / 6 + 1 / 20) / 4 })
  expect(rankFigures([])).toBeNull()
})

it('nDCG is 1 in the best order, less in any other, and follows the grades', () => {
  const wanted = [
    { ids: ['a'], grade: 3 },
    { ids: ['b', 'copy of b'], grade: 1 },
  ]
  expect(ndcgAt(10, ['a', 'b', 'x'], wanted)).toBeCloseTo(1)
  expect(ndcgAt(10, ['b', 'a'], wanted)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)))
  expect(ndcgAt(10, ['b', 'copy of b', 'a'], wanted)).toBeCloseTo((1 + 3 / 2) / (3 + 1 / Math.log2(3)))
  expect(ndcgAt(1, ['x', 'a'], wanted)).toBe(0)
  expect(ndcgAt(10, ['x'], [{ ids: [], grade: 1 }])).toBe(0)
})
