import { expect, test } from 'vitest'
import { createPace, noPace } from './pace'

test('a job tells no rate in its first second and not how long is left before there is evidence', () => {
  const pace = createPace()
  expect(pace.at(0, { done: 0, left: 1_000 })).toEqual(noPace)
  pace.add(0)
  pace.add(900)
  expect(pace.at(950, { done: 2, left: 998 })).toEqual(noPace)
  expect(pace.at(1_800, { done: 2, left: 998 })).toEqual({ pagesPerSecond: 1.1, etaMs: null })
  for (let at = 2_000; at < 9_000; at += 100) pace.add(at)
  expect(pace.at(7_900, { done: 61, left: 939 }).etaMs).toBeNull()
  expect(pace.at(9_000, { done: 72, left: 928 })).toEqual({ pagesPerSecond: 8, etaMs: 116_000 })
})

test('few pages are no evidence however long they took, and a short job tells once a quarter is done', () => {
  const slow = createPace()
  slow.add(0)
  slow.add(6_000)
  expect(slow.at(12_000, { done: 2, left: 998 }).etaMs).toBeNull()
  const short = createPace()
  short.add(0)
  short.add(1_000)
  expect(short.at(1_000, { done: 2, left: 4 }).etaMs).toBe(2_000)
})

test('the rate is that of the last quarter of a minute, and none where nothing was read in it', () => {
  const pace = createPace()
  for (let at = 0; at < 10_000; at += 100) pace.add(at)
  expect(pace.at(10_000, { done: 100, left: 100 }).pagesPerSecond).toBe(10)
  expect(pace.at(24_000, { done: 100, left: 100 }).pagesPerSecond).toBeLessThan(1)
  expect(pace.at(60_000, { done: 100, left: 100 })).toEqual(noPace)
})
