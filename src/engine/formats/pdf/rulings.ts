import type { Rectangle } from '../../layout'
import { displayed, type Frame, touches } from './frame'
import { type Pdfium, withMemory } from './library'
import { type Matrix, point, readMatrix, times } from './matrix'

/** A line drawn as a box is at most this thick (points). */
const thickest = 2.5
/** Shorter lines are dashes and ticks. */
const shortest = 4
/** A grid drawn as one path has many segments; letters drawn as outlines have curves. */
const mostSegments = 2_000
const kinds = { lineTo: 0, bezierTo: 1, moveTo: 2 } as const

interface Path {
  pdfium: Pdfium
  frame: Frame
  matrix: Matrix
  object: number
  segments: number
  box: Rectangle
  isFilled: boolean
  isStroked: boolean
}

/** Adds the lines across and down the page that a path draws, as thin rectangles. */
export function addRulings(rulings: Rectangle[], path: Path): void {
  const { box, segments, isStroked, isFilled } = path
  if (Math.min(box.width, box.height) <= thickest) {
    if ((isStroked || isFilled) && Math.max(box.width, box.height) >= shortest) rulings.push(box)
    return
  }
  if (!isStroked || segments > mostSegments) return
  for (const side of sidesOf(path)) rulings.push(side)
}

/** The straight sides of a stroked path; none where it has a curve. */
function sidesOf({ pdfium, frame, matrix, object, segments }: Path): Rectangle[] {
  return withMemory(pdfium, 24, (memory) => {
    const own = times(readMatrix(pdfium, object, memory), matrix)
    const sides: Rectangle[] = []
    let start: [number, number] = [0, 0]
    let last = start
    for (let i = 0; i < segments; i++) {
      const segment = pdfium._FPDFPath_GetPathSegment(object, i)
      const kind = pdfium._FPDFPathSegment_GetType(segment)
      if (kind === kinds.bezierTo) return []
      if (pdfium._FPDFPathSegment_GetPoint(segment, memory, memory + 4) !== 1) return []
      const next = point(own, pdfium.HEAPF32[memory >> 2]!, pdfium.HEAPF32[(memory >> 2) + 1]!)
      if (kind === kinds.moveTo) start = next
      else addSide(sides, frame, last, next)
      if (pdfium._FPDFPathSegment_GetClose(segment) === 1) addSide(sides, frame, next, start)
      last = next
    }
    return sides
  })
}

function addSide(sides: Rectangle[], frame: Frame, [x1, y1]: [number, number], [x2, y2]: [number, number]): void {
  const [across, down] = [Math.abs(x2 - x1), Math.abs(y2 - y1)]
  if (Math.min(across, down) > 0.5 || Math.max(across, down) < shortest) return
  const side = displayed(frame, Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2))
  if (touches(frame, side)) sides.push(side)
}
