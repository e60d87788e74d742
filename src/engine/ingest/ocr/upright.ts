import type { Raster } from '../../format'
import type { Rectangle } from '../../layout'
import type { Sheet } from './sheet'
import { type Turns, turnBack, turnRaster, unstraighten } from './turns'

/** A page turned, straightened and as large as the engine reads best. */
export interface Upright {
  raster: Raster
  turns: Turns
  /** Where a box of it lies on the page as it came, in pixels of that. */
  back(box: Rectangle): Rectangle
}

/** Slopes below are read as well as none (measured). */
const leastDegrees = 0.3
/** Small letters lower than this are read worse, from the other height on no better (measured at 7 to 14 points and 60 to 300 dpi). */
const leastLetters = 10.5
const goodLetters = 13
const mostTimes = 3
/** Where letters are too few to be measured. */
const leastDpi = 150
const mostPixels = 16_000_000

/** Turns a sheet clockwise and makes its lines level. */
export async function upright({ raster, letters, slope, paper }: Sheet, turns: Turns): Promise<Upright> {
  const turned = turnRaster(raster, turns)
  const level =
    Math.abs(slope.degrees) < leastDegrees || turns % 2 !== (slope.sideways ? 1 : 0)
      ? turned
      : await straighten(turned, slope.degrees, paper)
  const times = Math.min(enlargement(letters, raster.dpi), Math.sqrt(mostPixels / (level.width * level.height)))
  const large = times > 1.1 ? await enlarge(level, times) : level
  const factor = large.width / level.width
  const radians = level === turned ? 0 : (-slope.degrees * Math.PI) / 180
  return {
    raster: large,
    turns,
    back(box) {
      const small = { x: box.x / factor, y: box.y / factor, width: box.width / factor, height: box.height / factor }
      return turnBack(unstraighten(small, radians, level, turned), turns, raster.width, raster.height)
    },
  }
}

function enlargement(letters: number | null, dpi: number): number {
  if (letters === null) return dpi < leastDpi ? 2 : 1
  return letters < leastLetters ? Math.min(mostTimes, goodLetters / letters) : 1
}

async function straighten(raster: Raster, degrees: number, paper: number): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const { data, info } = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .rotate(-degrees, { background: { r: paper, g: paper, b: paper } })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { ...raster, pixels: data, width: info.width, height: info.height }
}

async function enlarge(raster: Raster, times: number): Promise<Raster> {
  const { default: sharp } = await import('sharp')
  const [width, height] = [Math.round(raster.width * times), Math.round(raster.height * times)]
  const pixels = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { pixels, width, height, dpi: raster.dpi * times, scale: raster.scale / times }
}

/** Lines of text in a sample; a line stands about three small letters high. */
const sampleLines = 3
const lineHeight = 3
/** Inches, where the height of letters is not known. */
const usualSample = 1

/** The strip across an upright page with most ink: a few lines, cut between lines. */
export function sampleOf({ raster }: Upright, { letters, contrast }: Sheet): Raster {
  const enlarged = letters === null ? null : Math.max(letters, Math.min(goodLetters, letters * mostTimes))
  const line = enlarged === null ? raster.dpi / 6 : lineHeight * enlarged
  const wanted = Math.round(enlarged === null ? usualSample * raster.dpi : (sampleLines + 0.5) * line)
  const inked = rowsOfInk(raster, contrast / 3)
  const first = mostInked(inked, Math.min(raster.height, wanted))
  const top = emptiest(inked, first - line / 2, first + line / 2)
  const bottom = emptiest(inked, first + wanted - line / 2, first + wanted + line / 2) + 1
  return { ...raster, pixels: raster.pixels.slice(top * raster.width, bottom * raster.width), height: bottom - top }
}

/** First of so many rows that have most ink together. */
function mostInked(inked: Uint32Array, rows: number): number {
  let sum = 0
  let best = { first: 0, sum: -1 }
  for (const [y, value] of inked.entries()) {
    sum += value - (y >= rows ? inked[y - rows]! : 0)
    if (y >= rows - 1 && sum > best.sum) best = { first: y - rows + 1, sum }
  }
  return best.first
}

function emptiest(inked: Uint32Array, from: number, to: number): number {
  let best = Math.min(inked.length - 1, Math.max(0, Math.round(from)))
  for (let y = best; y < Math.min(inked.length, to); y++) if (inked[y]! < inked[best]!) best = y
  return best
}

/** Changes between light and dark in each row: rows of letters have many, pictures and rules few. */
function rowsOfInk({ pixels, width, height }: Raster, step: number): Uint32Array {
  const changes = new Uint32Array(height)
  for (let y = 0; y < height; y++) {
    for (let at = y * width + 2; at < (y + 1) * width; at += 2) if (Math.abs(pixels[at]! - pixels[at - 2]!) > step) changes[y]! += 1
  }
  return changes
}
