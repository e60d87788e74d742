import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { IngestEvent, IngestInput } from '../../contract/worker'
import { handmadePdf } from '../formats/pdf/testing/handmadePdf'
import { boxesOf } from './boxesOf'
import { characterErrorRate } from './ocr/testing/errorRate'
import { type DrawnPage, drawPage } from './ocr/testing/drawPage'
import { foreign, smallPage } from './ocr/testing/samples'
import { layerOf, mistaken, pictureOf } from './ocr/testing/scannedPdf'
import { texts } from './ocr/testing/texts'
import { type KeptPage, openPageFile } from './pageFile'
import { ingest } from './pipeline'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

/*
 * Scans on their whole way from the file to its pages.
 */

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-scans-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
async function inputFor(bytes: Uint8Array, extra: Partial<IngestInput> = {}): Promise<IngestInput> {
  const name = `scan${++count}.pdf`
  const file = join(folder, name)
  await writeFile(file, bytes)
  const folders = { pages: join(folder, 'pages'), staging: join(folder, 'staging') }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { document: name, name, file, sha256, ...folders, ocr: 'auto', embedder: 'hash', ...extra }
}

async function read(bytes: Uint8Array, extra: Partial<IngestInput> = {}): Promise<{ pages: KeptPage[]; events: IngestEvent[] }> {
  const events = await Array.fromAsync(ingest(await inputFor(bytes, extra), { signal: new AbortController().signal }))
  const done = events.at(-1) as Extract<IngestEvent, { type: 'done' }>
  const file = await openPageFile(join(folder, 'pages', done.pagesKey))
  try {
    return { pages: await Promise.all(file.pages.map((page) => file.read(page))), events }
  } finally {
    await file.close()
  }
}

const scan = (page: DrawnPage) => handmadePdf([pictureOf(page)])

describe('a scan of which nothing can be read says why', () => {
  test('where its script is not on board', async () => {
    const reading = read(scan(await smallPage(foreign.russian, { face: 'sans' })))
    await expect(reading).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT', message: expect.stringMatching(/script.*"languages"/) })
  })

  test('where it is blank but for a few specks', async () => {
    const page = await smallPage([], { height: 400, after: (context) => context.fillRect(120, 90, 0.4, 0.4) })
    await expect(read(scan(page))).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT', message: expect.stringContaining('blank') })
  })

  test('and one of its pages alone fails beside others', async () => {
    const english = await smallPage(texts['eng']!.slice(0, 1))
    const { pages } = await read(handmadePdf([pictureOf(english), pictureOf(await smallPage(foreign.greek, { face: 'sans' }))]))
    expect(pages.map(({ state, code }) => [state, code])).toEqual([
      ['recognised', undefined],
      ['failed', 'DOCUMENT_NO_TEXT'],
    ])
  })
})

test('a citation marks the scanned line', async () => {
  const drawn = await drawPage({ paragraphs: texts['eng']!, face: 'serif' })
  const { pages } = await read(scan(drawn))
  const page = pages[0]!
  const lines = drawn.text.split('\n').filter(Boolean)
  expect(lines.length).toBeGreaterThan(8)
  for (const line of lines) {
    const start = page.text.indexOf(line)
    expect(start, line).toBeGreaterThanOrEqual(0)
    const boxes = boxesOf(page, { page: 1, start, end: start + line.length })
    expect(boxes.length).toBe(1)
    const at = drawn.text.indexOf(line)
    const words = drawn.words.filter((word) => word.start >= at && word.end <= at + line.length)
    const [first, last] = [words[0]!, words.at(-1)!]
    const [box] = boxes as [(typeof boxes)[number]]
    expect(Math.abs(box.x - first.x)).toBeLessThan(3)
    expect(Math.abs(box.x + box.width - last.x - last.width)).toBeLessThan(3)
    expect(Math.abs(box.y + box.height / 2 - first.y - first.height / 2)).toBeLessThan(3)
    expect(box.height).toBeLessThan(18)
  }
})

describe('columns are no tables', () => {
  test.each([
    ['narrow and small', { size: 8, face: 'sans' }],
    ['wide', { size: 11, face: 'serif' }],
  ] as const)('%s', async (_, design) => {
    const drawn = await drawPage({ paragraphs: texts['eng']!, columns: 2, ...design })
    const { pages } = await read(scan(drawn))
    expect(pages[0]!.blocks.filter(({ kind }) => kind === 'table')).toEqual([])
    expect(characterErrorRate(drawn.text, pages[0]!.text)).toBeLessThan(0.01)
  })

  test('two addresses beside each other', async () => {
    const rows = [
      ['Landlord', 'Tenant'],
      ['Northern Homes Ltd', 'Anna Bergmann'],
      ['14 Harbour Road', '7 Mill Lane'],
      ['Bristol BS1 5TY', 'Bath BA1 2QF'],
    ]
    const drawn = await smallPage(texts['eng']!.slice(0, 1), {
      height: 260,
      after(context) {
        context.font = '11px carrel-sans'
        for (const [row, cells] of rows.entries())
          for (const [column, cell] of cells.entries()) context.fillText(cell, 60 + 170 * column, 160 + 16 * row)
      },
    })
    const { pages } = await read(scan(drawn))
    expect(pages[0]!.blocks.filter(({ kind }) => kind === 'table')).toEqual([])
    for (const cell of rows.flat()) expect(pages[0]!.text).toContain(cell)
  })
})

describe('the text layer of a scan', () => {
  let drawn: DrawnPage
  beforeAll(async () => {
    drawn = await smallPage(texts['eng']!.slice(0, 3))
  })

  test('is compared with what can be seen and kept where it says that, with its own mistakes and all', async () => {
    const layer = layerOf(drawn, (word) => word.replace('tenant', 'tonant'))
    const { pages, events } = await read(handmadePdf([{ ...pictureOf(drawn), content: layer }]))
    expect(pages[0]).toMatchObject({ state: 'read', source: 'text' })
    expect(pages[0]!.text).toContain('The tonant pays')
    expect(events.some((event) => event.type === 'stage' && event.stage === 'recognising')).toBe(true)
  })

  test.each<[string, (word: string) => string]>([
    ['every letter is another', mistaken.exchanged],
    ['letters are signs', mistaken.signs],
    ['letters are shuffled', mistaken.shuffled],
  ])('is garbage where %s: the page is recognised instead', async (_, change) => {
    const { pages } = await read(handmadePdf([{ ...pictureOf(drawn), content: layerOf(drawn, change) }]))
    expect(pages[0]).toMatchObject({ state: 'recognised', source: 'ocr' })
    expect(characterErrorRate(drawn.text, pages[0]!.text)).toBeLessThan(0.01)
  })

  test('is kept where it looks like garbage and is what the page shows', async () => {
    const code = Array.from({ length: 8 }, (_, at) => `xq${at}zv bcdfg hjklm; wrt[${at}] += qpz(ghjk, vbnm) && !kdfw`)
    const page = await smallPage(code, { face: 'mono', size: 9, height: 200 })
    const { pages } = await read(handmadePdf([{ ...pictureOf(page), content: layerOf(page, (word) => word) }]))
    expect(pages[0]).toMatchObject({ state: 'read', source: 'text' })
    expect(pages[0]!.text).toContain('wrt[5] += qpz(ghjk, vbnm) && !kdfw')
  })
})
