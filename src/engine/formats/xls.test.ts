import { describe, expect, test } from 'vitest'
import { utils, write, type BookType } from 'xlsx'
import { readFile, shown } from './docx/testing/officeFile'
import { record } from './xls/biff'
import { biff, double, long, unicode, words, workbookStream, xlsFile, type HandmadeXlsSheet } from './xls/testing/handmadeXls'
import { format } from './xls'

const read = (bytes: Buffer, password?: string) => readFile(format, bytes, { name: 'book.xls', ...(password ? { password } : {}) })

async function textOf(records: readonly Buffer[], globals: readonly Buffer[] = []) {
  const { pages } = await read(xlsFile(workbookStream([{ name: 'S', records }], globals)))
  return shown(pages[0]!).replace(/^S\n\n/, '')
}

const label = (row: number, column: number, text: string, style = 0) => biff(record.label, words(row, column, style), unicode(text))
const number = (row: number, column: number, value: number, style = 0) => biff(record.number, words(row, column, style), double(value))
const font = (weight: number, colour = 0x7fff, points = 11) =>
  biff(record.font, words(points * 20, 0, colour, weight, 0), Buffer.alloc(4), unicode('Arial', 1))
const xf = (fontIndex: number, formatId: number, fill = long(0)) =>
  biff(record.xf, words(fontIndex, formatId), Buffer.alloc(10), fill, words(0))

describe('a binary workbook', () => {
  test('gives what SheetJS writes into one, of 1987 to 2003', async () => {
    for (const bookType of ['biff8', 'biff5', 'biff4', 'biff3', 'biff2'] as BookType[]) {
      const sheet = utils.aoa_to_sheet([
        ['Name', 'Age', 'Right'],
        ['Anna', 34.5, true],
        ['Ben', -2, false],
        ['Cleo', 1e10, true],
      ])
      const book = utils.book_new()
      utils.book_append_sheet(book, sheet, 'People')
      const { pages } = await read(write(book, { type: 'buffer', bookType }) as Buffer)
      expect(pages[0]!.text.replace(/^\w+\n\n/, ''), bookType).toBe(
        '| Name | Age | Right |\n| --- | --- | --- |\n| Anna | 34.5 | TRUE |\n| Ben | -2 | FALSE |\n| Cleo | 10000000000 | TRUE |',
      )
    }
  })

  test('has a page a sheet, hidden ones marked', async () => {
    const sheets: HandmadeXlsSheet[] = [
      { name: 'Größe', records: [label(0, 0, 'a')] },
      { name: '名前', state: 2, records: [label(0, 0, 'b')] },
    ]
    const { pages } = await read(xlsFile(workbookStream(sheets)))
    expect(pages.map(({ title, text }) => [title, text])).toEqual([
      ['Größe', 'Größe\n\na'],
      ['名前 (hidden sheet)', '名前\n\nb'],
    ])
    expect(pages[1]!.hidden).toEqual([{ start: 0, end: 5, reason: 'hidden sheet' }])
  })

  test('shows numbers in all their forms', async () => {
    const half = double(0.5).readUInt32LE(4)
    const rows = [
      biff(record.rk, words(0, 0, 0), long((1234 << 2) | 2)),
      biff(record.rk, words(0, 1, 0), long((1234 << 2) | 3)),
      biff(record.rk, words(0, 2, 0), long(((-5 << 2) | 2) >>> 0)),
      biff(record.manyRk, words(1, 0), words(0), long(half), words(0), long((7 << 2) | 2), words(1)),
      number(2, 0, Math.PI),
    ]
    expect(await textOf(rows)).toBe('|  |  |  |\n| --- | --- | --- |\n| 1234 | 12.34 | -5 |\n| 0.5 | 7 |  |\n| 3.141592654 |  |  |')
  })

  test('shows what formulas gave: numbers, texts that stand behind them, truths, errors and nothing', async () => {
    const special = (kind: number, value: number) => Buffer.from([kind, 0, value, 0, 0, 0, 0xff, 0xff])
    const formula = (column: number, value: Buffer) => biff(record.formula, words(0, column, 0), value, Buffer.alloc(8))
    const rows = [
      formula(0, double(42)),
      formula(1, special(0, 0)),
      biff(0x4bc, Buffer.alloc(10)),
      biff(record.string, unicode('joined ñ')),
      formula(2, special(1, 1)),
      formula(3, special(2, 0x17)),
      formula(4, special(3, 0)),
      biff(record.truthOrError, words(0, 5, 0), 0x2a, 1),
    ]
    expect(await textOf(rows)).toContain('| 42 | joined ñ | TRUE | #REF! |  | #N/A |')
  })

  test('shows dates and amounts in the formats of their styles', async () => {
    const globals = [font(400), biff(record.format, words(164), unicode('#,##0.00 "€"')), xf(0, 0), xf(0, 14), xf(0, 164), xf(0, 10)]
    expect(await textOf([number(0, 0, 45_366, 1), number(0, 1, 1234.5, 2), number(0, 2, 0.25, 3)], globals)).toContain(
      '| 2024-03-15 | 1,234.50 € | 25.00% |',
    )
    const from1904 = [...globals, biff(record.dateMode, words(1))]
    expect(await textOf([number(0, 0, 43_904, 1)], from1904)).toBe('2024-03-15')
  })

  test('shares its texts, which go on from record to record, now in one byte a character, now in two', async () => {
    const start = Buffer.concat([long(3), long(3), unicode('first'), words(8), Buffer.from([0]), Buffer.from('abcd', 'latin1')])
    const rest = Buffer.concat([Buffer.from([1]), Buffer.from('зеле', 'utf16le')])
    const rich = Buffer.concat([words(4), Buffer.from([8]), words(1), Buffer.from('rich', 'latin1'), Buffer.alloc(4)])
    const sst = Buffer.concat([biff(record.sst, start), biff(record.continue, rest, rich)])
    const shared = (column: number, index: number) => biff(record.labelSst, words(0, column, 0), long(index))
    expect(await textOf([shared(0, 0), shared(1, 1), shared(2, 2), shared(3, 99)], [sst])).toContain('| first | abcdзеле | rich |')
  })

  test('has bold rows as headers, and frozen ones, and merged names', async () => {
    const globals = [font(400), font(700), xf(0, 0), xf(1, 0)]
    const cells = [label(0, 0, 'Name', 1), label(0, 1, 'City', 1), label(1, 0, 'Anna'), label(1, 1, 'Rome')]
    expect(await textOf(cells, globals)).toMatch(/^\| Name \| City \|\n\| ---/)
    expect(
      await textOf([
        biff(record.window, words(8)),
        biff(record.pane, words(0, 1, 1, 0)),
        label(0, 0, 'a'),
        label(0, 1, 'b'),
        label(1, 0, 'c'),
        label(1, 1, 'd'),
      ]),
    ).toMatch(/^\| a \| b \|\n\| ---/)
    const merged = [
      label(0, 0, 'Region'),
      label(0, 1, 'Sum'),
      label(1, 0, 'North'),
      number(1, 1, 1),
      number(2, 1, 2),
      biff(record.merges, words(1, 1, 2, 0, 0)),
    ]
    expect(await textOf(merged)).toContain('| North | 1 |\n| North | 2 |')
  })

  test('has its hidden rows, columns and letters marked', async () => {
    const globals = [
      font(400),
      font(400, 9),
      font(400, 10),
      font(400, 0x7fff, 1),
      xf(0, 0),
      xf(1, 0),
      xf(2, 0, long(0x0400_0000)),
      xf(3, 0),
    ]
    const rows = [
      biff(record.column, words(1, 1, 0, 0, 1, 0)),
      biff(record.row, words(1, 0, 1, 0, 0, 0, 0x20, 0)),
      label(0, 0, 'seen'),
      label(0, 1, 'column'),
      label(1, 0, 'row'),
      label(2, 0, 'white', 1),
      label(2, 2, 'red on black', 2),
      label(3, 0, 'tiny', 3),
    ]
    const text = await textOf(rows, globals)
    expect(text.replace(/⟦[^⟧]*⟧/g, '')).toMatch(/seen[\s\S]*red on black/)
    for (const hidden of ['⟦B1: column⟧', '⟦A2: row⟧', '⟦A3: white⟧', '⟦A4: tiny⟧']) expect(text).toContain(hidden)
  })

  test('has its notes, whose texts stand in the objects before them', async () => {
    const object = biff(record.object, words(0x15, 0x12, 0x19, 7), Buffer.alloc(14))
    const text = Buffer.concat([
      biff(record.textObject, Buffer.alloc(10), words(9, 16), Buffer.alloc(4)),
      biff(record.continue, 0, 'too '),
      biff(record.continue, 0, 'cheap'),
      biff(record.continue, Buffer.alloc(16)),
    ])
    const note = biff(record.note, words(0, 1, 0, 7), unicode('Anna'), 0)
    expect(await textOf([label(0, 0, 'Bolt'), number(0, 1, 1), object, text, note])).toMatch(/\n\nNote on B1 by Anna: too cheap$/)
  })

  test('is read without the charts within its sheets, and with its rows in any order', async () => {
    const chart = [biff(record.bof, words(0x600, 0x20)), label(0, 0, 'chart'), biff(record.eof)]
    expect(await textOf([label(1, 1, 'd'), label(1, 0, 'c'), ...chart, label(0, 1, 'b'), label(0, 0, 'a')])).toContain(
      '| a | b |\n| c | d |',
    )
  })

  test('of 1990 has its formats, formulas and several sheets read', async () => {
    const begin = (kind: number) => biff(0x409, words(0, kind, 0))
    const format = (code: string) => biff(record.format, words(0), code.length, code)
    const styles = [biff(0x231, words(200, 1, 0x7fff), 4, 'Helv'), biff(0x443, 0, 0, Buffer.alloc(10)), biff(0x443, 0, 1, Buffer.alloc(10))]
    const formula = biff(0x406, words(0, 1, 0), Buffer.from([0, 0, 0, 0, 0, 0, 0xff, 0xff]), Buffer.alloc(4))
    const first = [number(0, 0, 33_010, 1), formula, biff(record.string, words(5), 'given')]
    const header = (name: string) => biff(0x8f, long(0), name.length, name)
    const stream = [
      begin(0x100),
      format('General'),
      format('m/d/yy'),
      ...styles,
      header('One'),
      begin(0x10),
      ...first,
      biff(record.eof),
      header('Two'),
      begin(0x10),
      number(0, 0, 7),
      biff(record.eof),
      biff(record.eof),
    ]
    const { pages } = await read(Buffer.concat(stream))
    expect(pages.map(({ text }) => text)).toEqual(['One\n\n|  |  |\n| --- | --- |\n| 1990-05-17 | given |', 'Two\n\n7'])
  })

  test('of 1995 is read in its code page', async () => {
    const begin = (kind: number) => biff(record.bof, words(0x500, kind, 0, 0))
    const cell = biff(record.label, words(0, 0, 0), words(3), Buffer.from([0xc7, 0xe5, 0xec]))
    const globals = (offset: number) =>
      Buffer.concat([begin(5), biff(record.codePage, words(1251)), biff(record.boundSheet, long(offset), 0, 0, 1, 'S'), biff(record.eof)])
    const stream = Buffer.concat([globals(globals(0).length), begin(0x10), cell, biff(record.eof)])
    const { pages } = await read(xlsFile(stream, 'Book'))
    expect(pages[0]!.text).toBe('S\n\nЗем')
    expect((await read(stream)).pages[0]!.text).toBe('S\n\nЗем')
  })
})
