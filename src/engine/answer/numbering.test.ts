import { expect, test } from 'vitest'
import { createNumbering, inReadingOrder } from './numbering'

const citation = (n: number) => ({
  n,
  document: `d${n}`,
  name: `d${n}`,
  page: 1,
  place: { kind: 'page' as const },
  quote: 'x',
  boxes: [],
  spans: [],
})

test('numbers count from 1 as a text streams, however its markers are cut', () => {
  const text = 'One [13]. Two [4, 13]. Three 【7†source】[99]. Four [see below] and [4'
  for (const size of [1, 2, 3, 5, 100]) {
    const numbering = createNumbering([4, 7, 13])
    let said = ''
    for (let i = 0; i < text.length; i += size) said += numbering.read(text.slice(i, i + size))
    said += numbering.rest()
    expect(said).toBe('One [1]. Two [2][1]. Three [3]. Four [see below] and [4')
  }
})

test('a bracket that is no marker does not hold the text back', () => {
  const numbering = createNumbering([1])
  expect(numbering.read('see [the long list of everything that')).toBe('see [the long list of everything that')
})

test('passages that were not cited yet follow those that were', () => {
  const numbering = createNumbering([1, 2, 3])
  numbering.read('x [3]')
  expect([1, 2, 3].map(numbering.of)).toEqual([2, 3, 1])
})

test('text, claims, their quotes and the list of sources change together', () => {
  const whole = {
    answer: 'A [13][2]. B [2].',
    claims: [
      { text: 'A', citations: [13, 2], verified: true },
      { text: 'B', citations: [2], verified: true, quotes: [citation(2)] },
    ],
    citations: [citation(2), citation(13)],
  }
  const { answer, claims, citations } = inReadingOrder(whole)
  expect(answer).toBe('A [1][2]. B [2].')
  expect(claims.map((claim) => claim.citations)).toEqual([[1, 2], [2]])
  expect(claims[1]?.quotes).toEqual([{ ...citation(2), n: 2 }])
  expect(citations.map(({ n, document }) => [n, document])).toEqual([
    [1, 'd13'],
    [2, 'd2'],
  ])
})
