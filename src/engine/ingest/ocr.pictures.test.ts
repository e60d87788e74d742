import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { IngestInput } from '../../contract/worker'
import { type HandmadePage, handmadePdf, textLines } from '../formats/pdf/testing/handmadePdf'
import { wordsOf } from '../page'
import { type DrawnPage, drawPage } from './ocr/testing/drawPage'
import { mayShowWriting } from './ocr/writing'
import { type KeptPage, openPageFile } from './pageFile'
import { ingest } from './pipeline'

// A page is read in a second, and in half a minute where the machine has much else to do.
vi.setConfig({ testTimeout: 120_000 })

/*
 * Pages with text of their own and pictures in which there may be writing, on their way from the file to its pages.
 */

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-pictures-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
async function read(pages: readonly HandmadePage[], ocr: IngestInput['ocr'] = 'auto'): Promise<KeptPage[]> {
  const name = `page${++count}.pdf`
  const file = join(folder, name)
  const bytes = handmadePdf(pages)
  await writeFile(file, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const input = { document: name, name, file, sha256, pages: join(folder, 'pages'), staging: join(folder, 'staging'), ocr }
  const events = await Array.fromAsync(ingest({ ...input, embedder: 'hash' }, { signal: new AbortController().signal }))
  const done = events.at(-1)
  if (done?.type !== 'done') throw new Error('The document was not read to its end.')
  const kept = await openPageFile(join(folder, 'pages', done.pagesKey))
  try {
    return await Promise.all(kept.pages.map((page) => kept.read(page)))
  } finally {
    await kept.close()
  }
}

const above = 'The board met on Monday and approved the plan for the next year.'
const below = 'The minutes were signed by all members who were in the room.'
const notice = 'Deliveries are accepted at the northern gate only, and never after six o’clock in the evening.'
const typed = [...textLines([above], { y: 100 }), ...textLines([below], { y: 600 })]
const at: [number, number, number, number] = [60, 442, 440, 200]

let drawn: DrawnPage
beforeAll(async () => {
  drawn = await drawPage({ paragraphs: [notice], width: 440, height: 200, face: 'sans', size: 14 })
})
const withPicture = ({ raster: { pixels, width, height } }: DrawnPage): HandmadePage => ({
  texts: typed,
  image: { pixels, width, height, at },
})

describe('a picture on a page of text', () => {
  test('is read where something is written in it, between the lines it stands between', async () => {
    const [page] = await read([withPicture(drawn)])
    expect(page).toMatchObject({ state: 'recognised', source: 'mixed' })
    expect(page!.text.replace(/\s+/g, ' ').replace('’', "'")).toBe([above, notice.replace('’', "'"), below].join(' '))
    const start = page!.text.indexOf('northern')
    const word = wordsOf(page!).find((one) => one.start === start)!
    const where = drawn.words.find((one) => drawn.text.slice(one.start, one.end) === 'northern')!
    expect(Math.abs(word.x - 60 - where.x)).toBeLessThan(3)
    expect(Math.abs(word.y + word.height / 2 - 200 - where.y - where.height / 2)).toBeLessThan(3)
    expect(page!.confidence).toBeGreaterThan(80)
    expect(page!.blocks.every(({ kind }) => kind === 'paragraph')).toBe(true)
  })

  test('says nothing twice where the page says it over the picture itself', async () => {
    const words = drawn.words.map(({ start, end, x, y, height }) => ({
      text: drawn.text.slice(start, end).replace('’', "'"),
      x: 60 + x,
      y: 200 + y + 0.8 * height,
      size: height,
    }))
    const [page] = await read([{ ...withPicture(drawn), texts: [...typed, ...words] }])
    expect(page).toMatchObject({ state: 'read', source: 'text' })
    expect(page!.text.match(/northern/g)).toHaveLength(1)
  })

  test('is read on every page it stands on', async () => {
    const pages = await read([withPicture(drawn), withPicture(drawn)])
    for (const page of pages) expect(page.text).toContain('northern gate')
  })

  test('is left out where recognition is switched off', async () => {
    const [page] = await read([withPicture(drawn)], 'off')
    expect(page).toMatchObject({ state: 'read', source: 'text' })
    expect(page!.text).not.toContain('northern')
  })

  test('adds nothing where it is a photograph or a drawing', async () => {
    for (const picture of [photograph(), await drawing()]) {
      const [page] = await read([withPicture(picture)])
      expect(page).toMatchObject({ state: 'read', source: 'text', text: `${above}\n\n${below}` })
    }
  })
})

test('a look tells writing from photographs and drawings, whichever way its light is', async () => {
  const light = await drawPage({ paragraphs: [notice], width: 440, height: 200, ink: '#eee', paper: '#123' })
  for (const { raster } of [drawn, light]) expect(await mayShowWriting(raster)).toBe(true)
  for (const { raster } of [photograph(), await drawing()]) expect(await mayShowWriting(raster)).toBe(false)
  const own = drawn.words.map(({ x, y, width, height }) => {
    const { scale } = drawn.raster
    return { x: x / scale, y: y / scale, width: width / scale, height: (1.4 * height) / scale }
  })
  expect(await mayShowWriting(drawn.raster, own)).toBe(false)
})

/** Shades that change from place to place, with grain, as a photograph has them. */
function photograph(): DrawnPage {
  const [width, height] = [1222, 556]
  const pixels = new Uint8Array(width * height)
  let grain = 7
  for (let i = 0; i < pixels.length; i++) {
    grain = (grain * 1_103_515_245 + 12_345) % 2_147_483_648
    const [x, y] = [i % width, Math.floor(i / width)]
    const shade = 120 + 60 * Math.sin(x / 90) * Math.cos(y / 70) + 40 * Math.sin((x * y) / 40_000)
    pixels[i] = Math.max(0, Math.min(255, shade + (grain % 24)))
  }
  return { raster: { pixels, width, height, dpi: 200, scale: 0.36 }, text: '', words: [] }
}

/** A chart without a word. */
function drawing(): Promise<DrawnPage> {
  return drawPage({
    paragraphs: [],
    width: 440,
    height: 200,
    after(context) {
      for (let bar = 0; bar < 9; bar++) context.fillRect(60 + 36 * bar, 160 - 12 * bar, 22, 12 * bar)
      context.strokeRect(40, 30, 360, 132)
      for (const [x, y] of [
        [80, 90],
        [200, 60],
      ] as const) {
        context.beginPath()
        context.moveTo(40, 160)
        context.lineTo(x, y)
        context.lineTo(390, 40)
        context.stroke()
      }
    },
  })
}
