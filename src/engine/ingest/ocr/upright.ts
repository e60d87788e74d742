import type { Raster } from '../../format'
import type { Rectangle } from '../../layout'
import type { Letters } from './glyphs'
import { smoothed } from './noise'
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
/** Letters higher than this are taken for drawings; made this high they are read. */
const mostLetters = 60
const largeLetters = 30
/** High letters narrower than this by their height are of pixels that are no squares; that wide they are read. Small ones may be broken stems. */
const leastWidth = 0.38
const goodWidth = 0.6
/** Where letters are too few to be measured. */
const leastDpi = 150
const mostPixels = 16_000_000

/** Turns a sheet clockwise, makes its lines level and its letters as large as they are read best, or so many times that size and softened. */
export async function upright(sheet: Sheet, turns: Turns, { times: again = 1, blur = 0 } = {}): Promise<Upright> {
  const { raster, slope, paper, most: mostEnlarged = mostPixels } = sheet
  const turned = turnRaster(raster, turns)
  const isLevel = Math.abs(slope.degrees) < leastDegrees || turns % 2 !== (slope.sideways ? 1 : 0)
  const level = isLevel ? turned : await straighten(turned, slope.degrees, paper)
  const times = sizing(lettersWhen(sheet, turns), raster.dpi)
  const most = Math.min(1, Math.sqrt(mostEnlarged / (level.width * level.height * times.x * times.y))) * again
  const resized = await resize(level, { x: times.x * most, y: times.y * most })
  const sized = blur === 0 ? resized : await smoothed(resized, { blur })
  const factor = { x: sized.width / level.width, y: sized.height / level.height }
  const radians = isLevel ? 0 : (-slope.degrees * Math.PI) / 180
  return {
    raster: sized,
    turns,
    back(box) {
      const small = { x: box.x / factor.x, y: box.y / factor.y, width: box.width / factor.x, height: box.height / factor.y }
      return turnBack(unstraighten(small, radians, level, turned), turns, raster.width, raster.height)
    },
  }
}

/** The letters of a page once it is turned. */
function lettersWhen({ letters }: Sheet, turns: Turns): Letters | null {
  return letters && turns % 2 === 1 ? { height: letters.width, width: letters.height } : letters
}

function sizing(letters: Letters | null, dpi: number): { x: number; y: number } {
  if (!letters) return dpi < leastDpi ? { x: 2, y: 2 } : { x: 1, y: 1 }
  const { height, width } = letters
  const y = height < leastLetters ? Math.min(mostTimes, goodLetters / height) : height > mostLetters ? largeLetters / height : 1
  const isNarrow = height > mostLetters && width < leastWidth * height
  return { x: isNarrow ? (y * goodWidth * height) / width : y, y }
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

async function resize(raster: Raster, times: { x: number; y: number }): Promise<Raster> {
  if (Math.abs(times.x - 1) < 0.1 && Math.abs(times.y - 1) < 0.1) return raster
  const { default: sharp } = await import('sharp')
  const [width, height] = [Math.max(1, Math.round(raster.width * times.x)), Math.max(1, Math.round(raster.height * times.y))]
  const pixels = await sharp(raster.pixels, { raw: { width: raster.width, height: raster.height, channels: 1 } })
    .resize(width, height, { kernel: times.y < 1 ? 'lanczos3' : 'cubic', fit: 'fill' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { pixels, width, height, dpi: raster.dpi * times.y, scale: raster.scale / times.y }
}

/** Lines of text in a sample; a line stands about three small letters high. */
const sampleLines = 3
const lineHeight = 3
/** Inches, where the height of letters is not known. */
const usualSample = 1

/** The strip across an upright page with most ink: a few lines, cut between lines. */
export function sampleOf({ raster, turns }: Upright, sheet: Sheet): Raster {
  const letters = lettersWhen(sheet, turns)
  const line = letters ? lineHeight * letters.height * sizing(letters, sheet.raster.dpi).y : raster.dpi / 6
  const wanted = Math.round(letters ? (sampleLines + 0.5) * line : usualSample * raster.dpi)
  const inked = rowsOfInk(raster, sheet.contrast / 3)
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
