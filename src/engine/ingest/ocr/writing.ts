import type { Raster } from '../../format'
import { hasGround } from '../../formats/image/maySayMore'
import type { Rectangle } from '../../layout'
import type { Glyphs } from './glyphs'
import { prepareSheet } from './sheet'

/*
 * Whether there may be writing in a picture: letters stand beside each other in rows, alike in height. It takes a hundredth of the time
 * that recognising a photograph for nothing does.
 */

/** A row of fewer letters may be anything: ticks of an axis, windows of a house. */
const leastRow = 4
/** So many letters in rows are writing: a name and a number. */
const leastLetters = 8
/** So many are looked at although the picture has no ground to write on: a form on a photograph of a desk. */
const lettersWithoutGround = 60
/** In pixels: smaller pieces are specks. */
const leastHeight = 4
const mostHeight = 200
/** Rows are looked for by the height their letters stand at, in steps of so many pixels. */
const step = 4

/** Whether writing may be in a picture beside what the page says there itself; both in pixels of the picture. */
export async function mayShowWriting(picture: Raster, own: readonly Rectangle[] = []): Promise<boolean> {
  const { glyphs } = await prepareSheet(picture)
  const letters = lettersInRows(glyphs, own)
  return letters >= (hasGround(picture.pixels) ? leastLetters : lettersWithoutGround)
}

interface Row {
  right: number
  height: number
  /** Letters in it; a piece much wider than high is several that touch. */
  letters: number
}

/** Pieces of ink that have others of their height beside them. */
function lettersInRows({ lefts, tops, widths, heights }: Glyphs, own: readonly Rectangle[]): number {
  const order = [...lefts.keys()].sort((a, b) => lefts[a]! - lefts[b]!)
  const rows: Row[] = []
  const lastAt = new Map<number, Row>()
  for (const at of order) {
    const [left, top, width, height] = [lefts[at]!, tops[at]!, widths[at]!, heights[at]!]
    if (height < leastHeight || height > mostHeight || width > 12 * height || height > 10 * width) continue
    if (own.some((box) => isMiddleIn(box, left + width / 2, top + height / 2))) continue
    const middle = top + height / 2
    let row: Row | undefined
    for (let y = Math.floor((middle - 0.4 * height) / step); !row && y <= Math.floor((middle + 0.4 * height) / step); y++) {
      const before = lastAt.get(y)
      if (before && isBeside(before, left, height)) row = before
    }
    if (!row) rows.push((row = { right: 0, height, letters: 0 }))
    row.right = Math.max(row.right, left + width)
    row.height = height
    row.letters += Math.max(1, Math.round(width / (1.2 * height)))
    lastAt.set(Math.floor(middle / step), row)
  }
  return rows.reduce((sum, { letters }) => sum + (letters >= leastRow ? letters : 0), 0)
}

function isBeside(row: Row, left: number, height: number): boolean {
  const larger = Math.max(row.height, height)
  const gap = left - row.right
  return larger <= 2.5 * Math.min(row.height, height) && gap < 1.5 * larger && gap > -0.5 * larger
}

function isMiddleIn({ x, y, width, height }: Rectangle, across: number, down: number): boolean {
  return across >= x && across <= x + width && down >= y && down <= y + height
}
