import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Page, wordsOf } from '../page'
import { type HandmadePage, handmadePdf, textLines, withoutTrailer } from './pdf/testing/handmadePdf'
import { openBytes, readBytes } from './pdf/testing/openBytes'

const signal = new AbortController().signal
async function readOne(page: HandmadePage) {
  return (await readBytes(handmadePdf([page])))[0]!
}

function wordAt(page: Page, text: string) {
  return wordsOf(page).find((word) => page.text.slice(word.start, word.end) === text)!
}

const prose = [
  'The lease begins on the first day of March and ends when either',
  'side gives notice of three months. Rent is due on the fifth day of',
  'each month and is paid to the account named in the annex below.',
]

describe('the day a PDF says it was made', () => {
  const made = async (info: string) =>
    (await readBytes(handmadePdf([{ texts: textLines(prose) }, { texts: textLines(prose) }], '', info))).map(({ page }) => page.published)

  test('stands on its first page', async () => {
    expect(await made("/CreationDate (D:20240229153000+01'00')")).toEqual(['2024-02-29', undefined])
    expect(await made('/CreationDate (20240229)')).toEqual(['2024-02-29', undefined])
  })

  test('is nothing where it says none, or none of the calendar', async () => {
    for (const info of ['', '/CreationDate (yesterday)', '/CreationDate (D:20230229)', '/CreationDate 7'])
      expect(await made(info)).toEqual([undefined, undefined])
  })
})

describe('a page of text', () => {
  test('every word of the flat list is the slice of the text it says it is', async () => {
    const { page } = await readOne({ texts: [...textLines(['Annual Report'], { size: 20 }), ...textLines(prose, { y: 150 })] })
    const words = wordsOf(page)
    expect(words.map((word) => page.text.slice(word.start, word.end)).join(' ')).toBe(`Annual Report ${prose.join(' ')}`)
    for (const block of page.blocks) expect(page.text.slice(block.start, block.end).trim()).not.toBe('')
  })

  test('lines stay lines, paragraphs are parted by a blank line, larger lines are headings', async () => {
    const { page } = await readOne({
      texts: [
        ...textLines(['Annual Report'], { size: 20 }),
        ...textLines(prose, { y: 150 }),
        ...textLines(['2.1 Deposits and Fees'], { y: 215, size: 13, bold: true }),
        ...textLines(prose, { y: 240 }),
        ...textLines(['\x95 a list of things that matter', '\x95 another thing on the list'], { y: 300, x: 90 }),
      ],
    })
    expect(page.blocks.map(({ kind, level }) => [kind, level])).toEqual([
      ['heading', 1],
      ['paragraph', undefined],
      ['heading', 3],
      ['paragraph', undefined],
      ['list', undefined],
    ])
    expect(page.text.startsWith(`Annual Report\n\n${prose.join('\n')}\n\n2.1 Deposits`)).toBe(true)
  })

  test('a large line of signs or an address is no heading', async () => {
    const { page } = await readOne({
      texts: [...textLines(['* * * 42 * * *', 'desk@example.org'], { size: 18 }), ...textLines(prose, { y: 180 })],
    })
    expect(page.blocks.filter((block) => block.kind === 'heading')).toEqual([])
  })

  test('a word broken at a line end is one word with a box on either line', async () => {
    const { page } = await readOne({ texts: textLines(['Everyone may use the docu-', 'ment as it stands here.']) })
    expect(page.text).toBe('Everyone may use the document\nas it stands here.')
    const [first, second] = [wordAt(page, 'docu'), wordAt(page, 'ment')]
    expect(second.start).toBe(first.end)
    expect(second.y).toBeGreaterThan(first.y + 10)
    expect(second.x).toBeLessThan(first.x)
  })

  test('columns drawn one after the other are read one after the other', async () => {
    const left = textLines(['left column one', 'left column two', 'left column three'])
    const right = textLines(['right column one', 'right column two', 'right column three'], { x: 320 })
    const { page } = await readOne({ texts: [...left, ...right] })
    expect(page.text).toBe('left column one\nleft column two\nleft column three\n\nright column one\nright column two\nright column three')
  })
})

describe('what the content stream does not say', () => {
  test('a head drawn last is read first, a foot drawn first stays last where it stands below', async () => {
    const { page } = await readOne({ texts: [...textLines(prose, { y: 150 }), { text: 'Minutes of the meeting', x: 72, y: 60, size: 20 }] })
    expect(page.text.startsWith('Minutes of the meeting\n\nThe lease')).toBe(true)
  })

  test('rows whose words stand in cells are one table, a row a line, and no heading though they are bold', async () => {
    const rows = [
      ['Work', 'Days', 'Cost'],
      ['Dredging', '21', '96,000'],
      ['Ladder', '1', '1,250'],
    ]
    const cells = rows.flatMap((row, y) => row.map((text, x) => ({ text, x: 72 + 120 * x, y: 300 + 24 * y, bold: y === 0 })))
    const { page } = await readOne({ texts: [...textLines(prose, { y: 150 }), ...cells] })
    const table = page.blocks.at(-1)!
    expect(table.kind).toBe('table')
    expect(page.text.slice(table.start, table.end)).toBe(
      '| Work | Days | Cost |\n| --- | --- | --- |\n| Dredging | 21 | 96,000 |\n| Ladder | 1 | 1,250 |',
    )
  })

  test('a raised sign stays in its line, a sentence goes on over the foot of a column', async () => {
    const raised = await readOne({
      texts: [
        { text: 'as was shown', x: 72, y: 100 },
        { text: '2', x: 138, y: 96, size: 7 },
        { text: 'before', x: 144, y: 100 },
      ],
    })
    expect(raised.page.text).toBe('as was shown[^2] before')
    const left = textLines(['It was agreed that the whole of the', 'north quay is to be closed for ship-'], { y: 700 })
    const right = textLines(['ping until the hollow is filled and', 'the divers have seen it again.'], { x: 320 })
    const { page } = await readOne({ texts: [...left, ...right] })
    expect(page.blocks.length).toBe(1)
    expect(page.text).toContain('closed for shipping\nuntil')
  })
})

describe('where words stand', () => {
  const texts = [{ text: 'Carrel stands here', x: 100, y: 200, size: 12 }]
  // "Carrel" at 12 points of Helvetica: 100 to 134.7 across, its baseline 200 below the top, an ascent of about 9.
  const upright = { left: 100, top: 191, right: 134.7, bottom: 202 }
  const places = {
    0: upright,
    90: { left: 842 - upright.bottom, top: upright.left, right: 842 - upright.top, bottom: upright.right },
    180: { left: 595 - upright.right, top: 842 - upright.bottom, right: 595 - upright.left, bottom: 842 - upright.top },
    270: { left: upright.top, top: 595 - upright.right, right: upright.bottom, bottom: 595 - upright.left },
  }

  test.each([0, 90, 180, 270] as const)('boxes count from the top-left corner of the page as it is shown, turned by %i', async (rotate) => {
    const { page } = await readOne({ texts, rotate })
    expect([page.width, page.height]).toEqual(rotate % 180 === 0 ? [595, 842] : [842, 595])
    const word = wordAt(page, 'Carrel')
    const expected = places[rotate]
    expect(Math.abs(word.x - expected.left)).toBeLessThan(2.5)
    expect(Math.abs(word.y - expected.top)).toBeLessThan(2.5)
    expect(Math.abs(word.x + word.width - expected.right)).toBeLessThan(2.5)
    expect(Math.abs(word.y + word.height - expected.bottom)).toBeLessThan(2.5)
  })

  test('a line that runs up the page is one line, short words and all', async () => {
    const { page } = await readOne({ content: 'BT /F1 12 Tf 0 1 -1 0 100 100 Tm (The quarterly figure is 4711 euros) Tj ET' })
    expect(page.text).toBe('The quarterly figure is 4711 euros')
  })

  test('text outside the crop box is left out, boxes count from the crop box', async () => {
    const { page } = await readOne({ texts: [...texts, { text: 'slug: proof 3', x: 20, y: 20 }], crop: [50, 100, 545, 800] })
    expect(page.text).toBe('Carrel stands here')
    expect([page.width, page.height]).toEqual([495, 700])
    const word = wordAt(page, 'Carrel')
    expect(Math.abs(word.x - 50)).toBeLessThan(1)
    expect(Math.abs(word.y - (upright.top - 42))).toBeLessThan(2.5)
  })
})

describe('whether a page needs recognition', () => {
  const image = { pixels: Uint8Array.from({ length: 400 }, (_, i) => (i % 7 === 0 ? 0 : 255)), width: 20, height: 20 }

  test.each<[string, HandmadePage, boolean, boolean]>([
    ['a page of text does not', { texts: textLines(prose) }, false, false],
    ['an image alone does', { image }, true, false],
    ['a few words over an image do', { image, texts: textLines(['Scan 12']) }, true, false],
    ['a page already recognised keeps its text', { image, texts: textLines(prose) }, false, false],
    ['a title alone does not', { texts: textLines(['Part One'], { size: 30 }), content: '50 700 m 500 700 l S' }, false, false],
    ['letters drawn as shapes do', { content: `${'10 10 m 20 20 l 30 10 l 40 20 l '.repeat(4)} S` }, true, false],
    ['nothing at all is blank', {}, false, true],
  ])('%s', async (_, page, needsOcr, blank) => {
    const reading = await readOne(page)
    expect([reading.needsOcr, reading.blank]).toEqual([needsOcr, blank])
  })

  test('the picture of a page is upright, of the density asked for, and dark where its text is', async () => {
    const document = await openBytes(handmadePdf([{ texts: [{ text: 'HHHH', x: 100, y: 200, size: 40 }], rotate: 90 }]))
    const raster = await document.raster!(1, 144)
    await document.close()
    expect([raster.width, raster.height, Math.round(raster.dpi), raster.scale]).toEqual([1684, 1190, 144, 0.5])
    const dark = (x: number, y: number) =>
      raster.pixels.subarray(y * raster.width + x - 20, y * raster.width + x + 20).some((pixel) => pixel < 100)
    // Turned clockwise, what stood 200 from the top stands 842 - 200 from the left.
    expect(dark((842 - 185) * 2, 150 * 2)).toBe(true)
    expect(dark(200, 1000)).toBe(false)
  })

  test('the picture of a huge page has no more than 16 megapixels', async () => {
    const document = await openBytes(handmadePdf([{ width: 14_000, height: 14_000 }]))
    const { width, height, scale } = await document.raster!(1, 300)
    await document.close()
    expect(width * height).toBeLessThanOrEqual(16_000_000)
    expect(width * scale).toBeCloseTo(14_000, -1)
  })
})

describe('what cannot be read says why', () => {
  const password =
    '/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O (12345678901234567890123456789012) /U (12345678901234567890123456789012) >> /ID [(a) (a)]'
  const bomb = () => {
    const packed = deflateSync(Buffer.alloc(120_000_000, 'q Q '))
    const body = Buffer.concat([
      Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
      packed,
      Buffer.from('\nendstream'),
    ])
    return Buffer.concat([Buffer.from('%PDF-1.7\n1 0 obj\n'), body, Buffer.from('\nendobj\n')])
  }

  const manyPages = () => {
    const one = handmadePdf([{}]).toString('latin1')
    return Buffer.from(one.replace('/Count 1 /Kids [6 0 R]', `/Count 10001 /Kids [${'6 0 R '.repeat(10_001)}]`), 'latin1')
  }

  test.each<[string, () => Buffer, string]>([
    ['an empty file', () => Buffer.alloc(0), 'DOCUMENT_EMPTY'],
    ['bytes that only begin like a PDF', () => Buffer.from(`%PDF-1.7\n${'not a document '.repeat(50)}`), 'DOCUMENT_CORRUPT'],
    ['a password', () => handmadePdf([{ texts: textLines(prose) }], password), 'DOCUMENT_PASSWORD'],
    ['a stream that unpacks without end', bomb, 'DOCUMENT_TOO_LARGE'],
    ['more than ten thousand pages', manyPages, 'DOCUMENT_TOO_LARGE'],
  ])('%s', async (_, make, code) => {
    await expect(openBytes(make())).rejects.toMatchObject({ code })
  })

  test('an aborted reading throws the reason', async () => {
    const document = await openBytes(handmadePdf([{}]))
    const reason = new Error('stopped')
    await expect(document.read(1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await document.close()
  })

  test('a file PDFium refuses is read by pdf.js, with boxes', async () => {
    const whole = handmadePdf([{ texts: [{ text: 'Carrel stands here', x: 100, y: 200, size: 12 }] }])
    const document = await openBytes(withoutTrailer(whole))
    const { page } = await document.read(1, { signal })
    await document.close()
    expect(page.text).toBe('Carrel stands here')
    const word = wordAt(page, 'stands')
    expect(Math.abs(word.x - 138)).toBeLessThan(4)
    expect(Math.abs(word.y + word.height - 202)).toBeLessThan(3)
  })
})
