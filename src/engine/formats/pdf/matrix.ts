import { type Pdfium } from './library'

/** A transformation as PDF writes it: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** The matrix of a page object; the identity where it has none. `memory` takes six floats. */
export function readMatrix(pdfium: Pdfium, object: number, memory: number): Matrix {
  if (pdfium._FPDFPageObj_GetMatrix(object, memory) !== 1) return identity
  return Array.from(pdfium.HEAPF32.subarray(memory >> 2, (memory >> 2) + 6)) as unknown as Matrix
}

/** First `inner`, then `outer`. */
export function times(inner: Matrix, outer: Matrix): Matrix {
  if (outer === identity) return inner
  const [a, b, c, d, e, f] = inner
  const [g, h, i, j, k, l] = outer
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

export function point([a, b, c, d, e, f]: Matrix, x: number, y: number): [x: number, y: number] {
  return [a * x + c * y + e, b * x + d * y + f]
}

/** The rectangle around a transformed one: left, bottom, right, top. */
export function transformed(matrix: Matrix, left: number, bottom: number, right: number, top: number): [number, number, number, number] {
  const corners = [point(matrix, left, bottom), point(matrix, left, top), point(matrix, right, bottom), point(matrix, right, top)]
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
