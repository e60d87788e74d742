import crypto from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CFB } from 'xlsx'
import { readMutants } from './docx/testing/mutants'
import { readFile, shown } from './docx/testing/officeFile'
import { record } from './xls/biff'
import { biff, double, long, unicode, words, workbookStream, xlsFile } from './xls/testing/handmadeXls'
import { format } from './xls'

const read = (bytes: Buffer, password?: string) => readFile(format, bytes, { name: 'book.xls', ...(password ? { password } : {}) })

const label = (row: number, column: number, text: string, style = 0) => biff(record.label, words(row, column, style), unicode(text))
const number = (row: number, column: number, value: number, style = 0) => biff(record.number, words(row, column, style), double(value))
const font = (weight: number, colour = 0x7fff, points = 11) =>
  biff(record.font, words(points * 20, 0, colour, weight, 0), Buffer.alloc(4), unicode('Arial', 1))
const xf = (fontIndex: number, formatId: number, fill = long(0)) =>
  biff(record.xf, words(fontIndex, formatId), Buffer.alloc(10), fill, words(0))

describe('a workbook in one XML file', () => {
  const spaces = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
  const workbook = (inner: string) =>
    Buffer.from(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook ${spaces}>${inner}</Workbook>`)
  const cell = (type: string, text: string, attributes = '') => `<Cell ${attributes}><Data ss:Type="${type}">${text}</Data></Cell>`

  test('is read like a binary one', async () => {
    const styles =
      '<Styles><Style ss:ID="b"><Font ss:Bold="1"/></Style><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>'
    const rows = [
      `<Row>${cell('String', 'Name', 'ss:StyleID="b"')}${cell('String', 'Born', 'ss:StyleID="b"')}${cell('String', 'Share', 'ss:StyleID="b"')}</Row>`,
      `<Row ss:Index="3">${cell('String', 'Anna')}${cell('DateTime', '1990-05-17T00:00:00.000')}${cell('Number', '0.25', 'ss:StyleID="p"')}</Row>`,
      `<Row ss:Hidden="1">${cell('String', 'secret')}</Row>`,
      `<Row><Cell ss:Index="2"><Data ss:Type="Boolean">1</Data><Comment ss:Author="Ben"><Data>really?</Data></Comment></Cell>${cell('Error', '#N/A')}</Row>`,
    ]
    const sheets = `<Worksheet ss:Name="People"><Table>${rows.join('')}</Table></Worksheet><Worksheet ss:Name="Away"><Table><Row>${cell('Number', '1')}</Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>`
    const { pages } = await read(workbook(styles + sheets))
    expect(shown(pages[0]!)).toBe(
      'People\n\n| Name | Born | Share |\n| --- | --- | --- |\n| Anna | 1990-05-17 | 25.00% |\n|  | TRUE | #N/A |\n\nNote on B5 by Ben: really?\n\n⟦A4: secret⟧',
    )
    expect(pages[0]!.anchors![1]!.place).toMatchObject({ range: 'A3:C3' })
    expect(pages[1]).toMatchObject({ title: 'Away (hidden sheet)', hidden: [{ start: 0, reason: 'hidden sheet' }] })
  })

  test('with a document type is refused', async () => {
    const evil = Buffer.from(workbook('<Worksheet/>').toString().replace('<Workbook', '<!DOCTYPE x [<!ENTITY e "e">]><Workbook'))
    await expect(read(evil)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })
})

describe('an encrypted binary workbook', () => {
  const stream = encrypted(
    workbookStream([{ name: 'S', records: [label(0, 0, 'the secret')] }], [biff(record.filePass, Buffer.alloc(54))]),
    'pass',
  )

  test('opens with its password, and asks for it', async () => {
    expect((await read(xlsFile(stream), 'pass')).pages[0]!.text).toBe('S\n\nthe secret')
    await expect(read(xlsFile(stream))).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD', message: expect.stringContaining('give its') })
    await expect(read(xlsFile(stream), 'wrong')).rejects.toMatchObject({
      code: 'DOCUMENT_PASSWORD',
      message: expect.stringContaining('not the right'),
    })
  })
})

describe('what is no binary workbook', () => {
  test('is told from one', async () => {
    const file = CFB.utils.cfb_new()
    CFB.utils.cfb_add(file, '/WordDocument', Buffer.alloc(600))
    await expect(read(CFB.write(file, { type: 'buffer' }) as Buffer)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
    await expect(read(xlsFile(Buffer.from('no records at all, but text')))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('gives text or an error of the list, however it is damaged', async () => {
    const rows = [
      label(0, 0, 'Name'),
      number(0, 1, 4),
      biff(record.labelSst, words(1, 0, 0), long(0)),
      biff(record.merges, words(1, 0, 1, 0, 0)),
    ]
    const book = xlsFile(
      workbookStream([{ name: 'S', records: rows }], [font(400), xf(0, 14), biff(record.sst, long(1), long(1), unicode('text'))]),
    )
    expect(await readMutants(format, book, { name: 'book.xls', seed: 1987, ms: 3_000 })).toBeGreaterThan(50)
  })
})

/** A workbook encrypted as Excel 97 does: [MS-OFFCRYPTO] 2.3.6, with the key changed every 1,024 bytes of the stream. */
function encrypted(stream: Buffer, password: string): Buffer {
  const [salt, verifier] = [Buffer.alloc(16, 7), Buffer.alloc(16, 9)]
  const md5 = (bytes: Buffer) => crypto.createHash('md5').update(bytes).digest()
  const truncated = md5(Buffer.from(password, 'utf16le')).subarray(0, 5)
  const base = md5(Buffer.concat(Array.from({ length: 16 }, () => Buffer.concat([truncated, salt])))).subarray(0, 5)
  const key = (block: number) => md5(Buffer.concat([base, long(block)]))
  const head = rc4(key(0), Buffer.concat([verifier, md5(verifier)]))
  const pad = Buffer.concat(Array.from({ length: Math.ceil(stream.length / 1_024) }, (_, block) => rc4(key(block), Buffer.alloc(1_024))))
  const out = Buffer.from(stream)
  for (let at = 0; at + 4 <= stream.length;) {
    const [type, length] = [stream.readUInt16LE(at), stream.readUInt16LE(at + 2)]
    const data = at + 4
    if (type === record.filePass) Buffer.concat([words(1, 1, 1), salt, head]).copy(out, data)
    else if (type !== record.bof) {
      // Where a sheet begins stays legible.
      for (let i = data + (type === record.boundSheet ? 4 : 0); i < data + length; i++) out[i]! ^= pad[i]!
    }
    at = data + length
  }
  return out
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i)
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255
    ;[state[i], state[j]] = [state[j]!, state[i]!]
  }
  let i = 0
  let j = 0
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255
      j = (j + state[i]!) & 255
      ;[state[i], state[j]] = [state[j]!, state[i]!]
      return byte ^ state[(state[i]! + state[j]!) & 255]!
    }),
  )
}
