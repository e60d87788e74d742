import { expect, test } from 'vitest'
import { readableTime } from './output'

test.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [61_000, '1 min 1 s'],
  [3_569_000, '59 min 29 s'],
  [3_599_000, '1 h 0 min'],
  [13_149_000, '3 h 39 min'],
])('%i ms read as %s', (ms, text) => {
  expect(readableTime(ms)).toBe(text)
})
