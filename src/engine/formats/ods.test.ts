import { describe, expect, test } from 'vitest'
import { readMutants } from './docx/testing/mutants'
import { officeFile, readFile, shown } from './docx/testing/officeFile'
import { format } from './ods'
import { encryptedOdf } from './opendocument/testing/handmadeOdf'
import { odsContent, odsFile, odsRow } from './ods/testing/handmadeOds'

const read = (bytes: Buffer, name = 'sheet.ods', password?: string) => readFile(format, bytes, { name, ...(password ? { password } : {}) })
const table = (inner: string, attributes = 'table:name="S"') => `<table:table ${attributes}>${inner}</table:table>`
const cell = (attributes: string, text = '', more = '') =>
  `<table:table-cell ${attributes}>${more}${text === '' ? '' : `<text:p>${text}</text:p>`}</table:table-cell>`
const row = (...cells: string[]) => `<table:table-row>${cells.join('')}</table:table-row>`

async function textOf(inner: string) {
  const { pages } = await read(odsFile(table(inner)))
  return shown(pages[0]!).replace(/^S\n\n/, '')
}

describe('a spreadsheet', () => {
  test('has a page a sheet, with its tables and the rows each line stands for', async () => {
    const { pages } = await read(
      odsFile(table(odsRow(['Name', 'Age']) + odsRow(['Anna', 34])) + table(odsRow(['x']), 'table:name="Zweite"')),
    )
    expect(pages.map(({ title, text }) => [title, text])).toEqual([
      ['S', 'S\n\n| Name | Age |\n| --- | --- |\n| Anna | 34 |'],
      ['Zweite', 'Zweite\n\nx'],
    ])
    expect(pages[0]!.anchors!.map(({ place }) => place)).toMatchObject([{ sheet: 'S', range: 'A1:B1' }, { range: 'A2:B2' }])
  })

  test('shows values as they were shown, dates with a day so that they mean one day everywhere', async () => {
    const text = await textOf(
      row(
        cell('office:value-type="currency" office:value="0.35"', '0,35 €'),
        cell('office:value-type="date" office:date-value="2024-03-15" table:style-name="day"', '15.03.24'),
        cell('office:value-type="date" office:date-value="2024-03-15T14:30:00"', 'x'),
        cell('office:value-type="date" office:date-value="2024-03-01" table:style-name="month"', 'March 2024'),
        cell('office:value-type="boolean" office:boolean-value="true"', 'TRUE'),
        cell('office:value-type="float" office:value="7"'),
        cell('office:value-type="string" calcext:value-type="error"', '#REF!'),
        cell('office:value-type="string"', 'two<text:s text:c="2"/>words<text:line-break/>more', ''),
      ),
    )
    expect(text).toContain('| 0,35 € | 2024-03-15 | 2024-03-15 14:30 | March 2024 | TRUE | 7 | #REF! | two words more |')
  })

  test('has its merged cells, header rows, notes and bold names read', async () => {
    const header = `<table:table-header-rows>${odsRow(['a', 'b'])}</table:table-header-rows>`
    expect(await textOf(header + odsRow(['c', 'd']))).toMatch(/^\| a \| b \|\n\| ---/)
    const bold = row(cell('table:style-name="bold"', 'Name'), cell('table:style-name="bold"', 'City'))
    expect(await textOf(bold + odsRow(['Anna', 'Rome']))).toMatch(/^\| Name \| City \|\n\| ---/)
    const merged =
      odsRow(['Region', 'Sum']) +
      row(cell('table:number-rows-spanned="2"', 'North'), cell('office:value-type="float"', '1')) +
      row('<table:covered-table-cell/>', cell('office:value-type="float"', '2'))
    expect(await textOf(merged)).toContain('| North | 1 |\n| North | 2 |')
    const note =
      '<office:annotation><dc:creator>Anna</dc:creator><dc:date>2024</dc:date><text:p>really</text:p><text:p>so?</text:p></office:annotation>'
    expect(await textOf(row(cell('', 'Bolt', note), cell('', 'x')))).toMatch(/\| Bolt \| x \|\n\nNote on A1 by Anna: really so\?$/)
  })

  test('has hidden sheets, rows, columns and letters marked', async () => {
    const columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    const rows =
      odsRow(['seen', 'column']) +
      odsRow(['row', null], 'table:visibility="filter"') +
      row(cell('table:style-name="white"', 'white'), cell(''), cell('table:style-name="banner"', 'banner'))
    const { pages } = await read(odsFile(table(columns + rows) + table(odsRow(['away']), 'table:name="T" table:style-name="away"')))
    const text = shown(pages[0]!)
    for (const hidden of ['⟦B1: column⟧', '⟦A2: row⟧', '⟦A3: white⟧']) expect(text).toContain(hidden)
    expect(text.replace(/⟦[^⟧]*⟧/g, '')).toContain('banner')
    expect(pages[1]).toMatchObject({ title: 'T (hidden sheet)', hidden: [{ reason: 'hidden sheet' }] })
  })

  test('leaves out deleted content, pictures and copies of other files', async () => {
    const drawing = '<draw:frame><draw:text-box><text:p>drawn</text:p></draw:text-box></draw:frame>'
    const changes =
      '<table:tracked-changes><table:deletion><table:table-cell><text:p>deleted</text:p></table:table-cell></table:deletion></table:tracked-changes>'
    const { pages } = await read(
      odsFile(changes + table(row(cell('', 'kept', drawing))) + table(odsRow(['foreign']), `table:name="'file:///home/x.ods'#$S"`)),
    )
    expect(pages.map(({ text }) => text)).toEqual(['S\n\nkept'])
  })

  test('in a single file, or encrypted with a password, is read as well', async () => {
    const flat = Buffer.from(odsContent(table(odsRow(['flat', 1])), { root: 'document', mime: 'spreadsheet' }))
    expect((await read(flat, 'sheet.fods')).pages[0]!.text).toContain('| flat | 1 |')
    const secret = encryptedOdf(
      { kind: 'spreadsheet' as 'text', body: table(odsRow(['secret', 1])) },
      { password: 'pass', cipher: 'aes256-cbc' },
    )
    expect((await read(secret, 'sheet.ods', 'pass')).pages[0]!.text).toContain('| secret | 1 |')
    await expect(read(secret)).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
  })
})

describe('what is repeated', () => {
  test('is written as often, where that is not absurd', async () => {
    const text = await textOf(odsRow(['Name', 'Sum']) + odsRow(['same', 7], 'table:number-rows-repeated="3"') + odsRow(['end', 8]))
    expect(text).toContain('| same | 7 |\n| same | 7 |\n| same | 7 |\n| end | 8 |')
  })

  test('thousands of times stays as many rows, on as many pages as they need', async () => {
    const rows = (count: number) => odsRow(['same', 7], `table:number-rows-repeated="${count}"`) + odsRow(['end', 8])
    for (const count of [1_000, 1_001, 30_000]) expect((await textOf(rows(count))).match(/\| same \| 7 \|/g)).toHaveLength(count)
    const { pages } = await read(odsFile(table(rows(120_000))))
    expect(pages.map(({ text }) => text.match(/same/g)?.length)).toEqual([50_000, 50_000, 20_000])
    expect(pages[2]!.text).toMatch(/\| end \| 8 \|$/)
    expect(pages[2]!.anchors!.at(-1)!.place).toMatchObject({ range: 'A120001:B120001' })
  })

  test('to the end of the sheet is cut where nothing is in it, and written once where something is', async () => {
    const empty =
      '<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    expect(await textOf(odsRow(['a', 1]) + empty)).toBe('|  |  |\n| --- | --- |\n| a | 1 |')
    const { pages } = await read(odsFile(table(odsRow(['x', 1], 'table:number-rows-repeated="1048576"'))))
    expect(pages[0]!.text.match(/x/g)).toHaveLength(1)
    expect(pages[0]!.anchors!.at(-1)!.place).toMatchObject({ range: 'A1:B1048576' })
  })

  test('in both directions until the memory is full is refused', async () => {
    const many = row(cell('table:number-columns-repeated="1000"', 'x')).replace(
      '<table:table-row',
      '<table:table-row table:number-rows-repeated="1000"',
    )
    await expect(read(odsFile(table(many.repeat(10))))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })
})

describe('a damaged spreadsheet', () => {
  test('gives the sheets before the damage, and says which is not whole', async () => {
    const content = odsContent(table(odsRow(['a', 1])) + table(odsRow(['b', 2]) + odsRow(['c', 3]), 'table:name="T"'))
    const cut = Buffer.from(content.slice(0, content.indexOf('>c<')))
    const { pages, failures } = await read(officeFile({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': cut }))
    expect(pages.map(({ text }) => text.split('\n').at(-1))).toEqual(['| a | 1 |', '| b | 2 |'])
    expect([...failures.values()]).toMatchObject([{ code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('“T”') }])
  })

  test('without content, or with a document type, is refused', async () => {
    await expect(read(officeFile({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }))).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
    })
    const evil = odsContent(table(odsRow(['&e;']))).replace('?>', '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')
    await expect(
      read(officeFile({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': evil })),
    ).rejects.toMatchObject({
      code: 'DOCUMENT_CORRUPT',
    })
  })

  test('gives text or an error of the list, whatever its damage', async () => {
    const file = odsFile(table(odsRow(['Name', 'Age']) + odsRow(['Anna', 34], 'table:number-rows-repeated="2"')))
    expect(await readMutants(format, file, { name: 'sheet.ods', seed: 2005, ms: 3_000 })).toBeGreaterThan(50)
  })
})
