import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Raster } from '../format'
import { wordsOf } from '../page'
import { createRecogniser, type Recogniser } from './ocr'
import type { DrawingContext } from './ocr/testing/drawPage'
import { characterErrorRate } from './ocr/testing/errorRate'
import { smallPage } from './ocr/testing/samples'
import * as spoil from './ocr/testing/spoil'
import { texts } from './ocr/testing/texts'
import { type Turns, turnRaster } from './ocr/turns'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

const text = texts['eng']!
let recogniser: Recogniser
beforeAll(async () => {
  recogniser = await createRecogniser()
})
afterAll(() => recogniser.close())

const rows = [
  ['Item', 'Quantity', 'Unit price', 'Amount'],
  ['Window frames, oak', '12', '148.50', '1,782.00'],
  ['Roof tiles', '2,400', '1.15', '2,760.00'],
  ['Copper pipe 22 mm', '85', '9.40', '799.00'],
  ['Labour, two men', '46', '38.00', '1,748.00'],
  ['Scaffolding', '1', '620.00', '620.00'],
]

function drawTable(context: DrawingContext, font: string): void {
  context.fillStyle = '#000'
  context.font = font
  for (const [row, cells] of rows.entries())
    for (const [column, cell] of cells.entries()) context.fillText(cell, [60, 210, 290, 360][column]!, 160 + 20 * row)
}

describe('pages as they come from scanners and cameras', () => {
  test.each<[string, number, (raster: Raster) => Raster | Promise<Raster>]>([
    ['clean at 200 dpi', 0.01, (raster) => raster],
    ['at 100 dpi', 0.02, (raster) => spoil.atDpi(raster, 100)],
    ['at 72 dpi', 0.03, (raster) => spoil.atDpi(raster, 72)],
    ['five degrees askew', 0.02, (raster) => spoil.askew(raster, 5)],
    ['fifteen degrees askew the other way', 0.02, (raster) => spoil.askew(raster, -15)],
    ['upside down', 0.01, spoil.upsideDown],
    ['with the grain of a sensor', 0.02, (raster) => spoil.grainy(raster, 45)],
    ['with dust', 0.03, (raster) => spoil.dusty(raster, 20)],
    ['in falling light, packed as a poor JPEG', 0.02, (raster) => spoil.asJpeg(spoil.grainy(spoil.shaded(raster, 0.3), 12), 50)],
    ['faded', 0.02, (raster) => spoil.grainy(spoil.faded(raster, 150, 200), 6)],
    ['white on black', 0.01, (raster) => spoil.inverted(raster)],
    ['with the black edges of a scanner', 0.02, (raster) => spoil.blackEdged(raster, 40)],
  ])('%s', async (_, most, change) => {
    const page = await smallPage(text.slice(0, 2))
    const found = await recogniser.recognise(await change(page.raster))
    expect(characterErrorRate(page.text, found.text)).toBeLessThanOrEqual(most)
  })

  test('in dark red on brown, with a light band on blue', async () => {
    const words = 'Words on a blue ground are read as well'
    const page = await smallPage(text.slice(0, 1), {
      ink: '#7a1f1f',
      paper: '#c8a878',
      height: 220,
      after(context) {
        context.fillStyle = '#123c6e'
        context.fillRect(40, 150, 360, 40)
        context.fillStyle = '#fff'
        context.font = '12px carrel-sans'
        context.fillText(words, 60, 175)
      },
    })
    const found = await recogniser.recognise(page.raster)
    expect(characterErrorRate(`${page.text} ${words}`, found.text)).toBeLessThan(0.02)
  })

  test('in two columns, one after the other', async () => {
    const page = await smallPage(text.slice(0, 3), { columns: 2, size: 9, face: 'sans' })
    expect(characterErrorRate(page.text, (await recogniser.recognise(page.raster)).text)).toBeLessThan(0.01)
  })

  test('with one small word, with one large one', async () => {
    for (const [size, word, width, height] of [
      [8, 'Total 4711', 190, 125],
      [110, 'Notice 4711', 800, 300],
    ] as const) {
      const page = await smallPage([word], { size, width, height, face: 'sans' })
      expect((await recogniser.recognise(page.raster)).text).toBe(word)
    }
  })

  test('with letters of tall pixels', async () => {
    const { raster } = await smallPage(['INVOICE 4711 DUE'], { face: 'mono', size: 30, width: 420, height: 160 })
    const tall = { ...raster, height: raster.height * 3, pixels: raster.pixels.filter(() => false) }
    tall.pixels = Uint8Array.from({ length: raster.width * tall.height }, (_, at) => {
      const y = Math.floor(Math.floor(at / raster.width) / 3)
      return raster.pixels[y * raster.width + (at % raster.width)]!
    })
    expect((await recogniser.recognise(tall)).text).toBe('INVOICE 4711 DUE')
  })
})

describe('what is kept of a page', () => {
  test.each(['10px carrel-sans', '11px carrel-serif', '9px carrel-mono'])(
    'tables are tables, row by row, with every number: %s',
    async (font) => {
      const page = await smallPage(font.includes('sans') ? text.slice(0, 1) : [], {
        height: 300,
        after: (context) => drawTable(context, font),
      })
      const found = await recogniser.recognise(page.raster)
      const [head, ...body] = rows
      const expected = [head!, head!.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
      const table = found.blocks.find((block) => block.kind === 'table')!
      expect(found.text.slice(table.start, table.end)).toBe(expected)
      expect(found.confidences!.length).toBe(found.words.length / 6)
    },
  )

  test.each<Turns>([1, 2, 3])('tables are tables on a page that lies %i quarter turns round', async (turns) => {
    const page = await smallPage(text.slice(0, 1), { height: 300, after: (context) => drawTable(context, '10px carrel-sans') })
    const found = await recogniser.recognise(turnRaster(page.raster, turns))
    const table = found.blocks.find((block) => block.kind === 'table')!
    const lines = found.text.slice(table.start, table.end).split('\n')
    expect(lines.toSpliced(1, 1)).toEqual(rows.map((cells) => `| ${cells.join(' | ')} |`))
  })

  test('every word has its confidence, and those that are hard to read have less', async () => {
    const page = await smallPage(text.slice(0, 2))
    const smeared = { ...page.raster, pixels: page.raster.pixels.slice() }
    const middle = page.words[Math.floor(page.words.length / 2)]!
    const at = (x: number, y: number) => Math.round(y / smeared.scale) * smeared.width + Math.round(x / smeared.scale)
    for (let y = middle.y; y < middle.y + middle.height; y += 0.2)
      smeared.pixels.fill(0, at(middle.x, y), at(middle.x + middle.width * 0.6, y))
    const found = await recogniser.recognise(smeared)
    const words = wordsOf(found)
    expect(found.confidences!.length).toBe(words.length)
    const centre = { x: middle.x + middle.width / 2, y: middle.y + middle.height / 2 }
    const near = words.map((word) => Math.hypot(word.x + word.width / 2 - centre.x, word.y + word.height / 2 - centre.y))
    const struck = near.indexOf(Math.min(...near))
    const others = found.confidences!.filter((_, index) => Math.abs(index - struck) > 3)
    expect(Math.min(...others)).toBeGreaterThan(80)
    expect(Math.min(...found.confidences!.slice(Math.max(0, struck - 1), struck + 2))).toBeLessThan(80)
  })
})
