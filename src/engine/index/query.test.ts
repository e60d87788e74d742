import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuery } from './query'

test.each([
  ['What is the notice period of the contract?', { words: ['notice', 'period', 'contract'] }],
  ['"notice period" contract', { words: ['contract'], phrases: ['notice period'] }],
  ['“notice period” „Frist“ «délai»', { phrases: ['notice period', 'Frist', 'délai'] }],
  ['notice -draft -"old version"', { words: ['notice'], excluded: ['old version', 'draft'] }],
  ['at -40 degrees', { words: ['40', 'degrees'] }],
  [
    'well-known KX-4471-B, foo_bar v12.4.1',
    {
      words: ['well', 'known', 'KX', '4471', 'B', 'foo', 'bar', 'v12', '4', '1'],
      codes: ['well-known', 'KX-4471-B', 'foo_bar', 'v12.4.1'],
    },
  ],
  ['What does the WHO say about IT in the US?', { words: ['WHO', 'say', 'IT', 'US'] }],
  ['WHAT IS THE NOTICE PERIOD', { words: ['NOTICE', 'PERIOD'] }],
  ['to be or not to be', { phrases: ['to be or not to be'], onlyCommon: true }],
  ['the', { tooCommon: 'the' }],
  ['the -draft', { excluded: ['draft'], tooCommon: 'the' }],
  ['"the"', { phrases: ['the'] }],
  ["What's the tenant's duty?", { words: ['tenant', 's', 'duty'] }],
  ['a 5" screen', { words: ['5', 'screen'] }],
  ['ﬁnal ｒｅｐｏｒｔ', { words: ['final', 'report'] }],
  ['東京 契約', { words: ['東京', '契約'] }],
  ['?! … -', {}],
  ['""', {}],
])('%s is read as it is meant', (query, expected) => {
  expect(parseQuery(query)).toEqual({ words: [], phrases: [], codes: [], excluded: [], tooCommon: null, onlyCommon: false, ...expected })
})

test('any text at all is read without an exception, within bounds, and keeps a word where it has one', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      const { words, phrases, codes, excluded, tooCommon } = parseQuery(text)
      expect(words.length).toBeLessThanOrEqual(64)
      expect([...words, ...phrases, ...codes, ...excluded].every((part) => /[\p{L}\p{N}\p{M}]/u.test(part))).toBe(true)
      const hasWord = /[\p{L}\p{N}]/u.test(text.normalize('NFKC'))
      expect(hasWord && words.length + phrases.length + excluded.length === 0 && !tooCommon).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})
