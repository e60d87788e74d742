import { describe, expect, test } from 'vitest'
import { readMutants } from './docx/testing/mutants'
import { readFile, renamedParts } from './docx/testing/officeFile'
import { handmadeBook } from './xlsx/testing/handmadeBook'
import { format } from './xlsx'

const read = (bytes: Buffer, password?: string) => readFile(format, bytes, { name: 'book.xlsx', ...(password ? { password } : {}) })

describe('a workbook made to do harm', () => {
  const sheet = (inner: string) => handmadeBook([{ xml: `<worksheet><sheetData>${inner}</sheetData></worksheet>` }, { rows: [['good']] }])

  test('that claims billions of cells gives those there are', async () => {
    const xml =
      '<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    const { pages } = await read(handmadeBook([{ xml }]))
    expect(pages[0]!.text).toBe('Sheet1\n\n1\n\n2')
    expect(pages[0]!.anchors!.at(-1)!.place).toMatchObject({ range: 'XFD1048576' })
  })

  test('with a million empty rows gives what holds data, in seconds', async () => {
    const rows = Array.from({ length: 1_048_576 }, (_, i) => `<row r="${i + 1}" s="1" customFormat="1"/>`).join('')
    const { pages } = await read(sheet(`<row r="1"><c r="A1"><v>1</v></c></row>${rows}`))
    expect(pages[0]!.text).toBe('Sheet1\n\n1')
  }, 30_000)

  test('with a document type in a sheet loses that sheet alone, and says so', async () => {
    const evil =
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    const { pages, failures } = await read(handmadeBook([{ xml: evil }, { rows: [['good']] }]))
    expect(pages.map(({ text }) => text)).toEqual(['Sheet2\n\ngood'])
    expect([...failures.values()]).toMatchObject([{ code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('document type') }])
  })

  test('that is cut off in a sheet gives the rows before', async () => {
    const cut =
      '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>'
    const { pages, failures } = await read(handmadeBook([{ xml: cut }]))
    expect(pages[0]!.text).toBe('Sheet1\n\n1\n\n2')
    expect(failures.size).toBe(1)
  })

  test('that names one long text in thousands of cells is refused before it fills the memory', async () => {
    const long = 'x'.repeat(1_000_000)
    const cells = Array.from({ length: 300 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="s"><v>0</v></c></row>`).join('')
    const parts = { 'xl/sharedStrings.xml': `<sst><si><t>${long}</t></si></sst>` }
    await expect(read(handmadeBook([{ xml: `<worksheet><sheetData>${cells}</sheetData></worksheet>` }], { parts }))).rejects.toMatchObject({
      code: 'DOCUMENT_TOO_LARGE',
    })
  })

  test('with damaged texts or styles gives what can be read of them, and says what is missing', async () => {
    const book = handmadeBook([
      {
        rows: [
          ['first', 'second'],
          ['third', { v: 0.5, s: 'percent' }],
        ],
      },
      { rows: [['first']] },
    ])
    const cut = renamedParts(book, (xml) => (xml.includes('<sst') ? xml.slice(0, xml.indexOf('third')) : xml))
    const texts = await read(cut)
    expect(texts.pages.map(({ text }) => text)).toEqual(['Sheet1\n\n| first | second |\n| --- | --- |\n|  | 50.00% |', 'Sheet2\n\nfirst'])
    expect([...texts.failures.values()]).toMatchObject([{ message: expect.stringContaining('xl/sharedStrings.xml is damaged') }])
    const looks = await read(renamedParts(book, (xml) => xml.replace('</styleSheet>', '')))
    expect(looks.pages[0]!.text).toContain('| third | 0.5 |')
    expect([...looks.failures.values()]).toMatchObject([{ message: expect.stringContaining('xl/styles.xml is damaged') }])
  })

  test('in which a number was changed gives its cells, and says that they are not what was written', async () => {
    const book = handmadeBook([{ rows: [['sum', 4711]] }])
    const changed = Buffer.from(book.toString('latin1').replace('<v>4711</v>', '<v>4712</v>'), 'latin1')
    const { pages, failures } = await read(changed)
    expect(pages[0]!.text).toContain('| sum | 4712 |')
    expect([...failures.values()]).toMatchObject([{ code: 'DOCUMENT_CORRUPT', message: expect.stringContaining('not what was written') }])
  })

  test('that nests elements without end is refused', async () => {
    await expect(read(sheet('<a>'.repeat(5_000)))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_DEEP' })
  })

  test('with cells out of order, doubled or without addresses shows the last of each address', async () => {
    const { pages } = await read(
      sheet('<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c><c r="B1"><v>3</v></c></row><row><c><v>4</v></c><c><v>5</v></c></row>'),
    )
    expect(pages[0]!.text).toContain('| 1 | 3 |\n| 4 | 5 |')
  })

  test('whose cells name texts that are not in it gives the rest, and says so', async () => {
    const xml = '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>700</v></c><c r="B1"><v>7</v></c></row></sheetData></worksheet>'
    const { pages, failures } = await read(handmadeBook([{ xml }, { rows: [['good']] }]))
    expect(pages.map(({ text }) => text)).toEqual(['Sheet1\n\n7', 'Sheet2\n\ngood'])
    expect([...failures.values()]).toMatchObject([
      { code: 'DOCUMENT_CORRUPT', message: expect.stringMatching(/“Sheet1”.*text of one cell/) },
    ])
    const book = renamedParts(handmadeBook([{ rows: [['a', 'b', 1]] }]), (part) =>
      part.replace('Target="sharedStrings.xml"', 'Target="x.xml"'),
    )
    const lost = await read(book)
    expect(lost.pages[0]!.text).toBe('Sheet1\n\n1')
    expect([...lost.failures.values()]).toMatchObject([{ message: expect.stringContaining('texts of 2 cells are missing') }])
  })

  test('with damaged notes keeps its cells, and says what is missing', async () => {
    const book = handmadeBook([{ rows: [['a', 1]], relations: { r1: ['comments', '../comments1.xml'] } }], {
      parts: { 'xl/comments1.xml': '<comments><a></comments>' },
    })
    const { pages, failures } = await read(book)
    expect(pages[0]!.text).toContain('| a | 1 |')
    expect([...failures.values()]).toMatchObject([{ code: 'DOCUMENT_CORRUPT' }])
  })

  test('gives text or an error of the list, however it is damaged', async () => {
    const book = handmadeBook([
      {
        rows: [
          ['Name', 'Age'],
          ['Anna', { v: 34, s: 'euros' }],
        ],
        after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
      },
      { rows: [['x']] },
    ])
    expect(await readMutants(format, book, { name: 'book.xlsx', seed: 20_261_121, ms: 3_000 })).toBeGreaterThan(50)
  })
})
