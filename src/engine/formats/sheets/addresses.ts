/** A rectangle of cells; rows and columns are counted from 1. */
export interface CellRange {
  top: number
  left: number
  bottom: number
  right: number
}

/** The last row and column a sheet can have, and then some: LibreOffice goes to 16,384 columns, CSV files have no end. */
const maxColumnLetters = 4

/** The name of a column counted from 1: A, B … Z, AA … */
export function columnName(number: number): string {
  let name = ''
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}

/** The number of a column called A, B … Z, AA … */
export function columnNumber(name: string): number {
  let number = 0
  for (let i = 0; i < name.length; i++) number = number * 26 + name.charCodeAt(i) - 64
  return number
}

/** A range such as B2:F9, B2 or $B$2:$F$9; null where it is none. */
export function parseRange(text: string): CellRange | null {
  const found = new RegExp(`^\\$?([A-Z]{1,${maxColumnLetters}})\\$?(\\d{1,9})(?::\\$?([A-Z]{1,${maxColumnLetters}})\\$?(\\d{1,9}))?$`).exec(
    text,
  )
  if (!found) return null
  const [left, top] = [columnNumber(found[1]!), Number(found[2])]
  const [right, bottom] = [found[3] ? columnNumber(found[3]) : left, found[4] ? Number(found[4]) : top]
  return { top: Math.min(top, bottom), left: Math.min(left, right), bottom: Math.max(top, bottom), right: Math.max(left, right) }
}

/** The name of a range, B2:F9, or B2 for a single cell. */
export function rangeName({ top, left, bottom, right }: CellRange): string {
  const [from, to] = [`${columnName(left)}${top}`, `${columnName(right)}${bottom}`]
  return from === to ? from : `${from}:${to}`
}

/** Whether a cell lies in a range. */
export function isInside({ top, left, bottom, right }: CellRange, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right
}
