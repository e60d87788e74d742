import { expect, test } from 'vitest'
import { TimeOut, within } from './watch'

test('work that ends in time gives its result, its errors pass through', () => {
  expect(within(1000, () => 42)).toBe(42)
  const error = new RangeError('too deep')
  expect(() => within(1000, () => fail(error))).toThrow(error)
})

test('work without end is ended, and the next is not affected', () => {
  const started = performance.now()
  expect(() => within(100, () => spin())).toThrow(TimeOut)
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(within(1000, () => 'next')).toBe('next')
})

test('watched work may watch work of its own', () => {
  const inner = () => within(50, () => spin())
  expect(
    within(5_000, () => {
      try {
        return inner()
      } catch (error) {
        return error
      }
    }),
  ).toBeInstanceOf(TimeOut)
  expect(within(1000, () => within(1000, () => 1) + within(1000, () => 2))).toBe(3)
})

function fail(error: Error): never {
  throw error
}

function spin(): never {
  for (;;) Math.sqrt(2)
}
