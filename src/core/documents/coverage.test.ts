import { expect, test } from 'vitest'
import { doubtfulPages, doubtfulWords, illegiblePages } from './coverage'

test('pages and words of which recognition is not sure are named', () => {
  const pages = [
    { page: 1, state: 'recognised', confidence: 93 },
    { page: 2, state: 'recognised', confidence: 41 },
    { page: 3, state: 'read', confidence: null },
  ]
  expect(doubtfulPages(illegiblePages(pages))).toContain('page 2 is doubtful')
  const words = [0, 5, 10, 10, 30, 9, 6, 12, 45, 10, 30, 9]
  expect(doubtfulWords({ words, confidences: [96, 41] })).toEqual([{ start: 6, end: 12, confidence: 41 }])
  expect(doubtfulWords({ words })).toEqual([])
})
