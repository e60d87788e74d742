import { expect, test } from 'vitest'
import { type Page, wordsOf } from '../page'
import { type HandmadeText, handmadePdf, textLines } from './pdf/testing/handmadePdf'
import { readBytes } from './pdf/testing/openBytes'

async function read(texts: HandmadeText[], content = ''): Promise<Page> {
  const [reading] = await readBytes(handmadePdf([{ texts, content }]))
  const { page } = reading!
  for (const { start, end } of wordsOf(page)) expect(page.text.slice(start, end)).toMatch(/^[^\s|]+$/)
  return page
}

const blocksOf = (page: Page) => page.blocks.map(({ kind, start, end }) => [kind, page.text.slice(start, end)])

const prose = [
  'The lease begins on the first day of March and ends when either',
  'side gives notice of three months. Rent is due on the fifth day of',
  'each month and is paid to the account named in the annex below.',
]

/** A line of text with a smaller sign raised behind it, `y` points above the bottom of the page. */
function raised(text: string, sign: string, rest: string, y = 740): string {
  const shown = (one: string) => `(${one.replace(/[()]/g, '\\$&')}) Tj`
  return `BT /F1 11 Tf 72 ${y} Td ${shown(text)} /F1 6 Tf 4 Ts ${shown(sign)} /F1 11 Tf 0 Ts ${shown(rest)} ET\n`
}

test('a note comes after everything else on its page, and its sign leads to it', async () => {
  const page = await read(
    [
      { text: '1', x: 72, y: 699, size: 6 },
      { text: 'So says the log of the harbour master,', x: 76, y: 703, size: 8 },
      { text: 'who kept it to the end.', x: 72, y: 713, size: 8 },
      ...textLines(prose, { y: 120 }),
    ],
    raised('the harbour was closed', '1', ' for a week'),
  )
  expect(blocksOf(page).at(-1)).toEqual(['paragraph', '[^1]: So says the log of the harbour master,\nwho kept it to the end.'])
  expect(page.text).toContain('closed[^1] for a week')
  const signs = wordsOf(page).filter(({ start, end }) => page.text.slice(start, end) === '1')
  expect(signs.map(({ y }) => y > 600)).toEqual([false, true])
})

test('a raised number is a power behind a number, the upper half of a fraction before a stroke, a value in brackets behind a number', async () => {
  const page = await read(
    [],
    raised('a field of 10', '2', ' hectares') +
      raised('a share of 1', '2', '/3 of it', 700) +
      raised('deliveries of 12', '(3)', ' ships', 660),
  )
  expect(page.text).toBe('a field of 10^2 hectares\n\na share of 1 2/3 of it\n\ndeliveries of 12(3) ships')
})

test('the caption of a table or a figure is one, a sentence about it is not', async () => {
  const page = await read([
    ...textLines(['Table 3: What the divers found'], { y: 80 }),
    ...textLines([...prose, 'which the harbour office keeps together with all that is told in', 'Table 3. It is read every year.'], {
      y: 120,
    }),
    ...textLines(['Figure 2 The north quay'], { y: 300 }),
    ...textLines(['Table 4 shows what is left of it.'], { y: 360 }),
  ])
  const captions = blocksOf(page).filter(([kind]) => kind === 'caption')
  expect(captions).toEqual([
    ['caption', 'Table 3: What the divers found'],
    ['caption', 'Figure 2 The north quay'],
  ])
  expect(page.text).toContain('told in\nTable 3. It')
})

test('text in two columns that is drawn row by row is read column by column and is no table', async () => {
  const left = [
    'It was agreed that the whole of',
    'the north quay is to be closed',
    'for ships until the hollow in',
    'it is filled and the divers',
    'have seen it once again.',
  ]
  const right = [
    'In the second year the ladder',
    'was mended and all the stones',
    'that had come loose were put',
    'back in their places by the',
    'men of the harbour office.',
  ]
  const page = await read(
    left.flatMap((text, i) => textLines([text], { y: 100 + 14 * i }).concat(textLines([right[i]!], { x: 320, y: 100 + 14 * i }))),
  )
  expect(blocksOf(page)).toEqual([
    ['paragraph', left.join('\n')],
    ['paragraph', right.join('\n')],
  ])
})

test('a word broken at its own hyphen keeps it where the document writes it so elsewhere', async () => {
  const page = await read(
    textLines([
      'A long-term lease is one that',
      'is signed for years. All other long-',
      'term matters are in the docu-',
      'ment kept by the office.',
    ]),
  )
  expect(page.text).toContain('other long-term\nmatters are in the document\nkept')
})

test('halves of a word at a line end are no words of their own, and what is left out of a pair of words stays open', async () => {
  const page = await read(
    textLines([
      'A cost-related clause and a model of it are in the docu-',
      'ment kept by the office. Rules of the Ein-',
      'und Ausfuhr stand there, and what is model-',
      'related stands behind it.',
    ]),
  )
  expect(page.text).toContain('in the document\nkept')
  expect(page.text).toContain('of the Ein-\nund Ausfuhr')
  // "related" stands nowhere but here and at the end of a compound: no word to go by.
  expect(page.text).toContain('what is modelrelated\nstands')
})

test('a space between capitals parts words however narrow their font draws it; letters set apart are one word', async () => {
  const page = await read(
    [],
    'BT /F1 10 Tf 72 700 Td [(INTERNATIONAL) -125 (AND SUBSIDIARIES)] TJ 0 -20 Td 1.2 Tc (ANNUAL STATEMENTS) Tj 0 -20 Td 0 Tc [(LA) 60 (VATORY)] TJ ET',
  )
  expect(page.text.split(/\n+/)).toEqual(['INTERNATIONAL AND SUBSIDIARIES', 'ANNUAL STATEMENTS', 'LAVATORY'])
})

test('accents printed as signs of their own stand on their letters', async () => {
  const page = await read(
    [],
    'BT /F1 11 Tf 72 700 Td (a na\\250\\305ve man, na\\250ive he is, in Pas\\270ca, of S\\264ao and \\304Ubung) Tj ET',
  )
  expect(page.text).toMatch(/na\u00efve he is, in Pa\u015fca/)
})

test('a page set larger than the rest of its document is no page of headings', async () => {
  const lines = [
    'Net revenues of the harbour were larger in the quarter than they',
    'were in the quarter before, in spite of the closed north quay, and',
  ].flatMap((line) => Array.from({ length: 5 }, () => line))
  const large = { texts: [...textLines(['Results'], { size: 20, y: 60 }), ...textLines(lines, { size: 13, y: 100 })] }
  const small = {
    texts: textLines(
      Array.from({ length: 40 }, () => prose[0]!),
      { size: 8 },
    ),
  }
  const [first] = await readBytes(handmadePdf([large, small, small, small]))
  expect(blocksOf(first!.page).map(([kind]) => kind)).toEqual(['heading', 'paragraph'])
})
