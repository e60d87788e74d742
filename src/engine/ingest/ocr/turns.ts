import type { Raster } from '../../format'
import type { Rectangle } from '../../layout'

/** Quarter turns clockwise. */
export type Turns = 0 | 1 | 2 | 3

/** A raster turned clockwise. */
export function turnRaster(raster: Raster, turns: Turns): Raster {
  if (turns === 0) return raster
  const { pixels, width, height } = raster
  const turned = new Uint8Array(pixels.length)
  if (turns === 2) {
    for (let i = 0, j = pixels.length - 1; j >= 0; i++, j--) turned[i] = pixels[j]!
    return { ...raster, pixels: turned }
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      turned[turns === 1 ? x * height + height - 1 - y : (width - 1 - x) * height + y] = pixels[row + x]!
    }
  }
  return { ...raster, pixels: turned, width: height, height: width }
}

/** Where a rectangle of a turned picture lies in the picture before it was turned, which is `width` by `height`. */
export function turnBack(box: Rectangle, turns: Turns, width: number, height: number): Rectangle {
  const { x, y } = box
  if (turns === 1) return { x: y, y: height - x - box.width, width: box.height, height: box.width }
  if (turns === 2) return { x: width - x - box.width, y: height - y - box.height, width: box.width, height: box.height }
  if (turns === 3) return { x: width - y - box.height, y: x, width: box.height, height: box.width }
  return box
}

/**
 * Where a rectangle of a straightened picture lay in the picture before, which was turned by `radians` clockwise about its middle:
 * its centre goes back, its size stays, so that the box keeps to the word instead of growing with the slope.
 */
export function unstraighten(
  box: Rectangle,
  radians: number,
  straight: { width: number; height: number },
  before: { width: number; height: number },
): Rectangle {
  if (radians === 0) return box
  const dx = box.x + box.width / 2 - straight.width / 2
  const dy = box.y + box.height / 2 - straight.height / 2
  const cos = Math.cos(radians)
  const sin = Math.sin(radians)
  return {
    x: before.width / 2 + dx * cos + dy * sin - box.width / 2,
    y: before.height / 2 - dx * sin + dy * cos - box.height / 2,
    width: box.width,
    height: box.height,
  }
}
