import { around, type Rectangle } from '../../../layout'
import type { PdfLine } from '../pdfLine'
import type { Column } from './columns'

/*
 * Titles of columns that were drawn cell by cell: the second line of one title comes before the first line of the next.
 */

/** More lines with words in the first column are rows of data, not titles. */
const mostLabels = 2

interface TitleRow {
  line: PdfLine
  /** Its titles may stand over several columns. */
  isOverSeveral: boolean
}

export interface Titles {
  rows: TitleRow[]
  /** How many of the rows are titles of columns; titles of groups of rows follow. */
  header: number
  /** The columns as wide as their own titles, which are wider than short values below them. */
  columns: Column[]
}

/** Titles above a table as rows, from the top down, where they were drawn cell by cell; null where they were not, or are rows of data. */
export function titleRows(titles: readonly PdfLine[], columns: readonly Column[]): Titles | null {
  const isByCell = titles.some((line, index) => index > 0 && line.y < titles[index - 1]!.y - 0.5 * line.height)
  if (!isByCell) return null
  const rows: TitleRow[] = []
  const wide = columns.map((column) => ({ ...column }))
  for (const title of titleStacks(titles)) {
    // A title of several lines over one column is that column's own, whatever its single words stand in the middle of.
    const box = around(title)
    const under = columns.flatMap((column, index) => (isUnder(box, column) ? [index] : []))
    const isOverSeveral = title.length === 1 || under.length > 1
    if (title.length > 1 && under.length === 1) widen(wide[under[0]!]!, box)
    for (const line of title) {
      const row = rows.find((other) => isBeside(other.line, line))
      if (!row) rows.push({ line, isOverSeveral })
      else {
        row.line = joined(row.line, line)
        row.isOverSeveral &&= isOverSeveral
      }
    }
  }
  rows.sort((a, b) => a.line.y - b.line.y)
  const header = rows.findLastIndex(({ line }) => !isLabel(line, columns)) + 1
  const labelled = rows.slice(0, header).filter(({ line }) => line.x < columns[0]!.right)
  return header > 0 && labelled.length <= mostLabels ? { rows, header, columns: wide } : null
}

/** Whether two lines stand at one height, next to each other. */
export function isBeside(a: PdfLine, b: PdfLine): boolean {
  const isLevel = Math.abs(a.y + a.height / 2 - b.y - b.height / 2) < 0.4 * Math.min(a.height, b.height)
  return isLevel && (b.x >= a.x + a.width || a.x >= b.x + b.width)
}

/** Lines drawn one after the other that stand below each other. */
function titleStacks(titles: readonly PdfLine[]): PdfLine[][] {
  const stacks: PdfLine[][] = []
  for (const line of titles) {
    const last = stacks.at(-1)?.at(-1)
    const across = last ? Math.min(last.x + last.width, line.x + line.width) - Math.max(last.x, line.x) : 0
    const isNext = last && line.y > last.y && line.y - last.y < 1.6 * line.height && across > 0.5 * Math.min(last.width, line.width)
    if (isNext) stacks.at(-1)!.push(line)
    else stacks.push([line])
  }
  return stacks
}

function isUnder({ x, width }: Rectangle, { left, right }: Column): boolean {
  return Math.min(right, x + width) - Math.max(left, x) > 0
}

function widen(column: Column, { x, width }: Rectangle): void {
  column.left = Math.min(column.left, x)
  column.right = Math.max(column.right, x + width)
}

function isLabel({ x, width }: PdfLine, columns: readonly Column[]): boolean {
  return x < columns[0]!.right && x + width < columns[1]!.left
}

function joined(a: PdfLine, b: PdfLine): PdfLine {
  const words = a.x < b.x ? [...a.words, ...b.words] : [...b.words, ...a.words]
  return { ...a, ...around([a, b]), words, characters: a.characters + b.characters }
}
