import type { Raster } from '../../format'

/** How a page is lit, and how its ink stands out. */
export interface Light {
  columns: number
  rows: number
  /** Pixels a tile is wide and high. */
  tile: number
  /** Grey level of the paper at each tile, without what is printed or pictured on it. */
  paper: Float32Array
  /** Grey levels between paper and ink where the page is most legible; near 0 where there is nothing on it. */
  contrast: number
  /** Light ink on dark paper. */
  inverted: boolean
  /** The paper is so much darker in one place than in another that ink cannot be told from shade by one level. */
  uneven: boolean
}

/** Inches. */
const tileInches = 0.25
/** Less than this from the paper is no ink. */
const leastContrast = 20
/** The lightest paper of a page with text on it, by the darkest; above it a single threshold loses lines. */
const mostUneven = 1.12
const darkPaper = 110

/** Looks at a page tile by tile. */
export function lightOf({ pixels, width, height, dpi }: Raster): Light {
  const tile = Math.max(12, Math.round(Math.min(dpi * tileInches, Math.max(width, height) / 8)))
  const columns = Math.max(1, Math.ceil(width / tile))
  const rows = Math.max(1, Math.ceil(height / tile))
  const size = columns * rows
  const [light, middle, dark, bright] = [new Float32Array(size), new Float32Array(size), new Float32Array(size), new Float32Array(size)]
  const counts = new Uint32Array(256)
  for (let at = 0; at < size; at++) {
    const total = count(counts, pixels, width, height, { x: (at % columns) * tile, y: Math.floor(at / columns) * tile, tile })
    light[at] = levelAt(counts, total * 0.85)
    middle[at] = levelAt(counts, total * 0.5)
    dark[at] = middle[at]! - levelAt(counts, total * 0.02)
    bright[at] = levelAt(counts, total * 0.98) - middle[at]!
  }
  const inverted = isInverted(middle, dark, bright)
  const strengths = (inverted ? bright : dark).filter((strength) => strength >= leastContrast).sort()
  const contrast = strengths[Math.floor(strengths.length * 0.9)] ?? 0
  if (inverted) return { columns, rows, tile, paper: middle, contrast, inverted, uneven: false }
  const paper = smooth(largest(largest(light, columns, rows), columns, rows), columns, rows)
  const withInk = paper.filter((_, at) => dark[at]! >= Math.max(leastContrast, contrast / 5)).sort()
  const range = (withInk[Math.floor(withInk.length * 0.97)] ?? 1) / Math.max(1, withInk[Math.floor(withInk.length * 0.03)] ?? 1)
  return { columns, rows, tile, paper, contrast, inverted, uneven: range > mostUneven }
}

/** Grey levels of every other pixel of every other row of a tile; gives how many they are. */
function count(
  counts: Uint32Array,
  pixels: Uint8Array,
  width: number,
  height: number,
  { x, y, tile }: { x: number; y: number; tile: number },
): number {
  counts.fill(0)
  const right = Math.min(width, x + tile)
  const bottom = Math.min(height, y + tile)
  let total = 0
  for (let row = y; row < bottom; row += 2) {
    for (let at = row * width + x; at < row * width + right; at += 2) {
      counts[pixels[at]!]! += 1
      total += 1
    }
  }
  return total
}

/** The page in even light: dark ink on white paper, the shades between kept. */
export function evenLight(raster: Raster, light: Light): Raster {
  if (light.inverted) return { ...raster, pixels: raster.pixels.map((pixel) => 255 - pixel) }
  const { pixels, width, height } = raster
  const { columns, rows, tile, paper } = light
  const even = new Uint8Array(pixels.length)
  const gains = new Float32Array(columns)
  for (let y = 0; y < height; y++) {
    const [top, below, v] = between(y, tile, rows)
    for (let column = 0; column < columns; column++) {
      gains[column] = 255 / Math.max(1, paper[top * columns + column]! * (1 - v) + paper[below * columns + column]! * v)
    }
    for (let x = 0; x < width; x++) {
      const [left, right, u] = between(x, tile, columns)
      const pixel = pixels[y * width + x]! * (gains[left]! * (1 - u) + gains[right]! * u)
      even[y * width + x] = pixel > 255 ? 255 : pixel
    }
  }
  return { ...raster, pixels: even }
}

/** The tiles whose middles a pixel lies between, and how far it is on the way. */
function between(at: number, tile: number, tiles: number): [number, number, number] {
  const place = Math.min(tiles - 1, Math.max(0, (at + 0.5) / tile - 0.5))
  const first = Math.floor(place)
  return [first, Math.min(tiles - 1, first + 1), place - first]
}

/** Most of the tiles with anything on them are dark with something light on it. */
function isInverted(middle: Float32Array, dark: Float32Array, bright: Float32Array): boolean {
  let inverted = 0
  let usual = 0
  for (const [at, level] of middle.entries()) {
    if (Math.max(dark[at]!, bright[at]!) < leastContrast) continue
    if (level < darkPaper && bright[at]! > dark[at]!) inverted += 1
    else usual += 1
  }
  return inverted > 2 * usual
}

/** Each tile as light as the lightest beside it: what is pictured on the paper is not its shade. */
function largest(values: Float32Array, columns: number, rows: number): Float32Array {
  return Float32Array.from(values, (_, at) => Math.max(...beside(values, at, columns, rows)))
}

function smooth(values: Float32Array, columns: number, rows: number): Float32Array {
  return Float32Array.from(values, (_, at) => {
    const near = beside(values, at, columns, rows)
    return near.reduce((sum, value) => sum + value, 0) / near.length
  })
}

function beside(values: Float32Array, at: number, columns: number, rows: number): number[] {
  const [row, column] = [Math.floor(at / columns), at % columns]
  const found: number[] = []
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++)
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) found.push(values[y * columns + x]!)
  return found
}

/** The grey level at or below which so many of the pixels lie. */
function levelAt(counts: Uint32Array, wanted: number): number {
  let seen = 0
  for (let level = 0; level < 256; level++) {
    seen += counts[level]!
    if (seen >= wanted && seen > 0) return level
  }
  return 255
}
