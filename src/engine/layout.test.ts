import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LayoutBlock, lineOf, writeLayout } from './layout'
import { wordsOf } from './page'

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
