import { describe, expect, it } from 'vitest'
import { blocksOf, cellsOf, piecesOf } from './pieces'

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
