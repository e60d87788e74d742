import { expect, test } from 'vitest'
import { type HandmadeText, handmadePdf, textLines } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

/** What stands on a page of these rows: each is its height and its cells, of which each is its left edge, or its right one where that is negative. */
async function read(rows: readonly (readonly [number, ...(readonly [number, string])[]])[], more: HandmadeText[] = []) {
  const texts = rows.flatMap(([y, ...cells]) => cells.map(([x, text]) => ({ text, x: x < 0 ? -x - widthOf(text) * 10 : x, y, size: 10 })))
  const [reading] = await readBytes(handmadePdf([{ texts: [...texts, ...more] }]))
  const { text, blocks } = reading!.page
  const written = blocks.map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) }))
  return { text, table: written.find(({ kind }) => kind === 'table')?.text.split('\n') ?? [] }
}

/** Of figures in Helvetica, in its size. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[., ]/.test(character) ? 0.278 : /[()]/.test(character) ? 0.333 : 0.556), 0)
}

function figures(y: number, label: string, values: readonly string[], edges: readonly number[]) {
  return [y, [72, label], ...values.map((value, index) => [-edges[index]!, value] as const)] as const
}

const labels = ['Harbour dues', 'Pilots', 'Dredging', 'Lights']
const values = ['1,204', '998', '3,410', '2,877']

test('a title with a date in it does not bridge the columns below it, and belongs to each of them', async () => {
  const edges = [310, 380, 460, 530]
  const { table } = await read([
    [100, [270, 'Three Months Ended June 30,'], [425, 'Six Months Ended June 30,']],
    [116, [284, '2023'], [354, '2022'], [434, '2023'], [504, '2022']],
    ...labels.map((label, index) => figures(136 + 15 * index, label, values, edges)),
  ])
  expect(table[0]).toBe(
    '|  | Three Months Ended June 30, 2023 | Three Months Ended June 30, 2022 | Six Months Ended June 30, 2023 | Six Months Ended June 30, 2022 |',
  )
  expect(table[2]).toBe('| Harbour dues | 1,204 | 998 | 3,410 | 2,877 |')
})

test('titles that begin with the first of their columns belong to those whose names begin anew below them', async () => {
  const lefts = [260, 330, 400, 470]
  const { table } = await read([
    [85, [260, 'Three Months'], [400, 'Nine Months']],
    [100, [72, '(in millions)'], ...['2023', '2022', '2023', '2022'].map((name, index) => [lefts[index]!, name] as const)],
    ...labels.map(
      (label, index) => [115 + 15 * index, [72, label], ...values.map((value, column) => [lefts[column]!, value] as const)] as const,
    ),
  ])
  expect(table[0]).toBe('| (in millions) | Three Months 2023 | Three Months 2022 | Nine Months 2023 | Nine Months 2022 |')
})

test('one title that begins with the first of several periods belongs to all of them', async () => {
  const lefts = [260, 380, 500]
  const { table } = await read([
    [85, [260, 'Year ended']],
    [100, ...['2023', '2022', '2021'].map((name, index) => [lefts[index]!, name] as const)],
    ...labels.map((label, y) => [115 + 15 * y, [72, label], ...lefts.map((x, column) => [x, values[column]!] as const)] as const),
  ])
  expect(table[0]).toBe('|  | Year ended 2023 | Year ended 2022 | Year ended 2021 |')
})

test('a title over the middle of long names belongs to both, however narrow and far right their figures are', async () => {
  const { table } = await read([
    [85, [430, 'Six Months Ended']],
    [100, [400, 'July 29, 2023'], [490, 'July 30, 2022']],
    ...labels.map((label, index) => figures(116 + 15 * index, label, ['518', '(16)'], [455, 545])),
  ])
  expect(table[0]).toBe('|  | Six Months Ended July 29, 2023 | Six Months Ended July 30, 2022 |')
})

test('losses in brackets are no numbers of formulas', async () => {
  const { table } = await read(
    labels.map((label, index) =>
      figures(100 + 15 * index, label, [`(${395 + index})`, index === 1 ? '3' : `(${441 + index})`], [455, 545]),
    ),
    textLines(['Dues are collected by the harbour office, which keeps the books.'], { y: 180 }),
  )
  expect(table.slice(2)).toEqual([
    '| Harbour dues | (395) | (441) |',
    '| Pilots | (396) | 3 |',
    '| Dredging | (397) | (443) |',
    '| Lights | (398) | (444) |',
  ])
})

test('titles in the middle of the whole table stand above it, those of its columns and groups in it', async () => {
  const { table, text } = await read([
    [60, [255, 'HARBOUR OFFICE']],
    [74, [262, '(Unaudited)']],
    [94, [430, 'Year ended']],
    [108, [412, '2023'], [502, '2022']],
    [122, [275, 'ASSETS']],
    ...['Cash and cash equivalents held at the end of the period', ...labels].map((label, index) =>
      figures(138 + 15 * index, label, ['5,911,893', '4,703,059'], [450, 540]),
    ),
  ])
  expect(text).toMatch(/^HARBOUR OFFICE\n+\(Unaudited\)\n/)
  expect(table[0]).toMatch(/\| Year ended 2023 \| Year ended 2022 \|$/)
})
