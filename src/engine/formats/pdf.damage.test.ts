import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { AppError } from '../../contract/errors'
import { format } from './pdf'
import { assemblePdf } from './pdf/testing/handmadePdf'
import { headOf, openBytes, readBytes } from './pdf/testing/openBytes'

const signal = new AbortController().signal
const sentence = 'The quarterly figure is 4711 euros.'
const line = `BT /F1 12 Tf 72 720 Td (${sentence}) Tj ET`
const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'

function streamOf(content: string, dictionary = ''): string {
  return `<< ${dictionary} /Length ${content.length} >>\nstream\n${content}\nendstream`
}

/** A PDF of one page with this content; `resources` go beside the font, `more` are the objects from number 6 on. */
function onePage(content: string, { resources = '', pages = '', more = [] as (string | Buffer)[] } = {}): Buffer {
  return assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    pages || '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> ${resources} >> >>`,
    streamOf(content),
    font,
    ...more,
  ])
}

const form = (content: string, resources: string) =>
  streamOf(content, `/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Resources << ${resources} >>`)

describe('what is drawn without end', () => {
  test('a form that draws itself twice does not cost the text of its page', async () => {
    const [reading] = await readBytes(
      onePage(`${line} /X Do`, { resources: '/XObject << /X 6 0 R >>', more: [form('q /X Do /X Do Q', '/XObject << /X 6 0 R >>')] }),
    )
    expect(reading!.page.text).toBe(sentence)
  }, 30_000)

  test('pages behind one that PDFium cannot read are read', async () => {
    const page = (contents: number) =>
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${contents} 0 R /Resources << /Font << /F1 6 0 R >> /XObject << /X 7 0 R >> >> >>`
    const file = assemblePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R 8 0 R 3 0 R] /Count 3 >>',
      page(4),
      streamOf(line),
      '<< >>',
      font,
      form('/X Do /X Do', '/XObject << /X 7 0 R >>'),
      page(9),
      streamOf('/X Do'),
    ])
    const document = await openBytes(file)
    const texts = []
    for (const page of [1, 2, 3])
      texts.push(
        await document.read(page, { signal }).then(
          (reading) => reading.page.text,
          (error: AppError) => error.code,
        ),
      )
    await document.close()
    expect(texts).toEqual([sentence, 'DOCUMENT_CORRUPT', sentence])
  }, 30_000)

  test('a stream deflated twice is refused when a reader chokes on it, however short it is', async () => {
    const twice = deflateSync(deflateSync(Buffer.alloc(400_000_000, 'q ')))
    const head = `<< /Filter [/FlateDecode /FlateDecode] /Length ${twice.length} >>\nstream\n`
    const content = Buffer.concat([Buffer.from(head), twice, Buffer.from('\nendstream')])
    expect(twice.length).toBeLessThan(64 * 1024)
    const file = assemblePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>',
      content,
    ])
    await expect(readBytes(file)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  }, 60_000)
})

describe('pages that are not there', () => {
  test.each([
    ['a tree that contains itself', '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>'],
    ['a count of more pages than there are', '<< /Type /Pages /Kids [3 0 R] /Count 9 >>'],
    ['a count of two billion', '<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>'],
  ])('are not counted: %s', async (_, pages) => {
    const readings = await readBytes(onePage(line, { pages }))
    expect(readings.map((reading) => reading.page.text)).toEqual([sentence])
  })

  test('differ from a page that is lost', async () => {
    const document = await openBytes(onePage(line, { pages: '<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>', more: ['(no page)'] }))
    expect(document.pages).toBe(2)
    await expect(document.read(2, { signal })).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
    await document.close()
  })
})

describe('a page on which nothing is found', () => {
  test('failed where its content is damaged', async () => {
    await expect(readBytes(onePage('BT /F1 12 Tf [1 2'))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('is blank where its content is whole', async () => {
    const [reading] = await readBytes(onePage('q Q'))
    expect(reading).toMatchObject({ blank: true, needsOcr: false })
  })
})

describe('what a PDF is known by', () => {
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(4000)])
  const unmarked = Buffer.from('%\xe2\xe3\xcf\xd3\n1 0 obj \n<<\n/Pages 2 0 R\n/Type /Catalog\n>>\nendobj \n', 'latin1')

  test.each([
    ['a PDF', Buffer.from('%PDF-1.7'), 'pdf', 3],
    ['a PDF of another name', Buffer.from('%PDF-1.7'), 'bin', 2],
    ['a PDF behind junk', Buffer.concat([Buffer.alloc(900, 32), Buffer.from('%PDF-1.7')]), 'bin', 2],
    ['a PDF behind more junk', Buffer.concat([Buffer.alloc(2000, 32), Buffer.from('%PDF-1.7')]), 'pdf', 3],
    ['a text that names the mark', Buffer.concat([Buffer.alloc(2000, 32), Buffer.from('%PDF-1.7')]), 'txt', 0],
    ['a PDF without its mark', unmarked, 'pdf', 3],
    ['a PDF without its mark, of another name', unmarked, 'bin', 2],
    ['something else called .pdf', Buffer.from('<html>'), 'pdf', 1],
    ['source code', Buffer.from('const 1 0 object'), 'ts', 0],
  ])('%s', (_, bytes, extension, sureness) => {
    expect(format.recognises(headOf(bytes, extension))).toBe(sureness)
  })

  test('a program called .pdf is none', () => {
    const detected = { extension: 'exe', mediaType: 'application/x-msdownload' }
    expect(format.recognises({ ...headOf(program), detected })).toBe(0)
  })

  test('a file without the mark is read', async () => {
    const [reading] = await readBytes(Buffer.from(onePage(line).toString('latin1').slice('%PDF-1.7\n'.length), 'latin1'))
    expect(reading!.page.text).toBe(sentence)
  })
})

describe('a page of far more than can be read', () => {
  const text = (words: string, x: number, y: number) => `BT /F1 2.2 Tf ${x} ${y} Td (${words}) Tj ET\n`
  const tall = (content: string) =>
    assemblePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 14100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      streamOf(content),
      font,
    ])
  const rows = (of: (row: number, y: number) => string) => Array.from({ length: 5_000 }, (_, row) => of(row, 14_000 - 2.3 * row)).join('')

  test.each([
    [
      'a table of 5,000 rows',
      () => tall(rows((row, y) => text(`label ${row}`, 20, y) + text(`${7 * row}`, 200, y) + text(`${3 * row}`, 300, y))),
      '| label 4999 | 34993 | 14997 |',
    ],
    [
      'two columns of 5,000 lines',
      () => tall(rows((_, y) => text('running text goes on here and', 20, y) + text('still more of the other text', 300, y))),
      'and\nstill more',
    ],
    [
      '20,000 words all over it',
      () => onePage(Array.from({ length: 20_000 }, (_, i) => text(`w${i}`, (i * 7_919) % 580, (i * 104_729) % 780)).join('')),
      'w19999',
    ],
    [
      'rows that are hardly columns',
      () => tall(rows((row, y) => text(`label ${row}`, 20 + ((row * 31) % 97), y) + text('here and there', 180 + ((row * 53) % 211), y))),
      'label 4999',
    ],
  ])(
    'is read in time: %s',
    async (_, make, last) => {
      const started = performance.now()
      const [reading] = await readBytes(make())
      expect(reading!.page.text).toContain(last)
      expect(performance.now() - started).toBeLessThan(15_000)
    },
    60_000,
  )
})

describe('a page on which nothing is found', () => {
  const content = (stream: string | Buffer) =>
    assemblePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      stream,
      font,
    ])

  const deflated = (text: string, cut = Infinity) => {
    const packed = deflateSync(Buffer.from(text)).subarray(0, cut)
    return Buffer.concat([Buffer.from(`<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`), packed, Buffer.from('\nendstream')])
  }

  test.each([
    ['whose description is cut', content(deflated(line, 20))],
    [
      'whose description is not what its filters pack',
      content(streamOf(line.replace('figure', 'harvest'), '/Filter [/ASCII85Decode /LZWDecode]')),
    ],
    ['whose description is no hexadecimal', content(streamOf(line, '/Filter /ASCIIHexDecode'))],
    ['whose description was never packed by LZW', content(streamOf(line, '/Filter /LZWDecode'))],
    ['whose description does not unpack', content(streamOf('this is nothing that was ever deflated', '/Filter /FlateDecode'))],
    ['whose description is packed in an unknown way', content(streamOf('zzzzzzzz', '/Filter /ZstdDecode'))],
    [
      'whose description is missing',
      Buffer.from(content(streamOf('')).toString('latin1').replace('/Contents 4 0 R', '/Contents 9 0 R'), 'latin1'),
    ],
  ])('is damaged %s', async (_, file) => {
    await expect(readBytes(file)).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test.each([
    ['has an empty description', content(streamOf(''))],
    ['has a description that draws nothing', content(streamOf('q 1 0 0 1 0 0 cm Q'))],
    ['has none', Buffer.from(content(streamOf('')).toString('latin1').replace('/Contents 4 0 R', '               '), 'latin1')],
    ['has a deflated one of nothing', content(deflated(''))],
    ['has a deflated one without its checksum', content(deflated('q Q', -4))],
    ['has a deflated one that draws nothing', content(deflated('q Q'))],
  ])('is blank where it %s', async (_, file) => {
    const [reading] = await readBytes(file)
    expect([reading!.blank, reading!.needsOcr, reading!.page.text]).toEqual([true, false, ''])
  })
})
