import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LayoutBlock, lineOf, mendHyphen, writeLayout } from './layout'
import { wordsOf } from './page'

test.each([
  ['docu-', 'ment', 'drop'],
  ['NATIO-', 'NAL', 'drop'],
  ['soft\u00ad', 'hyphen', 'drop'],
  ['state-of-', 'the-art', 'keep'],
  ['well-', 'to-do', 'keep'],
  ['COVID-', '19', 'keep'],
  ['Anglo-', 'Saxon', 'keep'],
  ['pages 4-', '7', null],
  ['-', 'and', null],
  ['word', 'next', null],
  ['end-', '(open', null],
  ['Trüb-', 'sal', 'drop'],
] as const)('%s %s at a line end: %s', (before, after, expected) => {
  expect(mendHyphen(before, after)).toBe(expected)
})

test.each([
  ['long-', 'term', ['long-term'], 'keep'],
  ['long-', 'term', ['long-term', 'longterm'], 'drop'],
  ['Trace-', 'Monkey', ['tracemonkey'], 'drop'],
] as const)('%s %s at a line end where elsewhere stands %j: %s', (before, after, known, expected) => {
  expect(mendHyphen(before, after, (text) => (known as readonly string[]).includes(text))).toBe(expected)
})

const word = fc.stringMatching(/^[a-zA-Z0-9.,-]{1,8}$/)
const blocks = fc.array(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }), { maxLength: 4 })

test('whatever stands on the page, words and blocks are slices of the text and nothing but hyphens is lost', () => {
  fc.assert(
    fc.property(blocks, (texts) => {
      const laid: LayoutBlock[] = texts.map((lines) => ({
        kind: 'paragraph',
        lines: lines.map((words, y) => lineOf(words.map((text, x) => ({ text, x: 10 * x, y: 10 * y, width: 8, height: 8 })))),
      }))
      const { text, blocks: written, words } = writeLayout(laid)
      const flat = texts.flat(2)
      const sliced = wordsOf({ words }).map(({ start, end }) => text.slice(start, end))
      expect(sliced.length).toBe(flat.length)
      for (const [index, slice] of sliced.entries()) expect([flat[index], flat[index]!.slice(0, -1)]).toContain(slice)
      expect(written.length).toBe(texts.length)
      expect(written.map(({ start, end }) => text.slice(start, end)).join('\n\n')).toBe(text)
      expect(text.replace(/\s/g, '')).toBe(sliced.join(''))
    }),
  )
})
