import fc from 'fast-check'
import iconv from 'iconv-lite'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { identify } from '../ingest/identify'
import { RecordParser } from './csv/records'
import { sniff } from './csv/sniff'
import { readFile } from './docx/testing/officeFile'
import { format } from './csv'
import { formatOf } from './index'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-csv-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function formatOfFile(name: string, content: string | Buffer) {
  const path = join(folder, name)
  await writeFile(path, content)
  return formatOf(await identify(path, name)).id
}

const pageOf = async (content: string | Buffer, name = 'prices.csv') =>
  (await readFile(format, Buffer.from(content as string), { name })).pages[0]!
const textOf = async (content: string | Buffer, name?: string) => (await pageOf(content, name)).text

describe('which text is a table', () => {
  const rows = (delimiter: string) =>
    ['Name', 'Anna', 'Ben', 'Cleo', 'Dan'].map((name, i) => [name, `City ${i}`, i, 'x'].join(delimiter)).join('\n')

  test.each([',', ';', '\t', '|'])('one parted by %j is, whatever it is called', async (delimiter) => {
    expect(await formatOfFile('a.csv', rows(delimiter))).toBe('csv')
    expect(await formatOfFile('a.txt', rows(delimiter))).toBe('csv')
    expect(await formatOfFile('a.xls', rows(delimiter))).toBe('csv')
    expect(await formatOfFile('table', rows(delimiter))).toBe('csv')
  })

  test('prose is none, even where it is called one', async () => {
    const prose = 'Dear Anna,\nthank you for your letter, which came today.\nWe read it, and we were glad, all of us.\nSee you soon.\nBen'
    expect(await formatOfFile('letter.csv', prose)).toBe('text')
    expect(await formatOfFile('letter.txt', prose.replaceAll('\n', ', and so on.\n'))).toBe('text')
  })

  test('source code, data with a structure of its own and web pages are none', async () => {
    expect(await formatOfFile('a.py', 'f(a, b, c)\ng(a, b, c)\nh(a, b, c)\ni(a, b, c)\n')).not.toBe('csv')
    expect(await formatOfFile('a.csv', '[\n{"a": 1, "b": 2},\n{"a": 3, "b": 4}\n]')).not.toBe('csv')
    expect(await formatOfFile('a.csv', '<!doctype html><html><body><p>a,b</p><p>c,d</p></body></html>')).toBe('html')
  })

  test('a list of one column is text', async () => {
    expect(await formatOfFile('names.csv', 'Name\nAnna\nBen\n')).toBe('text')
  })
})

describe('a table in text', () => {
  test('is a page of cells with its first row as names', async () => {
    const page = await pageOf('Name,Born,Sum\r\nAnna,1990-05-17,"1,5"\r\nBen,1985-01-02,2\r\n')
    expect(page.text).toBe('| Name | Born | Sum |\n| --- | --- | --- |\n| Anna | 1990-05-17 | 1,5 |\n| Ben | 1985-01-02 | 2 |')
    expect(page.anchors!.map(({ place }) => place)).toEqual(
      [1, 2, 3].map((row) => ({ kind: 'cells', sheet: '', range: `A${row}:C${row}` })),
    )
    expect(page.title).toBeUndefined()
  })

  test('is cited by the name of its file', async () => {
    const drafts = []
    for await (const draft of chunk([await pageOf('Name,Sum\nAnna,1\n')], { document: 'd', name: 'lists/prices.v2.csv', place: 'cells' }))
      drafts.push(draft)
    expect(drafts[0]!.place).toEqual({ kind: 'cells', sheet: 'prices.v2', range: 'A1:B2' })
  })

  test('counts its rows as spreadsheets do: quoted line ends are of the row, empty lines are rows', async () => {
    const page = await pageOf('Name;Remark\n"Anna";"two\nlines; and a ""quote"""\n\n\n\nBen;x\n')
    expect(page.text).toContain('| Anna | two lines; and a "quote" |')
    expect(page.anchors!.at(-1)!.place).toMatchObject({ range: 'A6:B6' })
  })

  test('keeps formulas as they are written', async () => {
    expect(await textOf('name,amount\n"=HYPERLINK(""http://x"")",1\n+cmd|\' /C calc\'!A0,2\n@SUM(1+1),4\n')).toBe(
      '| name | amount |\n| --- | --- |\n| =HYPERLINK("http://x") | 1 |\n| +cmd\\|\' /C calc\'!A0 | 2 |\n| @SUM(1+1) | 4 |',
    )
  })

  test('is parted as its first line says', async () => {
    expect(await textOf('sep=;\na,b;c\n1,5;2\n')).toContain('| a,b | c |')
  })

  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'])('is read in %s', async (encoding) => {
    const text =
      encoding === 'shift_jis' ? '名前,都市\n花子,東京\n太郎,大阪\n'.repeat(20) : 'Straße,Größe\nKöln,5\nMünchen,7\nLübeck,9\n'.repeat(20)
    const bytes = iconv.encode(text, encoding, { addBOM: encoding.startsWith('utf-16') })
    const page = await textOf(bytes)
    expect(page).toContain(encoding === 'shift_jis' ? '| 花子 | 東京 |' : '| München | 7 |')
  })

  test('that turns out to be no UTF-8 only behind its beginning is read in the code page it is in', async () => {
    const plain = 'Name,Ort\n' + 'Anna,Rom\n'.repeat(20_000)
    const page = await textOf(Buffer.concat([Buffer.from(plain), iconv.encode('Jürgen,Köln\n'.repeat(30), 'windows-1252')]))
    expect(page).toContain('| Jürgen | Köln |')
  })

  test('of many rows goes on on further pages', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `${i},name ${i}`).join('\n')
    const { pages } = await readFile(format, Buffer.from(`Number,Name\n${rows}`), { name: 'long.csv' })
    expect(pages.map(({ title }) => title)).toEqual([undefined, 'rows 50001–60001'])
    expect(pages[1]!.text.startsWith('| Number | Name |\n| --- | --- |\n| 49999 | name 49999 |\n')).toBe(true)
  })
})

describe('records', () => {
  const parse = (text: string, size = text.length, delimiter = ',') => {
    const parser = new RecordParser(delimiter)
    const records: string[][] = []
    for (let at = 0; at < text.length; at += size) records.push(...parser.push(text.slice(at, at + size)))
    return [...records, ...parser.end()]
  }

  test('come back as they were written, in whatever pieces they arrive', () => {
    const field = fc.oneof(fc.constant(''), fc.string({ maxLength: 6 }), fc.constantFrom('"', 'a"b', 'x,y', 'two\nlines', ' pad ', '""'))
    const records = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 20 }), (found, size) => {
        const written = found.map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n')
        expect(parse(`${written}\n`, size)).toEqual(found)
      }),
    )
  })

  test('may have blanks before a quote, letters behind one, and quotes that are letters', () => {
    expect(parse('a, "b, c" ,d')).toEqual([['a', 'b, c', 'd']])
    expect(parse('5" pipe,2\n"3" pipe",4')).toEqual([
      ['5" pipe', '2'],
      ['3" pipe', '4'],
    ])
  })

  test('take a quote that is never closed for a letter', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i},x`).join('\n')
    const records = parse(`a,"b\n${lines}`, 65_536)
    expect(records.slice(0, 2)).toEqual([
      ['a', '"b'],
      ['line 0', 'x'],
    ])
    expect(records).toHaveLength(20_001)
  })

  test('with an opening quote in every line take no time that grows with the square of them', () => {
    const started = performance.now()
    const records = parse(Array.from({ length: 100_000 }, (_, i) => `${i},"x${i},y`).join('\n'), 65_536)
    expect(records.length).toBeGreaterThan(10_000)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

test('the delimiter is the one that parts most records alike', () => {
  expect(sniff('a;b;c\n1,5;2;3\n2,5;3;4\n', { whole: true })).toMatchObject({ delimiter: ';', columns: 3, share: 1 })
  expect(sniff('a\tb\n"x\ty"\tz\n', { whole: true })).toMatchObject({ delimiter: '\t', columns: 2 })
  expect(sniff('no columns\nat all\n', { whole: true })).toBeNull()
})
