import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Raster } from '../format'
import { format } from '../formats/pdf'
import { handmadePdf, textLines } from '../formats/pdf/testing/handmadePdf'
import { type LayoutBlock, lineOf, writeLayout } from '../layout'
import { type Page, wordsOf } from '../page'
import { createRecogniser, type Recogniser } from './ocr'
import { withoutGarbage } from './ocr/lines'
import { mergeRecognised } from './ocr/merge'
import { type Turns, turnBack, turnRaster } from './ocr/turns'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

const signal = new AbortController().signal
const lines = [
  'The tenant pays the rent on the first working day',
  'of every month to the account of the landlord.',
  'Either party may end the lease by giving notice',
  'of three months before the end of a quarter.',
]
let folder = ''
let recogniser: Recogniser
let page: Page
let raster: Raster

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-ocr-'))
  recogniser = await createRecogniser()
  const path = join(folder, 'x.pdf')
  await writeFile(path, handmadePdf([{ width: 420, height: 300, texts: textLines(lines, { x: 50, y: 100, size: 13, step: 22 }) }]))
  const head = { bytes: new Uint8Array(), name: 'x.pdf', extension: 'pdf', size: 0, detected: null, encoding: null, entries: null }
  const document = await format.open({ path, head }, { signal })
  page = (await document.read(1, { signal })).page
  raster = await document.raster!(1, 200)
  await document.close()
})
afterAll(async () => {
  await recogniser.close()
  await rm(folder, { recursive: true, force: true })
})

interface Point {
  x: number
  y: number
}

/** How far (points) the middles of recognised words lie from where they were put. */
function distances(found: Pick<Page, 'text' | 'words'>, place: (point: Point) => Point): number[] {
  const put = new Map<string, Point[]>()
  for (const word of wordsOf(page)) {
    const text = page.text.slice(word.start, word.end)
    put.set(text, [...(put.get(text) ?? []), place({ x: word.x + word.width / 2, y: word.y + word.height / 2 })])
  }
  return wordsOf(found).flatMap((word) => {
    const places = put.get(found.text.slice(word.start, word.end)) ?? []
    const middle = { x: word.x + word.width / 2, y: word.y + word.height / 2 }
    return places.length === 0 ? [] : [Math.min(...places.map((one) => Math.hypot(one.x - middle.x, one.y - middle.y)))]
  })
}

function expectWords(found: Pick<Page, 'text' | 'words' | 'confidence'>, place: (point: Point) => Point): void {
  const near = distances(found, place)
  expect(near.length).toBeGreaterThanOrEqual(35)
  expect(Math.max(...near)).toBeLessThan(4)
  expect(found.confidence).toBeGreaterThan(80)
}

describe('recognition', () => {
  test('reads a page, lines and boxes where they stand', async () => {
    const found = await recogniser.recognise(raster, { signal })
    expect(found.text).toBe(lines.join('\n'))
    expectWords(found, (point) => point)
  })

  test.each<[number, Turns, (point: Point) => Point]>([
    [90, 1, ({ x, y }) => ({ x: 300 - y, y: x })],
    [180, 2, ({ x, y }) => ({ x: 420 - x, y: 300 - y })],
    [270, 3, ({ x, y }) => ({ x: y, y: 420 - x })],
  ])('reads a page turned by %i degrees, boxes on the page as it lies', async (_, turns, place) => {
    const found = await recogniser.recognise(turnRaster(raster, turns), { signal })
    expect(found.text).toBe(lines.join('\n'))
    expectWords(found, place)
  })

  test('reads a page put askew on the glass, boxes along the slope', async () => {
    const angle = (4 * Math.PI) / 180
    const { data, info } = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
      .rotate(4, { background: '#fff' })
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true })
    const found = await recogniser.recognise({ ...raster, pixels: data, width: info.width, height: info.height }, { signal })
    expect(found.text).toContain('tenant')
    expectWords(found, ({ x, y }) => {
      const [dx, dy] = [x - 210, y - 150]
      const middle = { x: (info.width * raster.scale) / 2, y: (info.height * raster.scale) / 2 }
      return { x: middle.x + dx * Math.cos(angle) - dy * Math.sin(angle), y: middle.y + dx * Math.sin(angle) + dy * Math.cos(angle) }
    })
  })

  test('reads a coarse scan by enlarging it', async () => {
    const width = Math.round(raster.width * 0.45)
    const height = Math.round(raster.height * 0.45)
    const pixels = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
      .resize(width, height, { fit: 'fill' })
      .extractChannel(0)
      .raw()
      .toBuffer()
    const found = await recogniser.recognise({ pixels, width, height, dpi: 90, scale: 72 / 90 }, { signal })
    expect(found.text).toBe(lines.join('\n'))
    expectWords(found, (point) => point)
  })

  test('a page with nothing on it but a speck is empty, not an error', async () => {
    const pixels = new Uint8Array(1000 * 1400).fill(250)
    pixels.fill(0, 500_000, 500_003)
    expect(await recogniser.recognise({ pixels, width: 1000, height: 1400, dpi: 150, scale: 0.48 }, { signal })).toEqual({
      text: '',
      blocks: [],
      words: [],
      confidences: [],
    })
  })

  test('stops at once when told to, and goes on with the next page', async () => {
    const controller = new AbortController()
    const reason = new Error('stopped by the user')
    const started = Date.now()
    const stopped = recogniser.recognise(raster, { signal: controller.signal, progress: () => controller.abort(reason) })
    await expect(stopped).rejects.toBe(reason)
    expect(Date.now() - started).toBeLessThan(10_000)
    expect((await recogniser.recognise(raster, { signal })).text).toBe(lines.join('\n'))
  })
})

test('turning back undoes turning for every pixel', () => {
  const small: Raster = { pixels: Uint8Array.from({ length: 12 }, (_, i) => i), width: 4, height: 3, dpi: 72, scale: 1 }
  for (const turns of [0, 1, 2, 3] as const) {
    const turned = turnRaster(small, turns)
    for (let y = 0; y < turned.height; y++) {
      for (let x = 0; x < turned.width; x++) {
        const back = turnBack({ x, y, width: 1, height: 1 }, turns, small.width, small.height)
        expect(small.pixels[back.y * small.width + back.x]).toBe(turned.pixels[y * turned.width + x])
      }
    }
  }
})

test('stains and rules read as signs are left out, words stay even where they are hard to read', () => {
  const line = (text: string, confidence: number) => ({
    paragraph: '1.1',
    words: text.split(' ').map((word) => ({ text: word, confidence, x: 0, y: 0, width: 1, height: 1, known: false })),
  })
  const kept = withoutGarbage([line('— | ~', 20), line('§ a |', 45), line('quarterly figures', 55), line('Total', 90), line('xq zv', 20)])
  expect(kept.map(({ words }) => words.map((word) => word.text).join(' '))).toEqual(['quarterly figures', 'Total'])
})

describe('recognised text beside a page’s own', () => {
  function laid(entries: [y: number, text: string][], source: Page['source'] = 'text'): Page {
    const blocks: LayoutBlock[] = entries.map(([y, text]) => ({
      kind: 'paragraph',
      lines: [lineOf(text.split(' ').map((word, index) => ({ text: word, x: 50 * index, y, width: 40, height: 12 })))],
    }))
    return { page: 1, source, width: 500, height: 800, ...writeLayout(blocks) }
  }
  const seen = (entries: [number, string][]) => ({ ...laid(entries, 'ocr'), confidence: 90 })

  test('is added where the page says nothing, in the order it stands', () => {
    const merged = mergeRecognised(
      laid([
        [10, 'Invoice 4711'],
        [400, 'Page one'],
      ]),
      seen([
        [11, 'lnvoice 4711'],
        [200, 'Total due'],
        [401, 'Page one'],
        [600, 'Thank you'],
      ]),
    )
    expect(merged.text).toBe('Invoice 4711\n\nTotal due\n\nPage one\n\nThank you')
    expect([merged.source, merged.confidence]).toEqual(['mixed', 90])
    expect(
      wordsOf(merged)
        .map((word) => merged.text.slice(word.start, word.end))
        .join(' '),
    ).toBe(merged.text.replace(/\s+/g, ' '))
    expect(merged.blocks.map((block) => merged.text.slice(block.start, block.end)).join('\n\n')).toBe(merged.text)
  })

  test('takes the place of nothing: an empty page becomes the recognised one, a full page stays', () => {
    expect(mergeRecognised(laid([]), seen([[10, 'All of it']]))).toMatchObject({ text: 'All of it', source: 'ocr', confidence: 90 })
    const full = laid([[10, 'All of it']])
    expect(mergeRecognised(full, seen([[10, 'All of it']]))).toBe(full)
  })
})
