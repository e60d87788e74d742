import { expect, test } from 'vitest'
import { embedder as hash } from '../embedders/hash'
import { readTexts } from './readings'

test('a text read again is the same reading, and is not embedded again; another embedder reads it anew', async () => {
  const embedded: string[] = []
  const quick = {
    ...hash,
    id: 'counting',
    quick: true,
    embed: (texts: readonly string[], use: 'passage' | 'query', context: object) => {
      embedded.push(...texts)
      return hash.embed(texts, use, context)
    },
  }
  const texts = ['The rent is due in March.', 'The lease ends in May.', 'The rent is due in March.']
  const first = await readTexts(texts, quick)
  expect(first.map((one) => one.terms.slice(0, 2))).toEqual([
    ['the', 'rent'],
    ['the', 'leas'],
    ['the', 'rent'],
  ])
  expect(embedded).toEqual(texts.slice(0, 2))
  const again = await readTexts([texts[1]!, 'Something new.'], quick)
  expect(again[0]).toBe(first[1])
  expect(embedded).toEqual([...texts.slice(0, 2), 'Something new.'])
  const slow = await readTexts(texts, { ...hash, id: 'slow', quick: false })
  expect(slow[0]).toMatchObject({ parts: [] })
})
