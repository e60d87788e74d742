import { expect, it } from 'vitest'
import { hasJumped } from './retention'

const hour = 3_600_000

it('a clock that was set by more than a day is not believed, one that goes on is', () => {
  const before = { wall: Date.UTC(2026, 10, 21), steady: 5 * hour }
  const later = (wall: number, steady = hour) => ({ wall: before.wall + wall, steady: before.steady + steady })
  expect([later(hour), later(2 * hour), later(23 * hour)].map((now) => hasJumped(before, now))).toEqual([false, false, false])
  expect([later(26 * hour), later(-30 * 24 * hour), later(3_650 * 24 * hour)].map((now) => hasJumped(before, now))).toEqual([
    true,
    true,
    true,
  ])
})
