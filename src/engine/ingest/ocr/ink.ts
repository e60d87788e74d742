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
/** A page with less ink than this is empty but for specks: a line of ten words has five times as much. */
const leastShare = 0.0001

/** Finds the cells with pixels darker than the threshold. */
export function inkOf({ pixels, width, height }: Raster, threshold: number): Ink {
  const cell = Math.max(1, Math.ceil(Math.max(width, height) / longestSide))
  const columns = Math.floor(width / cell)
  const rows = Math.floor(height / cell)
  const cells = new Uint8Array(columns * rows)
  let inked = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!hasInk(pixels, row * cell * width + column * cell, width, cell, threshold)) continue
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

function hasInk(pixels: Uint8Array, start: number, width: number, cell: number, threshold: number): boolean {
  for (let y = 0; y < cell; y++) {
    for (let at = start + y * width; at < start + y * width + cell; at++) if (pixels[at]! < threshold) return true
  }
  return false
}
