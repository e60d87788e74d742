import { expect, test } from 'vitest'
import { AnswerStyle } from '../../contract/answers'
import { llm as extractive } from '../llms/extractive'
import { citedAnswer } from './cite'
import { promptFor } from './prompt'

const passages = [
  { n: 1, text: 'The rent of the mill house is EUR 1,450 a month. It is due on the third working day. Pets | cats are not allowed.' },
  { n: 2, text: 'The rent of the barn is EUR 300 a month.' },
]

async function extracted(style: AnswerStyle): Promise<string> {
  let text = ''
  const request = {
    question: 'How much is the rent a month?',
    passages,
    style,
    system: '',
    prompt: '',
    maxOutputTokens: 700,
    temperature: 0,
  }
  const context = { signal: new AbortController().signal, fetch: globalThis.fetch, idleTimeoutMs: 1_000 }
  for await (const event of extractive.generate({ url: null, model: '', key: null }, request, context))
    if (event.type === 'text') text += event.text
  return text
}

test('without a model the same sentences come as text, as quotes or as rows', async () => {
  const sentences = ['The rent of the mill house is EUR 1,450 a month.', 'The rent of the barn is EUR 300 a month.']
  for (const style of AnswerStyle.options) {
    const text = await extracted(style)
    for (const sentence of sentences) expect(text, style).toContain(sentence)
    const { claims } = citedAnswer(text, new Set([1, 2]))
    expect([style, claims.map(({ text: said, numbers }) => [said, numbers])]).toEqual([
      style,
      [
        [sentences[0], [1]],
        [sentences[1], [2]],
      ],
    ])
  }
  expect(await extracted('quotes')).toMatch(/^> The rent[^\n]+\[1\]\n\n> The rent[^\n]+\[2\]$/)
  expect(await extracted('table')).toMatch(/^\| What[^\n]+\n\| --- \| --- \|\n\| The rent/)
})

test('of a table each row is a claim with the numbers of its cells, and its head is none', () => {
  const table =
    '| Thing | Rent | Since |\n| --- | --- | --- |\n| Mill house | EUR 1,450. Due early. [1] | 2020 [2] |\n| Barn | EUR 300 | 2021 |'
  expect(citedAnswer(table, new Set([1, 2])).claims).toEqual([
    { text: 'Mill house, EUR 1,450. Due early., 2020', numbers: [1, 2] },
    { text: 'Barn, EUR 300, 2021', numbers: [] },
  ])
})

test('a model is told the shape, and always to leave out what speaks of another matter', () => {
  const told = AnswerStyle.options.map((style) => promptFor('q', [], style).system.replace(/passages-[0-9a-f]+/g, ''))
  expect(new Set(told).size).toBe(4)
  for (const system of told) expect(system).toContain('another matter')
})
