import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identify } from '../ingest/identify'
import { formatOf } from './index'
import { format } from './image'
import { decodeBmp } from './image/bmp'
import { densityOf } from './image/density'

const signal = new AbortController().signal
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-image-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function open(name: string, bytes: Uint8Array) {
  const path = join(folder, name)
  await writeFile(path, bytes)
  const head = { bytes, name, extension: name.split('.').at(-1)!, size: bytes.length, detected: null, encoding: null, entries: null }
  return format.open({ path, head }, { signal })
}

/** A picture 300 by 200 whose top left corner, 60 by 40, is black. */
function picture() {
  const pixels = Buffer.alloc(300 * 200, 255)
  for (let y = 0; y < 40; y++) pixels.fill(0, y * 300, y * 300 + 60)
  return sharp(pixels, { raw: { width: 300, height: 200, channels: 1 } }).withMetadata({ density: 150 })
}

function isDark(raster: { pixels: Uint8Array; width: number }, x: number, y: number): boolean {
  return raster.pixels[y * raster.width + x]! < 100
}

describe('a picture', () => {
  test.each<[string, () => Promise<Buffer>]>([
    ['x.png', () => picture().png().toBuffer()],
    ['x.jpg', () => picture().jpeg().toBuffer()],
    ['x.tif', () => picture().tiff().toBuffer()],
    ['x.webp', () => picture().webp().toBuffer()],
    ['x.gif', () => picture().gif().toBuffer()],
  ])('%s is one page that needs recognition, in grey and the right way up', async (name, make) => {
    const document = await open(name, await make())
    const { page, needsOcr, blank } = await document.read(1, { signal })
    expect([document.pages, page.text, needsOcr, blank]).toEqual([1, '', true, false])
    const raster = await document.raster!(1, 200)
    expect([raster.width, raster.height, raster.pixels.length]).toEqual([300, 200, 60_000])
    expect([isDark(raster, 20, 20), isDark(raster, 200, 20), isDark(raster, 20, 150)]).toEqual([true, false, false])
    await document.close()
  })

  test('the page is as large as its density says', async () => {
    const document = await open('size.png', await picture().png().toBuffer())
    const { page } = await document.read(1, { signal })
    expect([page.width, page.height]).toEqual([144, 96])
    const raster = await document.raster!(1, 75)
    expect([raster.width, raster.height, Math.round(raster.dpi)]).toEqual([150, 100, 75])
    expect(raster.width * raster.scale).toBeCloseTo(144)
  })

  test('the orientation a camera noted is applied', async () => {
    const document = await open('turned.jpg', await picture().withMetadata({ density: 150, orientation: 6 }).jpeg().toBuffer())
    const { page } = await document.read(1, { signal })
    expect([page.width, page.height]).toEqual([96, 144])
    const raster = await document.raster!(1, 200)
    expect([isDark(raster, 180, 20), isDark(raster, 20, 20)]).toEqual([true, false])
  })

  test('every picture of a TIFF is a page', async () => {
    const pages = await Promise.all(
      [0, 255].map((grey) =>
        sharp({ create: { width: 100, height: 100, channels: 3, background: { r: grey, g: grey, b: grey } } })
          .png()
          .toBuffer(),
      ),
    )
    const bytes = await sharp(pages, { join: { animated: true } })
      .tiff()
      .toBuffer()
    const document = await open('pages.tif', bytes)
    expect(document.pages).toBe(2)
    expect(isDark(await document.raster!(1, 200), 50, 50)).toBe(true)
    expect(isDark(await document.raster!(2, 200), 50, 50)).toBe(false)
  })

  test('smaller copies of a picture in a TIFF are no pages', async () => {
    const bytes = await sharp({ create: { width: 1200, height: 1200, channels: 3, background: '#777' } })
      .tiff({ tile: true, pyramid: true, tileWidth: 256, tileHeight: 256 })
      .toBuffer()
    expect((await sharp(bytes).metadata()).pages).toBeGreaterThan(1)
    expect((await open('pyramid.tif', bytes)).pages).toBe(1)
  })

  test('a fax with pixels twice as high as wide is as high as it was sent', async () => {
    const bytes = await picture()
      .tiff({ xres: 200 / 25.4, yres: 100 / 25.4 })
      .toBuffer()
    const document = await open('fax.tif', bytes)
    const { page } = await document.read(1, { signal })
    expect([Math.round(page.width), Math.round(page.height)]).toEqual([108, 144])
    const raster = await document.raster!(1, 200)
    expect([raster.width, raster.height, isDark(raster, 50, 70), isDark(raster, 50, 90)]).toEqual([300, 400, true, false])
  })

  test('a damaged picture of a TIFF fails alone, and the file with it only where there is no other', async () => {
    const noise = Buffer.from(Uint32Array.from({ length: 7_500 }, (_, i) => Math.imul(i + 1, 2654435761)).buffer)
    const made = await Promise.all(
      [0, 1].map(() =>
        sharp(noise, { raw: { width: 100, height: 100, channels: 3 } })
          .png()
          .toBuffer(),
      ),
    )
    const bytes = await sharp(made, { join: { animated: true } })
      .tiff({ compression: 'deflate' })
      .toBuffer()
    bytes.fill(0xff, 1_000, 20_000)
    const document = await open('half.tif', bytes)
    const readings = await Promise.allSettled([1, 2].map((page) => document.read(page, { signal })))
    expect(readings.map((one) => one.status)).toEqual(['rejected', 'fulfilled'])
    expect(readings[0]).toMatchObject({ reason: { code: 'DOCUMENT_CORRUPT' } })
  })

  test.each<[string, () => Promise<Buffer>]>([
    ['cmyk.jpg', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['sixteen.png', () => picture().toColourspace('grey16').png().toBuffer()],
    ['sixteen.tif', () => picture().toColourspace('rgb16').tiff().toBuffer()],
    ['palette.png', () => picture().png({ palette: true, colours: 2 }).toBuffer()],
    [
      'fax.tif',
      async () =>
        sharp(await picture().png().toBuffer())
          .toColourspace('b-w')
          .tiff({ bitdepth: 1, compression: 'ccittfax4' })
          .toBuffer(),
    ],
    ['cmyk.tif', () => picture().toColourspace('cmyk').tiff().toBuffer()],
    ['x.avif', () => picture().avif({ quality: 80 }).toBuffer()],
  ])('%s comes out in eight bits of grey', async (name, make) => {
    const raster = await (await open(name, await make())).raster!(1, 200)
    expect([raster.pixels.length, isDark(raster, 20, 20), isDark(raster, 200, 20)]).toEqual([60_000, true, false])
    expect(Math.max(...raster.pixels)).toBeGreaterThan(240)
  })

  test('of a moving picture the first is read', async () => {
    const frames = await Promise.all(
      [0, 255].map((grey) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background: { r: grey, g: grey, b: grey } } })
          .png()
          .toBuffer(),
      ),
    )
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100] })
      .toBuffer()
    const document = await open('moving.gif', bytes)
    const raster = await document.raster!(1, 200)
    expect([document.pages, raster.width, raster.height, isDark(raster, 30, 20)]).toEqual([1, 60, 40, true])
  })

  test('a white picture is blank', async () => {
    const white = sharp({ create: { width: 100, height: 100, channels: 3, background: '#fdfdfd' } })
    const document = await open('white.png', await white.png().toBuffer())
    expect(await document.read(1, { signal })).toMatchObject({ needsOcr: false, blank: true })
  })

  test('transparent paper is white', async () => {
    const clear = sharp({ create: { width: 100, height: 100, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    const document = await open('clear.png', await clear.png().toBuffer())
    expect((await document.read(1, { signal })).blank).toBe(true)
  })
})

describe('what cannot be read says why', () => {
  test('a picture cut off is corrupt', async () => {
    const noise = Buffer.from(Uint32Array.from({ length: 30_000 }, (_, i) => Math.imul(i + 1, 2654435761)).buffer)
    const whole = await sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
      .png()
      .toBuffer()
    await expect(open('cut.png', whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })

  test('a picture of 100 megapixels is refused by its header', async () => {
    const large = await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    await expect(open('large.png', large)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })

  test('a HEIC picture is refused with what to do, a drawing as SVG is read as the text it is', async () => {
    const heic = Buffer.alloc(64)
    heic.writeUInt32BE(24, 0)
    heic.write('ftypheic\0\0\0\0mif1heic', 4, 'latin1')
    const path = join(folder, 'photo.heic')
    await writeFile(path, heic)
    const head = await identify(path, 'photo.heic')
    expect(format.recognises(head)).toBe(0)
    expect(() => formatOf(head)).toThrow(
      expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', message: expect.stringContaining('PNG or JPEG') }),
    )
    const drawing = join(folder, 'plan.svg')
    await writeFile(drawing, '<svg xmlns="http://www.w3.org/2000/svg"><text x="5" y="9">Boiler room</text></svg>')
    const readAs = formatOf(await identify(drawing, 'plan.svg'))
    const document = await readAs.open({ path: drawing, head: await identify(drawing, 'plan.svg') }, { signal })
    expect([readAs.mediaType.split('/')[0], (await document.read(1, { signal })).page.text]).toEqual([
      'text',
      expect.stringContaining('Boiler room'),
    ])
  })

  test('an empty file and a file of something else', async () => {
    await expect(open('empty.png', Buffer.alloc(0))).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' })
    await expect(open('text.png', Buffer.from('no picture at all'))).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  })
})

/** A BMP of 2 by 2 pixels: red, green above blue, white. */
function bmp(bits: 8 | 16 | 24): Buffer {
  const palette = bits === 8 ? [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0] : []
  const rows = {
    8: [2, 3, 0, 0, 0, 1, 0, 0],
    16: [0x1f, 0, 0xff, 0x7f, 0, 0x7c, 0xe0, 0x03],
    24: [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0],
  }[bits]
  const head = Buffer.alloc(54)
  head.write('BM', 'latin1')
  head.writeUInt32LE(54 + palette.length, 10)
  head.writeUInt32LE(40, 14)
  head.writeInt32LE(2, 18)
  head.writeInt32LE(2, 22)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(bits, 28)
  head.writeInt32LE(5_906, 38)
  return Buffer.concat([head, Buffer.from(palette), Buffer.from(rows)])
}

test.each([8, 16, 24] as const)('a BMP of %i bits is decoded by hand', async (bits) => {
  const decoded = decodeBmp(bmp(bits))
  expect([...decoded!.pixels]).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
  const { page } = await (await open(`x${bits}.bmp`, bmp(bits))).read(1, { signal })
  expect(page.width).toBeCloseTo((2 * 72) / 150)
  expect(decodeBmp(bmp(bits).subarray(0, 60))).toBe(null)
})

test('the oldest kind of BMP is read, a packed one is refused with what to do', async () => {
  const old = Buffer.alloc(26 + 16)
  old.write('BM', 'latin1')
  old.writeUInt32LE(26, 10)
  old.writeUInt32LE(12, 14)
  for (const [at, value] of [
    [18, 2],
    [20, 2],
    [22, 1],
    [24, 24],
  ] as const)
    old.writeUInt16LE(value, at)
  old.fill(255, 26, 29)
  expect([...decodeBmp(old)!.pixels]).toEqual([0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0])
  const packed = bmp(8)
  packed.writeUInt32LE(1, 30)
  await expect(open('packed.bmp', packed)).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED', message: expect.stringContaining('PNG') })
})

test('the density of a picture is what it says where that can be, else that of a sheet or a screen', () => {
  expect(densityOf(1700, 2200, 200)).toBe(200)
  expect(densityOf(800, 600, 72)).toBe(72)
  expect(densityOf(3000, 4000, 72)).toBeCloseTo(342, 0)
  expect(densityOf(1240, 1754, undefined)).toBeCloseTo(150, 0)
  expect(densityOf(1920, 1080, undefined)).toBe(96)
  expect(densityOf(300, 200, undefined)).toBe(96)
})

describe('a picture for the screen', () => {
  test('keeps its colours, page by page, and is as large as wanted', async () => {
    const colours = ['#c01010', '#1010c0']
    const pages = await Promise.all(
      colours.map((background) =>
        sharp({ create: { width: 300, height: 400, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const document = await open(
      'colours.tif',
      await sharp(pages, { join: { animated: true } })
        .tiff()
        .toBuffer(),
    )
    const shown = await Promise.all([1, 2].map((page) => document.picture!(page, 200)))
    const dominant = await Promise.all(shown.map(async (jpeg) => (await sharp(jpeg).stats()).dominant))
    expect(dominant.map(({ r, b }) => r > b)).toEqual([true, false])
    expect(await sharp(shown[0]).metadata()).toMatchObject({ format: 'jpeg', width: 150, height: 200 })
    await document.close()
  })
})
