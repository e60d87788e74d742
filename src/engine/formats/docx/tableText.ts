import { visibleText } from './hiddenMarks'

export interface TableCell {
  text: string
  /** Columns it reaches over, 1 or more. */
  span: number
  /** Whether it goes on with the cell above. */
  continues: boolean
}

/** Longest cell of a table of data; what is longer is a page laid out with a table. */
const longestCell = 2_000
const mostColumns = 1_000

/**
 * The rows of a table as a grid. A cell that reaches down repeats its words in each row, so that a row read alone still has its label;
 * numbers are not repeated, as they would be counted twice. A cell that reaches to the right stands in its first column.
 */
export function gridOf(rows: readonly (readonly TableCell[])[]): string[][] {
  const grid: string[][] = []
  for (const cells of rows) grid.push(gridRow(cells, grid.at(-1)))
  return grid
}

/** The next row of such a grid, below the one before. */
export function gridRow(cells: readonly TableCell[], above: readonly string[] | undefined): string[] {
  const row: string[] = []
  for (const { text, span, continues } of cells) {
    const repeated = continues ? (above?.[row.length] ?? '') : text
    row.push(continues && !/\p{L}/u.test(repeated) ? '' : repeated)
    for (let i = 1; i < span && row.length < mostColumns; i++) row.push('')
    if (row.length >= mostColumns) break
  }
  return row
}

/** A grid as a Markdown table, its first row as the header; null where it only lays out other content. */
export function markdownGrid(grid: readonly (readonly string[])[]): string | null {
  const filled = grid.filter((row) => row.some((cell) => visibleText(cell).trim() !== ''))
  const width = filled.reduce((most, row) => Math.max(most, row.length), 0)
  const used = Array.from({ length: width }, (_, column) => column).filter((column) => filled.some((row) => (row[column] ?? '') !== ''))
  if (filled.length < 2 || used.length < 2 || filled.some((row) => row.some((cell) => cell.length > longestCell))) return null
  const lines = filled.map((row) => `| ${used.map((column) => cellOf(row[column] ?? '')).join(' | ')} |`)
  lines.splice(1, 0, `|${' --- |'.repeat(used.length)}`)
  return lines.join('\n')
}

function cellOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|')
}
