import type { PdfLine } from './lines'

/** A gap between two words of a line wider than this many line heights parts cells, not words. */
const cellGap = 1.3
const leastRows = 3
/** Rows further apart than this many line heights belong to different tables. */
const rowStep = 4

/**
 * The lines that are rows of tables: three and more in a row, each below the one before, whose words stand in cells.
 * Their cells are written one after the other; what the columns mean is not known here.
 */
export function tableRows(lines: readonly PdfLine[]): ReadonlySet<number> {
  const rows = new Set<number>()
  let first = 0
  for (let i = 0; i <= lines.length; i++) {
    const line = lines[i]
    const above = lines[i - 1]
    if (line && isRow(line) && i > first && isBelow(above!, line)) continue
    if (i - first >= leastRows && isRow(lines[first]!)) for (let row = first; row < i; row++) rows.add(row)
    first = i
  }
  return rows
}

/** The widest space between two neighbouring words, in points. */
export function widestGap({ words }: PdfLine): number {
  let widest = 0
  for (let i = 1; i < words.length; i++) widest = Math.max(widest, words[i]!.x - words[i - 1]!.x - words[i - 1]!.width)
  return widest
}

function isRow(line: PdfLine): boolean {
  return !line.vertical && widestGap(line) > cellGap * line.size
}

function isBelow(above: PdfLine, line: PdfLine): boolean {
  const step = line.y - above.y
  return isRow(above) && step > 0.3 * line.height && step < rowStep * line.height
}
