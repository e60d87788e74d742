import type { Ink } from './ink'

/** How lines of text lie on a page. */
export interface Slope {
  /** Lines run down the page: it lies on its side. */
  sideways: boolean
  /** Slope of the lines once the page stands, in degrees; above 0 they fall to the right. */
  degrees: number
  /** There are lines: of a picture there are none to be found. */
  lines: boolean
}

const steepest = 16
const mostPoints = 12_000
/** How far the best angle must stand out from the usual one to be believed; text reaches 2 and more, pictures stay below 1.3. */
const leastProminence = 1.3
/** Lines that run down make the profile across the page this much sharper than the one down it. */
const sidewaysRatio = 1.25

interface Points {
  x: Float32Array
  y: Float32Array
  length: number
  /** Longest distance between two of them, a bound for the profile. */
  reach: number
}

/**
 * Finds the slope of the lines by the lower edges of the ink: seen along the lines they fall together, and their profile is
 * sharpest (Postl 1986, with edges instead of ink).
 */
export function slopeOf(ink: Ink): Slope {
  const lying = sharpest(edges(ink, 1))
  const standing = sharpest(edges(ink, ink.columns))
  const sideways = lying.sharpness > standing.sharpness * sidewaysRatio
  const { degrees, prominence } = sideways ? lying : standing
  const lines = prominence >= leastProminence
  return { sideways: sideways && lines, degrees: !lines ? 0 : sideways ? -degrees : degrees, lines }
}

/** Cells with ink whose neighbour `step` cells on has none; as (along, across) the lines that are looked for. */
function edges({ cells, columns, rows }: Ink, step: number): Points {
  const found: number[] = []
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column
      if (cells[at] === 1 && cells[at + step] === 0) found.push(at)
    }
  }
  const every = Math.max(1, Math.ceil(found.length / mostPoints))
  const length = Math.ceil(found.length / every)
  const points = { x: new Float32Array(length), y: new Float32Array(length), length, reach: Math.ceil(Math.hypot(columns, rows)) + 2 }
  for (let i = 0; i < length; i++) {
    const at = found[i * every]!
    const [row, column] = [Math.floor(at / columns), at % columns]
    points.x[i] = step === 1 ? row : column
    points.y[i] = step === 1 ? column : row
  }
  return points
}

function sharpest(points: Points): { degrees: number; sharpness: number; prominence: number } {
  if (points.length === 0) return { degrees: 0, sharpness: 0, prominence: 0 }
  const profile = new Float64Array(2 * points.reach)
  const coarse: { degrees: number; sharpness: number }[] = []
  for (let degrees = -steepest; degrees <= steepest; degrees += 0.5)
    coarse.push({ degrees, sharpness: sharpness(points, degrees, profile) })
  let best = coarse.reduce((one, other) => (other.sharpness > one.sharpness ? other : one))
  const usual = coarse.map((one) => one.sharpness).sort((a, b) => a - b)[coarse.length >> 1]!
  for (const step of [0.25, 0.1, 0.05]) {
    for (const degrees of [best.degrees - step, best.degrees + step]) {
      const value = sharpness(points, degrees, profile)
      if (value > best.sharpness) best = { degrees, sharpness: value }
    }
  }
  return { ...best, prominence: best.sharpness / Math.max(1e-9, usual) }
}

/** Sum of squares of the profile across lines of a slope, by the number of points. */
function sharpness({ x, y, length, reach }: Points, degrees: number, profile: Float64Array): number {
  const tangent = Math.tan((degrees * Math.PI) / 180)
  profile.fill(0)
  let sum = 0
  for (let i = 0; i < length; i++) {
    const at = Math.round(y[i]! - x[i]! * tangent) + reach
    const before = profile[at]!
    sum += 2 * before + 1
    profile[at] = before + 1
  }
  return sum / length
}
