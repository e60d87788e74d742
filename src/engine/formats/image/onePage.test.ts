import { open as openFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type TiffOptions } from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identify } from '../../ingest/identify'
import { format } from '../image'
import { onePage } from './onePage'
import { bigEndian } from './tiffBytes'
import { tiffPages } from './tiffPages'

const { signal } = new AbortController()
let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-tiff-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Pictures of noise, each unlike the others. */
async function fileOf(count: number, options: TiffOptions): Promise<string> {
  const pictures = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const pixels = Buffer.from(Array.from({ length: 90 * 70 * 3 }, (_, i) => (Math.imul(i + 1, 2_654_435_761 + 2 * n) >>> 24) & 255))
      return sharp(pixels, { raw: { width: 90, height: 70, channels: 3 } })
        .png()
        .toBuffer()
    }),
  )
  const joined = sharp(pictures, { join: { animated: true } })
  const path = join(folder, `${JSON.stringify(options).replace(/\W+/g, '-')}.tif`)
  await writeFile(path, await (options.bitdepth === 1 ? joined.toColourspace('b-w') : joined).tiff(options).toBuffer())
  return path
}

test.each<TiffOptions>([
  { compression: 'none' },
  { compression: 'lzw' },
  { compression: 'deflate', predictor: 'horizontal' },
  { compression: 'jpeg', quality: 90 },
  { compression: 'ccittfax4', bitdepth: 1 },
  { compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32 },
])('a page taken out of a TIFF file is the same picture: %j', async (options) => {
  const path = await fileOf(4, options)
  const listed = (await tiffPages(path))!
  expect(listed.pages).toHaveLength(4)
  const file = await openFile(path)
  for (const { index, at } of listed.pages) {
    const alone = (await onePage(file, at, listed.read))!
    expect((await sharp(alone).metadata()).pages ?? 1).toBe(1)
    expect((await sharp(alone).raw().toBuffer()).equals(await sharp(path, { page: index }).raw().toBuffer())).toBe(true)
  }
  await file.close()
})

/** A TIFF of so many pages of 8 by 8 pixels that share their one strip, numbers with the highest byte first. */
function manyPages(count: number): Buffer {
  const tags = [
    [256, 8],
    [257, 8],
    [258, 1],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 8],
    [279, 8],
  ]
  const length = 2 + 12 * tags.length + 4
  const bytes = Buffer.alloc(16 + count * length)
  bytes.write('MM\0*', 'latin1')
  bytes.writeUInt32BE(16, 4)
  bytes.fill(0xf0, 8, 16)
  for (let page = 0; page < count; page++) {
    const at = 16 + page * length
    bytes.writeUInt16BE(tags.length, at)
    for (const [i, [tag = 0, value = 0]] of tags.entries()) {
      bytes.writeUInt16BE(tag, at + 2 + 12 * i)
      bytes.writeUInt16BE(4, at + 4 + 12 * i)
      bytes.writeUInt32BE(1, at + 6 + 12 * i)
      bytes.writeUInt32BE(value, at + 10 + 12 * i)
    }
    bytes.writeUInt32BE(page + 1 < count ? at + length : 0, at + length - 4)
  }
  return bytes
}

test('the last pages of thousands are reached as fast as the first', async () => {
  const path = join(folder, 'many.tif')
  await writeFile(path, manyPages(5_000))
  const document = await format.open({ path, head: await identify(path, 'many.tif') }, { signal })
  expect(document.pages).toBe(5_000)
  const start = process.cpuUsage()
  for (let page = 4_801; page <= 5_000; page++) expect((await document.read(page, { signal })).needsOcr).toBe(true)
  // Going through all pages before each takes 60 s.
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1e6).toBeLessThan(15)
})

test('what lies about its pieces is left to the decoder of the whole file', async () => {
  const path = join(folder, 'lies.tif')
  const bytes = manyPages(1)
  bytes.writeUInt32BE(0xffff_fff0, 16 + 2 + 12 * 8 + 8)
  await writeFile(path, bytes)
  const file = await openFile(path)
  expect(await onePage(file, 16, bigEndian)).toBeNull()
  bytes.writeUInt32BE(0xffff_fff0, 16 + 2 + 12 * 8 + 4)
  await writeFile(path, bytes)
  expect(await onePage(file, 16, bigEndian)).toBeNull()
  await file.close()
})
