import type { Frame } from './shapes'

interface Placed {
  frame: Frame | null
}

/** Above this many shapes a slide is a drawing, and comparing each with each takes too long. */
const mostCompared = 400
const deepestCut = 50

/**
 * The order a reader takes shapes in. Their order in the file is that of drawing, mostly also that of reading: it is kept
 * unless it jumps back up a column or back to the left in a row; then columns and rows that can be told apart decide.
 */
export function inReadingOrder<T extends Placed>(shapes: readonly T[]): T[] {
  const placed = shapes.filter((shape) => shape.frame !== null)
  if (placed.length < 2 || (placed.length <= mostCompared && !jumpsBack(placed))) return [...shapes]
  return [...cut(placed, 0), ...shapes.filter((shape) => shape.frame === null)]
}

function jumpsBack(shapes: readonly Placed[]): boolean {
  return shapes.some((later, at) => {
    const b = later.frame!
    return shapes.slice(0, at).some(({ frame }) => {
      const a = frame!
      const isAbove = b.y + b.height <= a.y && overlap(a.x, a.width, b.x, b.width) > 0.3
      const isLeft = b.x + b.width <= a.x && overlap(a.y, a.height, b.y, b.height) > 0.8
      return isAbove || isLeft
    })
  })
}

/** Share of the shorter of two stretches that lies within the other. */
function overlap(a: number, aLength: number, b: number, bLength: number): number {
  const shared = Math.min(a + aLength, b + bLength) - Math.max(a, b)
  return shared <= 0 ? 0 : shared / Math.max(1, Math.min(aLength, bLength))
}

/** Rows that empty space divides come first, so that a grid is read by rows; where there are none, columns. */
function cut<T extends Placed>(shapes: readonly T[], depth: number): T[] {
  if (shapes.length < 2) return [...shapes]
  const rows = parts(shapes, 'y', 'height')
  const split = rows.length > 1 ? rows : parts(shapes, 'x', 'width')
  if (split.length > 1 && depth < deepestCut) return split.flatMap((part) => cut(part, depth + 1))
  return shapes.toSorted((a, b) => a.frame!.y - b.frame!.y || a.frame!.x - b.frame!.x)
}

/** Groups with empty space between them along one direction, from left to right or from top to bottom. */
function parts<T extends Placed>(shapes: readonly T[], from: 'x' | 'y', length: 'width' | 'height'): T[][] {
  const sorted = shapes.toSorted((a, b) => a.frame![from] - b.frame![from])
  const groups: T[][] = []
  let end = -Infinity
  for (const shape of sorted) {
    const frame = shape.frame!
    // Frames are larger than their text: a slight overlap is none.
    if (frame[from] >= end - frame[length] * 0.05) groups.push([])
    groups.at(-1)!.push(shape)
    end = Math.max(end, frame[from] + frame[length])
  }
  return groups
}
