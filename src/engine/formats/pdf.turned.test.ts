import { describe, expect, test } from 'vitest'
import { type Word, wordsOf } from '../page'
import { type HandmadePage, handmadePdf } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

const paragraph = [
  'The tenant pays the rent of 950 euros on the first working',
  'day of each month to the account of the landlord. Where a',
  'payment is late by more than ten days, interest is due.',
]
const rows = [
  ['Region', '2024', '2025'],
  ['North', '1,204', '1,377'],
  ['South', '980', '1,015'],
  ['East', '1,511', '1,498'],
]
const table = '| Region | 2024 | 2025 |\n| --- | --- | --- |\n| North | 1,204 | 1,377 |\n| South | 980 | 1,015 |\n| East | 1,511 | 1,498 |'
const whole = `${paragraph.join('\n')}\n\n${table}`

interface Setting {
  /** First four numbers of the text matrix. */
  matrix: string
  /** Where a point of the turned page, counted from its top-left corner, lies on the sheet, counted from its bottom-left one. */
  place(x: number, y: number): [number, number]
  /** The box on the sheet, from its top-left corner, that a word at x, y of the turned page has. */
  box(x: number, y: number, width: number): [x: number, y: number, width: number, height: number]
}

const [wide, high, size] = [595, 842, 11]
const settings: Record<string, Setting> = {
  'up the page': { matrix: '0 1 -1 0', place: (x, y) => [y, x], box: (x, y, width) => [y - size, high - x - width, size, width] },
  'down the page': { matrix: '0 -1 1 0', place: (x, y) => [wide - y, high - x], box: (x, y, width) => [wide - y, x, size, width] },
  'upside down': { matrix: '-1 0 0 -1', place: (x, y) => [wide - x, y], box: (x, y, width) => [wide - x - width, high - y, width, size] },
}

function set({ matrix, place }: Setting): string {
  const put = (text: string, x: number, y: number) => `BT /F1 ${size} Tf ${matrix} ${place(x, y).join(' ')} Tm (${text}) Tj ET`
  const lines = paragraph.map((text, index) => put(text, 72, 100 + 14 * index))
  const cells = rows.flatMap((row, index) => row.map((cell, column) => put(cell, 72 + 120 * column, 200 + 16 * index)))
  return [...lines, ...cells].join('\n')
}

async function pageOf(page: HandmadePage) {
  return (await readBytes(handmadePdf([page])))[0]!.page
}

describe.each(Object.entries(settings))('text that is set %s', (_, setting) => {
  test('is read line by line, its tables as tables', async () => {
    const page = await pageOf({ content: set(setting) })
    expect(page.text).toBe(whole)
    expect(page.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'table'])
  })

  test('has boxes where its words lie on the page', async () => {
    const page = await pageOf({ content: set(setting) })
    const word = (text: string): Word => wordsOf(page).find(({ start, end }) => page.text.slice(start, end) === text)!
    for (const [text, x, y, width] of [
      ['1,377', 312, 216, 27.5],
      ['1,498', 312, 248, 27.5],
      ['The', 72, 100, 19],
    ] as const) {
      const box = word(text)
      const expected = setting.box(x, y, width)
      for (const [at, value] of [box.x, box.y, box.width, box.height].entries())
        expect(Math.abs(value - expected[at]!), `${text} ${at}`).toBeLessThan(4)
    }
  })

  test('is read the same on a page that is turned, and beside text that is not', async () => {
    expect((await pageOf({ content: set(setting), rotate: 90 })).text).toBe(whole)
    const texts = [{ text: 'Rents and regions of the year, as of today.', x: 40, y: 40 }]
    const page = await pageOf({ content: set(setting), texts })
    expect(page.text).toBe(`Rents and regions of the year, as of today.\n\n${whole}`)
  })
})

test('a label along the side of a page is no heading and parts nothing', async () => {
  const texts = paragraph.map((text, index) => ({ text, x: 120, y: 100 + 14 * index }))
  const page = await pageOf({ texts, content: 'BT /F2 20 Tf 0 1 -1 0 40 300 Tm (Draft of May) Tj ET' })
  expect(page.text).toBe(`${paragraph.join('\n')}\n\nDraft of May`)
  expect(page.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph'])
})
