import { describe, expect, test } from 'vitest'
import { wordsOf } from '../page'
import { type HandmadePage, handmadePdf, textLines } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

async function read(page: HandmadePage) {
  const [reading] = await readBytes(handmadePdf([page]))
  const { page: found } = reading!
  for (const word of wordsOf(found)) expect(found.text.slice(word.start, word.end)).toMatch(/^[^\s|]+$/)
  const blocks = found.blocks.map(({ kind, start, end }) => ({ kind, text: found.text.slice(start, end) }))
  return { page: found, blocks, tables: blocks.filter(({ kind }) => kind === 'table').map(({ text }) => text) }
}

/** Cells at the left edges `xs`, or at right edges where these are negative; Helvetica's digits are .556 of its size wide. */
function cells(rows: readonly (readonly string[])[], xs: readonly number[], { y = 200, step = 16, size = 10, bold = false } = {}) {
  return rows.flatMap((row, index) =>
    row.flatMap((text, column) => {
      const at = xs[column]!
      const x = at >= 0 ? at : -at - widthOf(text) * size
      return text === '' ? [] : [{ text, x, y: y + index * step, size, bold }]
    }),
  )
}

function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[.,]/.test(character) ? 0.278 : /[()]/.test(character) ? 0.333 : 0.556), 0)
}

const prose = [
  'The lease begins on the first day of March and ends when either',
  'side gives notice of three months. Rent is due on the fifth day of',
  'each month and is paid to the account named in the annex below.',
]

describe('a table without lines', () => {
  test('keeps the title over all of it out of its header, but not the titles of its columns', async () => {
    const centred = (text: string, y: number, middle: number) => ({ text, x: middle - 2.75 * text.length, y, size: 10 })
    const rows = ['Pilots', 'Dredging', 'Repairs of the quay', 'Lights'].map((label, i) => [label, String(4211 + i), String(3977 + i)])
    const { blocks } = await read({
      texts: [
        centred('STATEMENT OF OPERATIONS OF THE HARBOUR OFFICE', 120, 286),
        centred('Year ended', 150, 440),
        ...cells([['', '2022', '2021']], [72, -400, -500], { y: 166 }),
        ...cells(rows, [72, -400, -500], { y: 182 }),
      ],
    })
    expect(blocks[0]!.text).toBe('STATEMENT OF OPERATIONS OF THE HARBOUR OFFICE')
    expect(blocks[1]!.text.split('\n')[0]).toBe('|  | Year ended 2022 | Year ended 2021 |')
  })

  test('has a row for every label with its numbers, which join their signs', async () => {
    const { tables, page } = await read({
      texts: [
        ...textLines(prose, { y: 100 }),
        ...cells([['', '2022', '2021']], [72, -400, -500], { y: 200, bold: true }),
        ...cells(
          [
            ['Revenue', '$', '42,879', '$', '42,151'],
            ['Cost of goods sold', '', '32,918', '', '32,275'],
            ['Other income:', '', '', '', ''],
            ['Interest', '', '(73)', '', '1'],
            ['Net earnings', '', '1,464', '', '1,000'],
          ],
          [72, 330, -400, 430, -500],
          { y: 216 },
        ),
        ...textLines(prose, { y: 330 }),
      ],
    })
    expect(tables).toEqual([
      [
        '|  | 2022 | 2021 |',
        '| --- | --- | --- |',
        '| Revenue | $ 42,879 | $ 42,151 |',
        '| Cost of goods sold | 32,918 | 32,275 |',
        '| Other income: |  |  |',
        '| Interest | (73) | 1 |',
        '| Net earnings | 1,464 | 1,000 |',
      ].join('\n'),
    ])
    const sum = wordsOf(page).find((word) => page.text.slice(word.start, word.end) === '42,151')!
    expect(Math.abs(sum.x + sum.width - 500)).toBeLessThan(1)
    expect(Math.abs(sum.y + sum.height - 219)).toBeLessThan(2)
  })

  test('repeats a title over the columns it is the title of, and puts halves of a label together', async () => {
    const { tables } = await read({
      texts: [
        ...cells([['March', 'April']], [255, 405], { y: 184 }),
        ...cells([['', 'Plan', 'Done', 'Plan', 'Done']], [72, 230, 290, 380, 440]),
        ...cells(
          [
            ['Dredging of the north', '', '', '', ''],
            ['quay', '10', '12', '30', '31'],
            ['Ladders', '1', '1', '2', '4'],
            ['Lamps', '7', '5', '6', '8'],
          ],
          [72, 230, 290, 380, 440],
          { y: 216, step: 13 },
        ),
      ],
    })
    expect(tables).toEqual([
      [
        '|  | March Plan | March Done | April Plan | April Done |',
        '| --- | --- | --- | --- | --- |',
        '| Dredging of the north quay | 10 | 12 | 30 | 31 |',
        '| Ladders | 1 | 1 | 2 | 4 |',
        '| Lamps | 7 | 5 | 6 | 8 |',
      ].join('\n'),
    ])
  })

  test('whose first row is data has an empty header', async () => {
    const { tables } = await read({
      texts: cells(
        [
          ['Dredging', '21', '96,000'],
          ['Ladder', '1', '1,250'],
          ['Lamps', '14', '830'],
        ],
        [72, -300, -400],
      ),
    })
    expect(tables[0]!.split('\n').slice(0, 3)).toEqual(['|  |  |  |', '| --- | --- | --- |', '| Dredging | 21 | 96,000 |'])
  })

  test('ends where another begins', async () => {
    const rows = (a: string) => [
      ['', '2022', '2021'],
      [`${a} one`, '10', '20'],
      [`${a} two`, '30', '40'],
      [`${a} three`, '50', '60'],
    ]
    const { tables } = await read({
      texts: [...cells(rows('Ship'), [72, -300, -400]), ...cells(rows('Crane'), [72, -300, -400], { y: 264 })],
    })
    expect(tables.map((table) => table.split('\n').length)).toEqual([5, 5])
  })
})

describe('a table with lines', () => {
  const grid = (xs: number[], ys: number[]) =>
    [
      ...ys.map((y) => `${xs[0]} ${842 - y} m ${xs.at(-1)} ${842 - y} l S`),
      ...xs.map((x) => `${x} ${842 - ys[0]!} m ${x} ${842 - ys.at(-1)!} l S`),
    ].join('\n')

  test('keeps the lines of a cell together, whatever order they are written in', async () => {
    const { tables } = await read({
      texts: [
        ...textLines(['Column', 'USAGE', 'NAME'], { x: 75, y: 215, size: 10, step: 40 }),
        ...textLines(['Description'], { x: 205, y: 215, size: 10 }),
        ...textLines(['Says whether a person may', 'use the function at all.'], { x: 205, y: 250, size: 10, step: 12 }),
        ...textLines(['Of the person.'], { x: 205, y: 295, size: 10 }),
      ],
      content: grid([70, 200, 400], [200, 235, 275, 310]),
    })
    expect(tables).toEqual([
      [
        '| Column | Description |',
        '| --- | --- |',
        '| USAGE | Says whether a person may use the function at all. |',
        '| NAME | Of the person. |',
      ].join('\n'),
    ])
  })

  test('has a row for each line of text where no line is drawn between them', async () => {
    const { tables } = await read({
      texts: cells(
        [
          ['Work', 'Days'],
          ['Dredging', '21'],
          ['Ladder', '1'],
        ],
        [75, 215],
        { y: 215 },
      ),
      content: grid([70, 200, 300], [200, 220, 270]),
    })
    expect(tables).toEqual(['| Work | Days |\n| --- | --- |\n| Dredging | 21 |\n| Ladder | 1 |'])
  })

  test('whose cells are boxes drawn one by one, with a cell that goes over two columns', async () => {
    const box = (x: number, y: number, width: number) => `${x} ${842 - y - 20} ${width} 20 re S`
    const { tables } = await read({
      texts: [
        ...cells([['Work of the whole quay']], [75], { y: 214 }),
        ...cells([['Dredging', '21']], [75, 215], { y: 234 }),
        ...cells([['Ladder', '1']], [75, 215], { y: 254 }),
      ],
      content: [box(70, 200, 230), box(70, 220, 130), box(200, 220, 100), box(70, 240, 130), box(200, 240, 100)].join('\n'),
    })
    expect(tables).toEqual(['| Work of the whole quay |  |\n| --- | --- |\n| Dredging | 21 |\n| Ladder | 1 |'])
  })

  test('a frame around text is none, nor are the lines of a chart', async () => {
    const framed = await read({ texts: textLines(prose, { y: 220 }), content: grid([60, 500], [190, 290]) })
    expect(framed.tables).toEqual([])
    const chart = await read({
      texts: [...textLines(['0', '10', '20'], { x: 40, y: 303, step: -50 }), ...textLines(prose, { y: 400 })],
      content: grid([60, 160, 260, 360], [200, 250, 300]),
    })
    expect(chart.tables).toEqual([])
  })
})

describe('what stands in columns and is no table', () => {
  const both = (left: readonly string[], right: readonly string[], x = 330) =>
    left.flatMap((text, index) => [
      { text, x: 72, y: 100 + 14 * index, size: 10 },
      { text: right[index]!, x, y: 100 + 14 * index, size: 10 },
    ])

  test.each<[string, HandmadePage]>([
    [
      'text in two columns written row by row',
      {
        texts: both(
          [
            'It was agreed that the whole of the north',
            'quay is to be closed for shipping until the',
            'hollow is filled and the divers have seen',
            'it again, which will be in the spring of the',
            'coming year at the latest.',
          ],
          [
            'In the meantime ships are to moor at the',
            'south quay, where a crane of forty tons',
            'stands ready. The harbour master is asked',
            'to tell all owners of ships of this change',
            'before the end of the month.',
          ],
        ),
      },
    ],
    [
      'a list',
      { texts: both(['1.', '2.', '3.', '4.'], ['Moor the ship', 'Call the harbour master', 'Wait for the pilot', 'Pay the fee'], 100) },
    ],
    [
      'clauses with their numbers',
      {
        texts: both(
          ['10.1', '10.2(a)', '10.2(b)', '10.3'],
          ['Moor the ship', 'Call the harbour master', 'Wait for the pilot', 'Pay the fee'],
          110,
        ),
      },
    ],
    [
      'a table of contents',
      {
        texts: both(
          ['The quay ....................', 'The crane ..................', 'The pilots ................', 'Fees .....................'],
          ['3', '8', '12', '19'],
          400,
        ),
      },
    ],
    ['prose', { texts: textLines(prose) }],
  ])('%s', async (_, page) => {
    expect((await read(page)).tables).toEqual([])
  })

  test('a listing is code, set in as it was', async () => {
    const listing = ['for ship in harbour:', '    if ship.size > 40:', '        moor(ship, quay)', '    else: wait(ship)']
    const code = listing.map((text, index) => `BT /F3 10 Tf 1 0 0 1 72 ${500 - 12 * index} Tm (${text.replace(/[()]/g, '\\$&')}) Tj ET`)
    const { blocks } = await read({ texts: textLines([...prose, ...prose], { y: 100 }), content: code.join('\n') })
    expect(blocks.at(-1)).toEqual({ kind: 'code', text: listing.join('\n') })
  })
})
