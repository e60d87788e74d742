import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LayoutBlock, lineOf, writeLayout } from '../layout'
import { type Page, wordsOf } from '../page'
import { collectEdges, findFurniture, type Furniture, removeFurniture } from './furniture'

/** A page whose lines stand at the given heights (points), each a block of its own. */
function pageOf(page: number, lines: [y: number, text: string][]): Page {
  const blocks: LayoutBlock[] = lines.map(([y, text]) => ({
    kind: 'paragraph',
    lines: [lineOf(text.split(' ').map((word, index) => ({ text: word, x: 50 + 40 * index, y, width: 38, height: 12 })))],
  }))
  return { page, source: 'text', width: 595, height: 842, ...writeLayout(blocks) }
}

function clean(pages: Page[]): string[] {
  const furniture = findFurniture(pages.map(collectEdges))
  return pages.map((page) => removeFurniture(page, furniture).text)
}

const names =
  'amber birch cedar dahlia elder fern gorse hazel iris juniper kale laurel myrtle nettle olive poppy quince rose sage thyme'.split(' ')
const body = (page: number): [number, string][] => [
  [120, `${names[page % 20]} grows by the wall`],
  [400, `then ${names[(page + 7) % 20]} is seen`],
  [700, `at last ${names[(page + 3) % 20]} ends it`],
]

describe('furniture', () => {
  test('running heads and page numbers go, the text stays, and what a head says is said once', () => {
    const pages = Array.from({ length: 10 }, (_, i) => pageOf(i + 1, [[30, 'Annual Report 2026'], ...body(i), [810, `Page ${i + 1}`]]))
    expect(clean(pages)).toEqual(
      pages.map((_, i) => [...(i === 0 ? [[30, 'Annual Report 2026']] : []), ...body(i)].map(([, text]) => text).join('\n\n')),
    )
  })

  test('heads that name the chapter go with the place they share', () => {
    const chapters = ['Origins', 'Origins', 'Origins', 'Growth', 'Growth', 'Growth', 'Decline', 'Decline', 'Decline', 'Decline']
    const pages = chapters.map((chapter, i) => pageOf(i + 1, [[30, chapter], ...body(i)]))
    expect(
      clean(pages)
        .join('\n')
        .match(/Origins|Growth|Decline/g),
    ).toEqual(['Origins', 'Growth', 'Decline'])
  })

  test('a part of a long document has heads of its own', () => {
    const pages = Array.from({ length: 60 }, (_, i) =>
      pageOf(i + 1, [...(i >= 20 && i < 30 ? [[30, 'Annex B: terms'] as [number, string]] : []), ...body(i)]),
    )
    expect(clean(pages).filter((text) => text.includes('Annex B'))).toHaveLength(1)
  })

  test('a number counts as a page number where it counts up with the pages, at whatever height it stands alone', () => {
    const pages = Array.from({ length: 8 }, (_, i) => pageOf(i + 1, [...body(i), [715 + 12 * (i % 4), String(i + 21)]]))
    for (const text of clean(pages)) expect(text).not.toMatch(/^\d+$/m)
    const amounts = [17, 99, 3, 1200, 45, 8, 77, 5].map((amount, i) => pageOf(i + 1, [...body(i), [715 + 12 * (i % 4), String(amount)]]))
    expect(clean(amounts)).toEqual(amounts.map((page) => page.text))
  })

  test('a line repeated in the middle of pages stays', () => {
    const pages = Array.from({ length: 10 }, (_, i) =>
      pageOf(i + 1, [[60, `Start ${names[i]}`], [80, `${names[i + 9]} follows`], [420, 'All rights reserved'], ...body(i)]),
    )
    for (const text of clean(pages)) expect(text).toContain('All rights reserved')
  })

  test('a line repeated at changing heights stays, and so does what repeats on too few pages', () => {
    const wandering = Array.from({ length: 10 }, (_, i) => pageOf(i + 1, [[20 + 25 * (i % 6), 'In the meantime'], ...body(i)]))
    for (const text of clean(wandering)) expect(text).toContain('In the meantime')
    const rare = Array.from({ length: 20 }, (_, i) =>
      pageOf(i + 1, [[30, i < 5 ? 'Preface' : `Line ${'abcdefghijklmnopqrst'[i]}`], ...body(i)]),
    )
    expect(clean(rare)[0]).toContain('Preface')
  })

  test('two pages are too few to say, and pages without boxes are left alone', () => {
    const two = [1, 2].map((number) => pageOf(number, [[30, 'Same head'], ...body(number)]))
    expect(clean(two)).toEqual(two.map((page) => page.text))
    const plain: Page[] = [1, 2, 3, 4].map((page) => ({
      page,
      text: 'Head\nbody',
      source: 'text',
      width: 0,
      height: 0,
      blocks: [],
      words: [],
    }))
    expect(clean(plain)).toEqual(plain.map((page) => page.text))
  })

  test('a line whose numbers are of each page its own stays: data, not a head', () => {
    const pages = Array.from({ length: 10 }, (_, i) => pageOf(i + 1, [[30, `Meter ${(i * 7919) % 1009} read at noon`], ...body(i)]))
    expect(clean(pages)).toEqual(pages.map((page) => page.text))
  })

  test('the heads of an excerpt go though pages are left out, titles that are counted stay', () => {
    const excerpt = [3, 4, 9, 15, 16, 40, 41, 77].map((number, i) => pageOf(i + 1, [[30, `Harbour rules ${number}`], ...body(i)]))
    expect(clean(excerpt).slice(1).join()).not.toContain('Harbour')
    const notes = Array.from({ length: 12 }, (_, i) =>
      pageOf(i + 1, [...(i % 3 === 0 ? [[30, `Note ${i / 3 + 1}`] as [number, string]] : []), ...body(i)]),
    )
    expect(clean(notes)).toEqual(notes.map((page) => page.text))
  })

  test('a title that is counted stays where the page says its number elsewhere, or where its number is no page', () => {
    const parts = Array.from({ length: 6 }, (_, i) => pageOf(i + 1, [[30, `Harbour ${i + 1}`], ...body(i), [810, String(i + 1)]]))
    for (const [i, text] of clean(parts).entries()) expect(text).toBe(parts[i]!.text.slice(0, parts[i]!.text.lastIndexOf('\n\n')))
    const exhibits = [3, 7, 12, 15, 21].map((number, i) => pageOf(i + 1, [[30, `Exhibit ${number}`], ...body(i)]))
    expect(clean(exhibits)).toEqual(exhibits.map((page) => page.text))
  })

  test('rows of tables stay, however often they repeat', () => {
    const row = (y: number, cells: string[]) => cells.map((text, index) => lineOf([{ text, x: 50 + 90 * index, y, width: 60, height: 12 }]))
    const pages = Array.from({ length: 5 }, (_, i): Page => {
      const rows = [row(30, ['Article', 'Price']), row(60, [names[i]!, '3.50']), row(90, ['Rest', '1.00'])].map((cells) =>
        cells.map((cell) => [cell]),
      )
      const table: LayoutBlock = { kind: 'table', lines: rows.flat(2), rows }
      return { page: i + 1, source: 'text', width: 595, height: 842, ...writeLayout([table]) }
    })
    expect(clean(pages)).toEqual(pages.map((page) => page.text))
  })

  test('what is set larger than the text, and what goes on in the next line, stays', () => {
    const larger = Array.from({ length: 6 }, (_, i) => {
      const page = pageOf(i + 1, [[30, 'Terms of payment'], ...body(i)])
      return { ...page, words: page.words.map((value, at) => (at < 18 && at % 6 === 5 ? 16 : value)) }
    })
    expect(clean(larger)).toEqual(larger.map((page) => page.text))
    const going = Array.from({ length: 6 }, (_, i) => pageOf(i + 1, [[30, `The court sat on`], [43, `${names[i]} again`], ...body(i)]))
    expect(clean(going)).toEqual(going.map((page) => page.text))
  })

  test('pages that say nothing but what repeats keep it', () => {
    const pages = Array.from({ length: 10 }, (_, i) =>
      pageOf(i + 1, [
        [30, 'Admit one'],
        [810, 'Harbour fair'],
      ]),
    )
    expect(clean(pages)).toEqual(pages.map((page) => page.text))
    const one = [
      ...pages.slice(0, 1),
      ...Array.from({ length: 9 }, (_, i) => pageOf(i + 2, [[30, 'Admit one'], [810, 'Harbour fair'], ...body(i)])),
    ]
    expect(clean(one)[5]).not.toContain('Admit')
  })

  test('Roman page numbers go as well', () => {
    const pages = ['ii', 'iii', 'iv', 'v', 'vi', 'vii'].map((number, i) => pageOf(i + 1, [...body(i), [810, number]]))
    expect(clean(pages)).toEqual(
      pages.map((_, i) =>
        body(i)
          .map(([, text]) => text)
          .join('\n\n'),
      ),
    )
  })
})

test('after removal every word and block is still the slice of the text it was', () => {
  const line = fc.tuple(fc.integer({ min: 0, max: 830 }), fc.stringMatching(/^[a-c1-3]{1,3}( [a-c1-3]{1,3}){0,3}$/))
  const heights = fc.array(
    fc.record({
      key: fc.stringMatching(/^[a-c#]{1,3}$/),
      edge: fc.constantFrom('top' as const, 'bottom' as const),
      y: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  )
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      heights,
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
      (lines, found, alone) => {
        const plain = pageOf(1, lines)
        const anchors = plain.blocks.map(({ start }, seconds) => ({ start, place: { kind: 'time' as const, seconds } }))
        const page = { ...plain, blocks: plain.blocks.map((block, index) => ({ ...block, label: String(index) })), anchors }
        const furniture: Furniture = { lines: found, numbers: found.map(({ edge, y }) => ({ edge, y, ahead: 1 })), alone, size: 12 }
        const left = removeFurniture(page, furniture)
        const before = wordsOf(page).map((word) => [page.text.slice(word.start, word.end), word.x, word.y].join())
        const after = wordsOf(left).map((word) => [left.text.slice(word.start, word.end), word.x, word.y].join())
        expect(after.every((word) => /^[a-c1-3]+,/.test(word))).toBe(true)
        let at = 0
        for (const word of after) at = before.indexOf(word, at) + 1
        expect(after.length === 0 || at > 0).toBe(true)
        for (const { start, label } of left.blocks)
          expect(left.anchors!.findLast((anchor) => anchor.start <= start)?.place).toEqual({ kind: 'time', seconds: Number(label) })
        expect(left.blocks.map(({ start, end }) => left.text.slice(start, end)).join('\n\n')).toBe(left.text)
      },
    ),
    { numRuns: 500 },
  )
})
