import { describe, expect, test } from 'vitest'
import tool from 'officecrypto-tool'
import { chunk } from '../ingest/chunk'
import { officeFile, readFile, relations, renamedParts, shown } from './docx/testing/officeFile'
import { handmadeBook, type HandmadeSheet, type Value } from './xlsx/testing/handmadeBook'
import { format } from './xlsx'

const read = (bytes: Buffer, password?: string) => readFile(format, bytes, { name: 'book.xlsx', ...(password ? { password } : {}) })

/** The text of a sheet without its name. */
async function textOf(rows: readonly (readonly Value[])[], sheet: HandmadeSheet = {}, options: Parameters<typeof handmadeBook>[1] = {}) {
  const { pages } = await read(handmadeBook([{ rows, ...sheet }], options))
  return shown(pages[0]!).replace(/^Sheet1\n\n/, '')
}

const drawing = 'http://schemas.openxmlformats.org/drawingml/2006'

describe('values', () => {
  test('are shown as the sheet shows them, dates so that they mean one day everywhere', async () => {
    const text = await textOf([
      ['Item', 'Price', 'Share', 'From', 'Seen'],
      ['Bolt', { v: 1234.5, s: 'euros' }, { v: 0.123, s: 'percent' }, { v: 45_366, s: 'date' }, { v: 45_366.5, s: 'time' }],
    ])
    expect(text).toContain('| Bolt | 1,234.50 € | 12.30% | 2024-03-15 | 2024-03-15 12:00 |')
  })

  test('of a workbook that counts from 1904 are the same days', async () => {
    expect(await textOf([['a', { v: 43_904, s: 'date' }]], {}, { date1904: true })).toContain('2024-03-15')
  })

  test('are truths, errors, dates in words, rich texts without their pronunciation, and texts with escapes', async () => {
    const rich = '<r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh sb="0" eb="1"><t>kana</t></rPh>'
    const row: Value[] = [
      true,
      false,
      { v: '#DIV/0!', t: 'e' },
      { v: '2024-03-15T00:00:00', t: 'd' },
      { v: rich, t: 'inlineStr' },
      'a_x0041_',
    ]
    expect(await textOf([row])).toContain('| TRUE | FALSE | #DIV/0! | 2024-03-15 | rich text | aA |')
  })

  test('of formulas are what they gave when the file was saved; a formula that gave nothing stands for itself', async () => {
    const text = await textOf([
      [{ v: 42, f: 'A2*2' }, { v: 'joined', f: 'B2&C2' }, { f: 'WEBSERVICE("http://127.0.0.1:9")' }, { v: '', f: 'SUM(A1)', t: 'n' }],
    ])
    expect(text).toContain('| 42 | joined | =WEBSERVICE("http://127.0.0.1:9") | =SUM(A1) |')
  })

  test('stand on one line, with bars escaped', async () => {
    expect(await textOf([['two\nlines', 'a|b']])).toContain('| two lines | a\\|b |')
  })
})

describe('a workbook', () => {
  test('has a page a tab, in their order, each called like its sheet', async () => {
    const { pages } = await read(handmadeBook([{ name: 'Q1 & Q2', rows: [['a']] }, { name: 'Leer' }, { name: 'Ende', rows: [['b']] }]))
    expect(pages.map(({ page, title, text }) => [page, title, text])).toEqual([
      [1, 'Q1 & Q2', 'Q1 & Q2\n\na'],
      [2, 'Leer', ''],
      [3, 'Ende', 'Ende\n\nb'],
    ])
  })

  test('is cited by the rows of a passage, which has the names of the columns with it', async () => {
    const rows: Value[][] = [
      ['Number', 'Customer', 'Amount'],
      ...Array.from({ length: 200 }, (_, i) => [i, `Customer with a long name ${i}`, i * 1.5]),
    ]
    const { pages } = await read(handmadeBook([{ name: 'Data', rows }]))
    const drafts = []
    for await (const draft of chunk(pages, { document: 'd', name: 'book.xlsx', place: 'cells' })) drafts.push(draft)
    expect(drafts.length).toBeGreaterThan(5)
    expect(drafts[0]!.place).toMatchObject({ kind: 'cells', sheet: 'Data', range: expect.stringMatching(/^A1:C\d+$/) })
    for (const [i, { text, place }] of drafts.entries()) {
      if (i === 0 || place.kind !== 'cells') continue
      expect(text.startsWith('| Number | Customer | Amount |\n| --- | --- | --- |\n| ')).toBe(true)
      const [first, last] = [/\n\| (\d+) \|/.exec(text)![1], /\n\| (\d+) \|[^\n]*$/.exec(text)![1]]
      expect(place.range).toBe(`A${Number(first) + 2}:C${Number(last) + 2}`)
    }
  })

  test('shows hidden sheets, rows, columns and letters as hidden', async () => {
    const { pages } = await read(
      handmadeBook([
        {
          rows: [
            ['Name', 'Secret', 'Age'],
            ['Anna', 'x1', 34],
            ['Ben', 'x2', 28],
            [{ v: 'lost', s: 'white' }, null, { v: 7, s: 'nothing' }],
            [{ v: 'tiny', s: 'tiny' }, null, { v: 'seen', s: 'whiteOnBlue' }],
          ],
          before: '<cols><col min="2" max="2" hidden="1"/></cols>',
          rowAttributes: { 3: 'hidden="1"' },
        },
        { rows: [['a', 'b']], state: 'veryHidden' },
      ]),
    )
    const visible = shown(pages[0]!).replace(/⟦[^⟧]*⟧/g, '')
    for (const secret of ['Secret', 'x1', 'Ben', 'lost', '7', 'tiny']) expect(visible).not.toContain(secret)
    expect(visible).toContain('seen')
    expect(new Set(pages[0]!.hidden!.map(({ reason }) => reason))).toEqual(
      new Set(['hidden column', 'hidden row', 'letters in the colour of their ground', 'number format that shows nothing', 'tiny letters']),
    )
    expect(pages[1]).toMatchObject({ title: 'Sheet2 (hidden sheet)', hidden: [{ start: 0, reason: 'hidden sheet' }] })
  })

  test('shows white letters where a rule or a table gives them their ground', async () => {
    const rule = '<conditionalFormatting sqref="A1 B1:C2"><cfRule type="expression"/></conditionalFormatting>'
    expect(await textOf([[{ v: 'seen', s: 'white' }, 'b']], { after: rule })).not.toContain('⟦')
  })

  test('has its merged cells, filters, frozen rows and declared tables read', async () => {
    const frozen = '<sheetViews><sheetView><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    expect(
      await textOf(
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        { before: frozen },
      ),
    ).toMatch(/^\| a \| b \|\n\| ---/)
    expect(
      await textOf(
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        { after: '<autoFilter ref="A1:B2"/>' },
      ),
    ).toMatch(/^\| a \| b \|\n\| ---/)
    expect(
      await textOf(
        [
          ['Region', 'Sum'],
          ['North', 1],
          [null, 2],
        ],
        { after: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>' },
      ),
    ).toContain('| North | 2 |')
    const declared = await textOf(
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      { relations: { rId1: ['table', '../tables/table1.xml'] } },
      { parts: { 'xl/tables/table1.xml': '<table ref="A1:B2" name="T" headerRowCount="1"/>' } },
    )
    expect(declared).toMatch(/^\| a \| b \|\n\| ---/)
  })

  test('has its notes, conversations and text boxes read', async () => {
    const parts = {
      'xl/comments1.xml':
        '<comments><authors><author>A</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>old </t></r><r><t>note</t></r></text></comment><comment ref="A1" authorId="0"><text><t>[Threaded comment]</t></text></comment></commentList></comments>',
      'xl/threadedComments/threadedComment1.xml':
        '<ThreadedComments><threadedComment ref="A1" personId="p1" id="1"><text>Is this right?</text></threadedComment><threadedComment ref="A1" personId="p2" id="2" parentId="1"><text>Yes.</text></threadedComment></ThreadedComments>',
      'xl/persons/person.xml': '<personList><person displayName="Anna" id="p1"/><person displayName="Ben" id="p2"/></personList>',
      'xl/drawings/drawing1.xml': `<xdr:wsDr xmlns:xdr="${drawing}/spreadsheetDrawing" xmlns:a="${drawing}/main"><xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:row>4</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>boxed </a:t></a:r><a:r><a:t>words</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>`,
    }
    const book = handmadeBook(
      [
        {
          rows: [
            ['Item', 'Price'],
            ['Bolt', 1],
          ],
          relations: {
            r1: ['comments', '../comments1.xml'],
            r2: ['http://schemas.microsoft.com/office/2017/10/relationships/threadedComment', '../threadedComments/threadedComment1.xml'],
            r3: ['drawing', '../drawings/drawing1.xml'],
          },
        },
      ],
      { parts },
    )
    const withPersons = renamedParts(book, (xml) =>
      xml.replace(
        '</Relationships>',
        '<Relationship Id="rP" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/></Relationships>',
      ),
    )
    const { pages } = await read(withPersons)
    expect(pages[0]!.text.split('\n\n').slice(2)).toEqual([
      'Note on A1 by Anna: Is this right?',
      'Note on A1 by Ben: Yes.',
      'Note on B2: old note',
      'Text box at D5: boxed words',
    ])
  })

  test('is read whatever prefix its elements have, and in UTF-16', async () => {
    const plain = handmadeBook([
      {
        rows: [
          ['a', 1],
          ['b', 2],
        ],
      },
    ])
    const prefixed = renamedParts(plain, (xml) =>
      xml.includes('<worksheet') ? xml.replace(/<(\/?)(\w)/g, '<$1x:$2').replace('xmlns=', 'xmlns:x=') : xml,
    )
    const wide = officeFile({
      '_rels/.rels': relations({ r1: ['officeDocument', 'xl/workbook.xml'] }),
      'xl/workbook.xml':
        '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': relations({ r1: ['worksheet', 'worksheets/sheet1.xml'] }),
      'xl/worksheets/sheet1.xml': Buffer.from(
        '\ufeff<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c t="inlineStr"><is><t>é</t></is></c></row></sheetData></worksheet>',
        'utf16le',
      ),
    })
    expect((await read(prefixed)).pages[0]!.text).toContain('| b | 2 |')
    expect((await read(wide)).pages[0]!.text).toContain('| 1 | 2 |\n| é |  |')
  })

  test('opens with its password, and says what it is where it is no workbook', async () => {
    const book = handmadeBook([{ rows: [['secret']] }])
    const encrypted = tool.encrypt(book, { password: 'pass', type: 'standard' })
    await expect(read(encrypted)).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
    expect((await read(encrypted, 'pass')).pages[0]!.text).toContain('secret')
    const letter = officeFile({
      'word/document.xml': '<w:document/>',
      '_rels/.rels': relations({ r1: ['officeDocument', 'word/document.xml'] }),
    })
    await expect(read(tool.encrypt(letter, { password: 'pass', type: 'standard' }), 'pass')).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      message: expect.stringContaining('Word document'),
    })
  })
})
