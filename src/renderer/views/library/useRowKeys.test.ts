import { describe, expect, it } from 'vitest'
import { stepOf } from './useRowKeys'

describe('the keys of a list', () => {
  it.each([
    ['ArrowDown', 4, 5],
    ['ArrowUp', 4, 3],
    ['PageDown', 4, 14],
    ['PageUp', 4, 0],
    ['Home', 4, 0],
    ['End', 4, 99],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 0, 0],
    ['Enter', 4, null],
    ['a', 4, null],
  ])('%s at row %d of a hundred leads to %j', (key, from, to) => {
    expect(stepOf(key, from, 100)).toBe(to)
  })
})
