import type { Raster } from '../../../format'
import { turnRaster } from '../turns'

/*
 * What happens to pages on their way through scanners and cameras, with the same noise every time.
 */

type Sharp = import('sharp').Sharp

async function through(raster: Raster, change: (picture: Sharp) => Sharp): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const picture = sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
  const { data, info } = await change(picture).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  return { ...raster, pixels: data, width: info.width, height: info.height }
}

/** Put askew on the glass, clockwise; the corners are filled with paper. */
export function askew(raster: Raster, degrees: number, paper = '#fff'): Promise<Raster> {
  return through(raster, (picture) => picture.rotate(degrees, { background: paper }))
}

export const upsideDown = (raster: Raster): Raster => turnRaster(raster, 2)

/** The same page scanned at a lower resolution. */
export async function atDpi(raster: Raster, dpi: number): Promise<Raster> {
  const factor = dpi / raster.dpi
  const size = { width: Math.round(raster.width * factor), height: Math.round(raster.height * factor) }
  const small = await through(raster, (picture) => picture.resize({ ...size, fit: 'fill', kernel: 'lanczos3' }))
  return { ...small, dpi, scale: 72 / dpi }
}

/** Packed as a poor JPEG. */
export async function asJpeg(raster: Raster, quality: number): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const packed = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .jpeg({ quality })
    .toBuffer()
  const pixels = await sharp(packed).greyscale().extractChannel(0).raw().toBuffer()
  return { ...raster, pixels }
}

/** Grain of a sensor: every pixel off by a random amount, `strength` grey levels on average square. */
export function grainy(raster: Raster, strength: number): Raster {
  const random = randomNumbers(4711)
  const pixels = raster.pixels.map((pixel) => {
    const normal = Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random())
    return clamp(pixel + strength * normal)
  })
  return { ...raster, pixels }
}

/** Specks of dust, so many by a thousand pixels. */
export function dusty(raster: Raster, perThousand: number): Raster {
  const random = randomNumbers(815)
  const pixels = raster.pixels.slice()
  const count = (pixels.length * perThousand) / 1000
  for (let i = 0; i < count; i++) pixels[Math.floor(random() * pixels.length)] = random() < 0.7 ? 0 : 255
  return { ...raster, pixels }
}

/** Light falling from one corner, down to `least` of it at the other; 0 to 1. */
export function shaded(raster: Raster, least: number): Raster {
  const { width, height } = raster
  const pixels = raster.pixels.map((pixel, i) => {
    const share = ((i % width) / width + Math.floor(i / width) / height) / 2
    return clamp(pixel * (1 - (1 - least) * share))
  })
  return { ...raster, pixels }
}

/** All grey levels drawn together between `dark` and `light`. */
export function faded(raster: Raster, dark: number, light: number): Raster {
  return { ...raster, pixels: raster.pixels.map((pixel) => clamp(dark + ((light - dark) * pixel) / 255)) }
}

/** White on black, whole or within a part of the page (shares of its height). */
export function inverted(raster: Raster, from = 0, to = 1): Raster {
  const first = Math.floor(raster.height * from) * raster.width
  const last = Math.floor(raster.height * to) * raster.width
  return { ...raster, pixels: raster.pixels.map((pixel, i) => (i >= first && i < last ? 255 - pixel : pixel)) }
}

/** The black that a scanner sees beside the sheet: a frame so many pixels wide. */
export function blackEdged(raster: Raster, wide: number): Raster {
  const { width, height } = raster
  const pixels = raster.pixels.map((pixel, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return x < wide || y < wide || x >= width - wide || y >= height - wide ? 12 : pixel
  })
  return { ...raster, pixels }
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}

/** Mulberry32: small, and the same on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
