import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { FileHead, Raster } from '../format'
import { format } from '../formats/image'
import { wordsOf } from '../page'
import { createRecogniser, type Recogniser } from './ocr'
import { joinBroken, type RecognisedLine, turnsToLevel } from './ocr/lines'
import type { Recognised } from './ocr/merge'
import { type Turns, turnBack, turnRaster } from './ocr/turns'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

const sample = fileURLToPath(new URL('../../../resources/samples/shelving-price-list.jpg', import.meta.url))
const lines = [
  'Pell & Marram Joinery',
  'Shelving price list 2026',
  'Price list No. 7, valid from 1 May 2026',
  'Height, width and depth in millimetres',
  ...['Tall shelf unit, oak: EUR 412.00', '2,100 x 900 x 300 mm'],
  ...['Tall shelf unit, birch: EUR 348.00', '2,100 x 900 x 300 mm'],
  ...['Low shelf unit, oak: EUR 265.00', '1,200 x 900 x 300 mm'],
  ...['Low shelf unit, birch: EUR 229.00', '1,200 x 900 x 300 mm'],
  ...['Corner unit, oak: EUR 455.00', '2,100 x 600 x 600 mm'],
  ...['Display table, oak: EUR 480.00', '1,400 x 700 x 740 mm'],
  ...['Book trolley: EUR 210.00', '900 x 450 x 1,050 mm'],
  ...['Reading lamp: EUR 78.00', 'height 480 mm, warm light'],
  ...['Delivery and assembly: EUR 340.00', 'for two joiners, per working day'],
  'Prices for each piece, without value added tax.',
  'Delivery of shelving six weeks after the order.',
  'Orders of 40 shelf units or more: 3 percent discount.',
  'These prices hold for orders received by 30 June 2026.',
  'Pell & Marram Joinery, Sawpit Lane 5, Harrowmere. Orders in writing, please.',
]
let recogniser: Recogniser
let photo: Raster
beforeAll(async () => {
  recogniser = await createRecogniser()
  photo = await opened()
})
afterAll(() => recogniser.close())

/** The photo of a price list on a wooden table, in falling light and seen a little from the side, as the format gives it. */
async function opened(): Promise<Raster> {
  const { signal } = new AbortController()
  const head: FileHead = {
    bytes: new Uint8Array(),
    name: 'x.jpg',
    extension: 'jpg',
    size: 0,
    detected: null,
    encoding: null,
    entries: null,
  }
  const document = await format.open({ path: sample, head }, { signal })
  try {
    return await document.raster!(1, 200)
  } finally {
    await document.close()
  }
}

/** Lines of a text; the round bullets of the list are read as some sign or none. */
function linesOf({ text }: Recognised): string[] {
  const found = text.split('\n').map((line) => line.replace(/^[^\p{L}\p{N}]+/u, ''))
  return found.filter((line) => line !== '')
}

async function changed(raster: Raster, change: (picture: Sharp) => Sharp): Promise<Raster> {
  const picture = sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
  const { data, info } = await change(picture).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  return { ...raster, pixels: data, width: info.width, height: info.height }
}

/** Where the heading begins, as a share of the photo as it came. */
function headingOf(found: Recognised, turned: Raster, turns: Turns): { x: number; y: number } {
  const word = wordsOf(found).find((one) => found.text.slice(one.start, one.end) === 'Shelving')!
  const box = turnBack(word, turns, photo.width * turned.scale, photo.height * turned.scale)
  return { x: box.x / (photo.width * turned.scale), y: box.y / (photo.height * turned.scale) }
}

describe('the sample photo', () => {
  test.each<[string, Turns]>([
    ['as it came', 0],
    ['turned to the right', 1],
    ['upside down', 2],
    ['turned to the left', 3],
  ])('%s is read line by line from the top, each price beside its item', async (_, turns) => {
    const raster = turnRaster(photo, turns)
    const found = await recogniser.recognise(raster)
    expect(linesOf(found)).toEqual(lines)
    const headings = found.blocks.filter(({ kind }) => kind === 'heading').map(({ start, end }) => found.text.slice(start, end))
    expect(headings).toEqual(['Shelving price list 2026'])
    expect(found.blocks.length).toBeGreaterThan(10)
    const place = headingOf(found, raster, turns)
    expect(place.x).toBeCloseTo(0.142, 1)
    expect(place.y).toBeCloseTo(0.136, 1)
  })

  test('smaller is read line by line', async () => {
    const raster = await changed(photo, (picture) => picture.resize(Math.round(photo.width * 0.67)))
    expect(linesOf(await recogniser.recognise(raster))).toEqual(lines)
  })

  test.each([1.2, -3])('put askew by %d degrees is read line by line', async (degrees) => {
    const raster = await changed(photo, (picture) => picture.rotate(degrees, { background: '#444' }))
    const found = linesOf(await recogniser.recognise(raster))
    expect(found.filter((line) => lines.includes(line))).toEqual(lines)
    // The grain of the table may be taken for a line of signs.
    expect(found.length).toBeLessThanOrEqual(lines.length + 1)
  })
})

describe('lines that run down a page', () => {
  const down = (x: number, texts: string[]): RecognisedLine => ({
    paragraph: '1',
    words: texts.map((text, at) => ({ text, confidence: 90, x, y: 100 * at, width: 20, height: 90, known: true })),
  })
  const across: RecognisedLine = {
    paragraph: '2',
    words: ['Page', 'one'].map((text, at) => ({ text, confidence: 90, x: 100 * at, y: 500, width: 90, height: 20, known: true })),
  }

  test('stay lines of their own, in their order', () => {
    const right = down(60, ['Delivery', 'of', 'shelving'])
    const left = down(20, ['six', 'weeks', 'after'])
    expect(joinBroken([right, left])).toEqual([right, left])
  })

  test('tell how the page is to be turned where they are most of it', () => {
    const [first, second] = [down(60, ['Delivery', 'shelving']), down(20, ['six', 'weeks'])]
    expect(turnsToLevel([first, second, across])).toBe(3)
    const up = { ...first, words: first.words.toReversed() }
    expect(turnsToLevel([up, across])).toBe(1)
    expect(turnsToLevel([across, down(20, ['six'])])).toBe(0)
  })
})
