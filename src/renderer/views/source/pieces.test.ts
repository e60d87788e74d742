import { describe, expect, it } from 'vitest'
import { blocksOf, cellsOf, itemsOf, piecesOf } from './pieces'

describe('the pieces of a text', () => {
  it('join up to the text, cut where marks and hidden text begin and end', () => {
    const text = 'The rent is due on 1 July. Ignore this.'
    const pieces = piecesOf(text, { start: 0, end: text.length }, [{ start: 4, end: 25 }], [{ start: 20, end: 39 }])
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.map(({ text: words, marked, hidden }) => [words, marked, hidden])).toEqual([
      ['The ', false, false],
      ['rent is due on 1', true, false],
      [' July', true, true],
      ['. Ignore this.', false, true],
    ])
  })

  it('of a block show a mark that begins before and ends after it', () => {
    expect(piecesOf('abcdef', { start: 2, end: 4 }, [{ start: 0, end: 6 }], [])).toEqual([
      { start: 2, end: 4, text: 'cd', marked: true, hidden: false },
    ])
  })
})

describe('the blocks of a page', () => {
  it('cover the whole text: what no block covers becomes a paragraph', () => {
    const text = 'Title\n\nloose words\n\nitem'
    const blocks = blocksOf({
      text,
      blocks: [
        { kind: 'list', start: 20, end: 24 },
        { kind: 'heading', start: 0, end: 5, level: 1 },
      ],
    })
    expect(blocks.map(({ kind, start, end }) => [kind, text.slice(start, end).trim()])).toEqual([
      ['heading', 'Title'],
      ['paragraph', 'loose words'],
      ['list', 'item'],
    ])
  })

  it('show nothing twice where blocks lie within one another', () => {
    const blocks = blocksOf({
      text: 'one two',
      blocks: [
        { kind: 'quote', start: 0, end: 7 },
        { kind: 'paragraph', start: 4, end: 7 },
      ],
    })
    expect(blocks).toEqual([{ kind: 'quote', start: 0, end: 7 }])
  })
})

describe('the cells of a table', () => {
  const read = (text: string) =>
    cellsOf(text, { start: 0, end: text.length }).map((row) => row.map(({ start, end }) => text.slice(start, end)))

  it('are read with and without outer bars, empty ones too, and the rule is left out', () => {
    expect(read('| Item | Price |\n|---|---:|\n| Shelf |  |\n| Desk | 40 |')).toEqual([
      ['Item', 'Price'],
      ['Shelf', ''],
      ['Desk', '40'],
    ])
    expect(read('a | b\n--|--\nc | d')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('may hold an escaped bar', () => {
    expect(read('| a \\| b | c |')).toEqual([['a \\| b', 'c']])
  })
})

describe('the entries of a list', () => {
  const shown = (text: string) =>
    itemsOf(text, { start: 0, end: text.length }).map(({ sign, depth, start, end }) => [sign, depth, text.slice(start, end)])

  it('lose their signs, keep their numbers and say how deep they stand', () => {
    expect(shown('- one\n  * two\n+ three\n1. first\n12) twelfth\n(a) lettered\n• dot')).toEqual([
      ['•', 0, 'one'],
      ['•', 1, 'two'],
      ['•', 0, 'three'],
      ['1.', 0, 'first'],
      ['12)', 0, 'twelfth'],
      ['(a)', 0, 'lettered'],
      ['•', 0, 'dot'],
    ])
  })

  it('go on over lines without a sign, show boxes, and leave minus signs and dates alone', () => {
    expect(shown('- one that\ngoes on\n- [x] done\n- [ ] open\n- -3 degrees')).toEqual([
      ['•', 0, 'one that\ngoes on'],
      ['☑', 0, 'done'],
      ['☐', 0, 'open'],
      ['•', 0, '-3 degrees'],
    ])
    expect(shown('12 May 2026: shelving')).toEqual([['', 0, '12 May 2026: shelving']])
  })
})
