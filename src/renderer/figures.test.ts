import { describe, expect, it } from 'vitest'
import { bytesText, etaText, percentOf, rateText } from './figures'

describe('the time left', () => {
  it.each([
    [null, ''],
    [Number.POSITIVE_INFINITY, ''],
    [-5, ''],
    [1_200, 'a moment left'],
    [11_000, 'about 15 s left'],
    [54_000, 'about 55 s left'],
    [61_000, 'about 1 min left'],
    [150_000, 'about 3 min left'],
    [3_570_000, 'about 1 h 0 min left'],
    [5_400_000, 'about 1 h 30 min left'],
  ])('of %s ms reads “%s”', (ms, text) => {
    expect(etaText(ms)).toBe(text)
  })
})

describe('the rate', () => {
  it.each([
    [null, ''],
    [0, ''],
    [143.4, '143 pages/s'],
    [3.25, '3.3 pages/s'],
    [0.5, '30 pages/min'],
    [0.02, '1.2 pages/min'],
  ])('of %s pages a second reads “%s”', (rate, text) => {
    expect(rateText(rate)).toBe(text)
  })
})

describe('a share in percent', () => {
  it('is a hundred only when all is done', () => {
    expect(percentOf(999, 1_000)).toBe(99)
    expect(percentOf(9_999, 10_000)).toBe(99)
    expect(percentOf(5, 5)).toBe(100)
    expect(percentOf(3, 0)).toBe(0)
  })
})

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [21_947_653, '22 MB'],
  ])('of %d bytes reads “%s”', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })
})
