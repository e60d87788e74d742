import type { Raster } from '../../format'
import type { Rectangle } from '../../layout'

/** Where a raster differs from its paper, on a coarse grid. */
export interface Ink {
  /** Share of cells with ink, 0 to 1. */
  share: number
  columns: number
  rows: number
  /** Pixels a cell is wide and high. */
  cell: number
  /** 1 where the cell has ink. */
  cells: Uint8Array
}

const longestSide = 800
/** Grey levels between paper and ink; scanner noise and paper shade stay below. */
const contrast = 60
/** A page with less ink than this is empty but for specks: a line of ten words has five times as much. */
const leastShare = 0.0001

export function inkOf({ pixels, width, height }: Raster): Ink {
  const cell = Math.max(1, Math.ceil(Math.max(width, height) / longestSide))
  const columns = Math.floor(width / cell)
  const rows = Math.floor(height / cell)
  const paper = median(pixels)
  const cells = new Uint8Array(columns * rows)
  let inked = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!hasInk(pixels, row * cell * width + column * cell, width, cell, paper)) continue
      cells[row * columns + column] = 1
      inked += 1
    }
  }
  return { share: inked / Math.max(1, cells.length), columns, rows, cell, cells }
}

/** Whether there is nothing to recognise. */
export function isBlank(ink: Ink): boolean {
  return ink.share < leastShare
}

/** Share of the ink that lies in the boxes (pixels of the raster the ink was taken from), 0 to 1. */
export function coveredShare(ink: Ink, boxes: readonly Rectangle[]): number {
  const left = ink.cells.slice()
  let covered = 0
  for (const box of boxes) {
    const fromRow = Math.max(0, Math.floor(box.y / ink.cell))
    const toRow = Math.min(ink.rows - 1, Math.floor((box.y + box.height) / ink.cell))
    const fromColumn = Math.max(0, Math.floor(box.x / ink.cell))
    const toColumn = Math.min(ink.columns - 1, Math.floor((box.x + box.width) / ink.cell))
    for (let row = fromRow; row <= toRow; row++) {
      for (let column = fromColumn; column <= toColumn; column++) {
        covered += left[row * ink.columns + column]!
        left[row * ink.columns + column] = 0
      }
    }
  }
  return covered / Math.max(1, ink.share * ink.cells.length)
}

/** How much rougher the profile across the page is than the profile down it: below 1 where lines run across, above where they run down. */
export function sidewaysness(ink: Ink): number {
  const down = new Float64Array(ink.rows)
  const across = new Float64Array(ink.columns)
  for (let row = 0; row < ink.rows; row++) {
    for (let column = 0; column < ink.columns; column++) {
      const value = ink.cells[row * ink.columns + column]!
      down[row]! += value
      across[column]! += value
    }
  }
  return roughness(across) / Math.max(1e-9, roughness(down))
}

/** The window of half the page's width and height with the most ink, in pixels. */
export function densestWindow(ink: Ink): Rectangle {
  const columns = Math.max(1, ink.columns >> 1)
  const rows = Math.max(1, ink.rows >> 1)
  let best = { x: 0, y: 0, inked: -1 }
  for (const down of [0, 0.25, 0.5, 0.75, 1]) {
    for (const across of [0, 0.5, 1]) {
      const x = Math.floor((ink.columns - columns) * across)
      const y = Math.floor((ink.rows - rows) * down)
      let inked = 0
      for (let row = y; row < y + rows; row++)
        for (let column = x; column < x + columns; column++) inked += ink.cells[row * ink.columns + column]!
      if (inked > best.inked) best = { x, y, inked }
    }
  }
  return { x: best.x * ink.cell, y: best.y * ink.cell, width: columns * ink.cell, height: rows * ink.cell }
}

function roughness(profile: Float64Array): number {
  let sum = 0
  let change = 0
  for (let i = 1; i < profile.length; i++) {
    sum += profile[i]!
    change += (profile[i]! - profile[i - 1]!) ** 2
  }
  return (change / Math.max(1, sum * sum)) * profile.length
}

function hasInk(pixels: Uint8Array, start: number, width: number, cell: number, paper: number): boolean {
  for (let y = 0; y < cell; y++) {
    for (let x = 0; x < cell; x++) {
      if (Math.abs(pixels[start + y * width + x]! - paper) > contrast) return true
    }
  }
  return false
}

function median(pixels: Uint8Array): number {
  const counts = new Uint32Array(256)
  const step = Math.max(1, Math.floor(pixels.length / 100_000))
  let total = 0
  for (let i = 0; i < pixels.length; i += step) {
    counts[pixels[i]!]! += 1
    total += 1
  }
  let seen = 0
  for (let level = 0; level < 256; level++) {
    seen += counts[level]!
    if (seen * 2 >= total) return level
  }
  return 255
}
