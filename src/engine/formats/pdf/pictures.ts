import { around, type Rectangle } from '../../layout'
import type { Painted } from './paint'

/*
 * Where pictures stand on a page that has text of its own: what is written in them is not in that text.
 */

/** Smaller pictures, in shares of the page and in points, are icons, bullets and lines. */
const leastShare = 0.01
const leastWidth = 40
const leastHeight = 12
/** Scanners and converters cut a picture into strips and tiles; those that touch, within these points, are one. */
const seam = 2
/** Pages of more pictures are maps and textures. */
const mostPieces = 500
const mostPictures = 6

/** The areas of a page's pictures in which something may be written, from the top of the page down; six at most, the largest. */
export function picturesOn({ images }: Pick<Painted, 'images'>, page: { width: number; height: number }): Rectangle[] {
  if (images.length > mostPieces) return []
  const areas = joined(images.map((image) => within(image, page)).filter(({ width, height }) => width > 0 && height > 0))
  const least = leastShare * page.width * page.height
  return areas
    .filter(({ width, height }) => width >= leastWidth && height >= leastHeight && width * height >= least)
    .sort((a, b) => b.width * b.height - a.width * a.height)
    .slice(0, mostPictures)
    .sort((a, b) => a.y - b.y)
}

function within({ x, y, width, height }: Rectangle, page: { width: number; height: number }): Rectangle {
  const [left, top] = [Math.max(0, x), Math.max(0, y)]
  return { x: left, y: top, width: Math.min(page.width, x + width) - left, height: Math.min(page.height, y + height) - top }
}

/** Rectangles that touch as one, until none touches another. */
function joined(rectangles: readonly Rectangle[]): Rectangle[] {
  let areas: Rectangle[] = []
  for (let next of rectangles) {
    for (let touching = areas.filter((area) => touches(area, next)); touching.length > 0;) {
      areas = areas.filter((area) => !touching.includes(area))
      next = around([next, ...touching])
      touching = areas.filter((area) => touches(area, next))
    }
    areas.push(next)
  }
  return areas
}

function touches(a: Rectangle, b: Rectangle): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return across >= -seam && down >= -seam
}
