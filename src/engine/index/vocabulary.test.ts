import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editsBetween, nearestWord, wordsIn } from './vocabulary'

const counts = new Map<string, number>()
wordsIn('The annual report lists receivables; receivables and Receivable. The tenant and the Mieter: договор, Договора.', counts)

test.each([
  ['anual', 'annual'],
  ['recievables', 'receivables'],
  ['erport', 'report'],
  ['tennant', 'tenant'],
  ['договр', 'договор'],
  ['tanent', null],
  ['kangaroo', null],
  ['receivables', 'receivable'],
])('the word that is meant by %s is %s', (word, meant) => {
  expect(nearestWord(word, counts)).toBe(meant)
})

test('the distance is that of inserting, deleting, changing and swapping letters, and the same both ways', () => {
  expect([editsBetween('rent', 'rent', 2), editsBetween('rent', 'rnet', 2), editsBetween('rent', 'tenant', 3)]).toEqual([0, 1, 3])
  const word = fc.string({ unit: fc.constantFrom(...'abc'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, (one, other) => {
      const distance = editsBetween(one, other, 20)
      expect(editsBetween(other, one, 20)).toBe(distance)
      expect(distance).toBeGreaterThanOrEqual(Math.abs(one.length - other.length))
      expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length))
      expect(distance === 0).toBe(one === other)
      expect(editsBetween(one, other, 1)).toBe(Math.min(distance, 2))
    }),
  )
})
