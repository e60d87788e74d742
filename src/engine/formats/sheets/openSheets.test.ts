import { describe, expect, test } from 'vitest'
import { AppError } from '../../../contract/errors'
import type { OpenDocument } from '../../format'
import { plainLayout, type Sheet, type SheetSource } from './cells'
import { openSheets } from './openSheets'
import { Row } from './row'

const context = { signal: new AbortController().signal }

const row = (number: number, texts: readonly (string | number)[]) =>
  new Row(
    { row: number },
    texts.map((text, i) => ({ column: i + 1, text: String(text), kind: typeof text === 'number' ? 'number' : 'text' })),
  )

/** Rows from 1 to `count` under a header, some at a time; `break` ends with an error instead. */
async function* rowsOf(count: number, { width = 2, damage }: { width?: number; damage?: Error } = {}) {
  yield [
    row(
      1,
      Array.from({ length: width }, (_, i) => `Name ${i}`),
    ),
  ]
  for (let at = 2; at <= count; at += 1_000)
    yield Array.from({ length: Math.min(1_000, count + 1 - at) }, (_, i) =>
      row(
        at + i,
        Array.from({ length: width }, (__, column) => (at + i) * 10 + column),
      ),
    )
  if (damage) throw damage
}

interface Made extends SheetSource {
  passes: number[]
  isClosed: boolean
}

function source(...made: (() => Partial<Sheet> & Pick<Sheet, 'rows'>)[]): Made {
  const passes: number[] = []
  const self: Made = {
    passes,
    isClosed: false,
    async *sheets(from) {
      passes.push(from)
      for (const [i, make] of made.slice(from).entries()) yield { name: `S${from + i + 1}`, layout: plainLayout(), ...make() }
    },
    close: () => void (self.isClosed = true),
  }
  return self
}

const read = async (document: OpenDocument, page: number) => (await document.read(page, context)).page
const rangesOf = (page: Awaited<ReturnType<typeof read>>) => page.anchors!.map(({ place }) => (place.kind === 'cells' ? place.range : ''))

describe('a workbook', () => {
  test('has a page a sheet, one of which may be blank', async () => {
    const made = source(
      () => ({ rows: rowsOf(3) }),
      () => ({ rows: (async function* () {})() }),
    )
    const document = await openSheets(made, context)
    expect(document.pages).toBe(2)
    expect((await read(document, 1)).text).toContain('S1\n\n| Name 0 | Name 1 |')
    expect(await document.read(2, context)).toMatchObject({ blank: true, page: { page: 2, text: '', title: 'S2' } })
    expect(made.passes).toEqual([0])
    await document.close()
    expect(made.isClosed).toBe(true)
  })

  test('of a damaged sheet gives the rows before the damage, and a failed page at the end of the document', async () => {
    const damage = new AppError('DOCUMENT_CORRUPT', 'The part is damaged.')
    const document = await openSheets(
      source(
        () => ({ rows: rowsOf(3, { damage }) }),
        () => ({ rows: rowsOf(2) }),
      ),
      context,
    )
    expect(document.pages).toBe(3)
    expect((await read(document, 1)).text).toContain('| 30 | 31 |')
    expect((await read(document, 2)).text).toContain('S2')
    await expect(document.read(3, context)).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
      message: 'The sheet “S1” could not be read to its end. The part is damaged.',
    })
  })

  test('is closed and refused where a failure is not of one sheet alone', async () => {
    const made = source(() => ({ rows: rowsOf(3, { damage: new AppError('DOCUMENT_TOO_LARGE', 'Too much.') }) }))
    await expect(openSheets(made, context)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
    expect(made.isClosed).toBe(true)
  })

  test('of more cells than can be read is refused', async () => {
    await expect(
      openSheets(
        source(() => ({ rows: rowsOf(2_000) })),
        { ...context, maxCells: 3_000 },
      ),
    ).rejects.toMatchObject({
      code: 'DOCUMENT_TOO_LARGE',
    })
  })
})

describe('a long sheet', () => {
  const long = () =>
    source(
      () => ({ rows: rowsOf(3) }),
      () => ({ rows: rowsOf(120_001) }),
      () => ({ rows: rowsOf(4) }),
    )

  test('goes on on further pages, each with the names of its columns and a title that says which rows', async () => {
    const document = await openSheets(long(), context)
    expect(document.pages).toBe(5)
    const pages = []
    for (let page = 1; page <= 5; page++) pages.push(await read(document, page))
    expect(pages.map(({ title }) => title)).toEqual(['S1', 'S2', 'S2 rows 50001–100000', 'S2 rows 100001–120001', 'S3'])
    expect(pages[2]!.text.split('\n').slice(2, 5)).toEqual(['| Name 0 | Name 1 |', '| --- | --- |', '| 500010 | 500011 |'])
    expect(pages[2]!.page).toBe(3)
    const ranges = pages.slice(1, 4).flatMap(rangesOf)
    expect(ranges.slice(0, 2)).toEqual(['A1:B1', 'A2:B2'])
    expect(ranges.at(-1)).toBe('A120001:B120001')
    expect(rangesOf(pages[2]!).slice(0, 2)).toEqual(['A50001:B50001', 'A50001:B50001'])
  })

  test('gives its pages in any order', async () => {
    const document = await openSheets(
      source(
        () => ({ rows: rowsOf(3) }),
        () => ({ rows: rowsOf(51_000) }),
      ),
      context,
    )
    const last = await read(document, 3)
    const first = await read(document, 2)
    expect([first.title, last.title]).toEqual(['S2', 'S2 rows 50001–51000'])
    expect((await read(document, 3)).text).toBe(last.text)
    expect((await read(document, 1)).title).toBe('S1')
  })

  test('whose rows were not kept is gone through once more', async () => {
    const made = source(
      () => ({ rows: rowsOf(2) }),
      () => ({ rows: rowsOf(60_000, { width: 12 }) }),
      () => ({ rows: rowsOf(60_000, { width: 12 }) }),
    )
    const document = await openSheets(made, context)
    for (let page = 1; page <= document.pages; page++) expect((await read(document, page)).text).toContain('Name 0')
    expect(made.passes.length).toBeLessThanOrEqual(3)
    expect(made.passes[0]).toBe(0)
  })
})

test('reading stops when it is cancelled', async () => {
  const control = new AbortController()
  const rows = (async function* () {
    yield [row(1, ['a'])]
    control.abort()
    yield [row(2, ['b'])]
  })()
  await expect(
    openSheets(
      source(() => ({ rows })),
      { signal: control.signal },
    ),
  ).rejects.toThrow(/abort/i)
})
