const border = /^[\s|:-]*-[\s|:-]*$/u

/** Whether a line is a row of a table, or the half of one that an abbreviation has parted. */
function isTableLine(line: string): boolean {
  return border.test(line) || /^\||\|$/u.test(line.trim()) || (line.match(/\|/gu)?.length ?? 0) >= 2
}

/** Where the heads of the columns of a row stand: the first line of its table; -1 where the line is no row or is that line itself. */
export function headOf(lines: readonly string[], position: number): number {
  if (!isTableLine(lines[position] ?? '')) return -1
  let first = position
  while (first > 0 && isTableLine(lines[first - 1]!)) first--
  return first < position ? first : -1
}

/** The cells of a row; none of a line that is no row. */
export function cellsOf(line: string): string[] {
  if (!line.includes('|') || border.test(line)) return []
  return line
    .trim()
    .replace(/^\|/u, '')
    .replace(/\|$/u, '')
    .split('|')
    .map((cell) => cell.trim())
}
