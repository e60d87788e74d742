import { expect, test } from 'vitest'
import { plainPage } from '../../page'
import { summarySentences } from './summarySentences'

const paragraph = (number: number, text: string) => plainPage(number, text, [{ kind: 'paragraph', start: 0, end: text.length }])

const pages = [
  paragraph(1, 'The heron colony at the lake has grown to forty nests this year. Somebody left a red bicycle at the gate on Tuesday.'),
  paragraph(
    2,
    'Herons feed on fish at the shallow end of the lake. The nests of the colony stand in the old alders by the lake. Lunch was served late.',
  ),
  paragraph(
    3,
    'The heron colony at the lake has grown to forty nests this year. Cutting the alders would end the colony of herons at the lake.',
  ),
]

test('what many sentences speak of is chosen, once, in the order of the document', () => {
  const chosen = summarySentences(pages, 3).map((one) => one.text)
  expect(chosen).toHaveLength(3)
  expect(chosen.join(' ')).not.toMatch(/bicycle|Lunch/)
  expect(new Set(chosen).size).toBe(3)
  expect(chosen[0]).toMatch(/grown to forty nests/)
})

test('sentences stand where they say', () => {
  for (const { page, start, end, text } of summarySentences(pages, 4)) expect(pages[page - 1]!.text.slice(start, end)).toBe(text)
})

test('hidden text, headings and tables are no sentences', () => {
  const text = 'The heron colony at the lake has grown to forty nests this year.'
  expect(
    summarySentences([{ ...paragraph(1, text), hidden: [{ start: 0, end: text.length, reason: 'too small to be seen' }] }], 3),
  ).toEqual([])
  expect(summarySentences([plainPage(1, text, [{ kind: 'table', start: 0, end: text.length }])], 3)).toEqual([])
})
