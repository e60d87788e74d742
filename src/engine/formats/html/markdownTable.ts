import { isInvisible, walkMarkup, type MarkupNode } from './walkMarkup'

/** Longest cell of a table of data; what is longer is a page laid out with a table. */
const longestCell = 2_000
const widestSpan = 100

/** A table as Markdown, its first row as the header; null where it only lays out other content. */
export function markdownTable(table: MarkupNode): string | null {
  const rows = withoutSpareColumns(rowsOf(table).map(joinSigns)).filter((row) => row.some((cell) => cell !== ''))
  const columns = Math.max(0, ...rows.map((row) => row.length))
  if (rows.length < 2 || columns < 2 || rows.some((row) => row.some((cell) => cell.length > longestCell))) return null
  const lines = rows.map((row) => `| ${Array.from({ length: columns }, (_, i) => row[i] ?? '').join(' | ')} |`)
  lines.splice(1, 0, `|${' --- |'.repeat(columns)}`)
  return lines.join('\n')
}

const itemMark = /^(?:[•·▪◦‣●○–—*☐☑☒✓-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])$/i

/** The item of a list that a table of one row stands for, its mark in a cell of its own; null where it is none. */
export function itemOf(table: MarkupNode): string | null {
  const rows = rowsOf(table).map((row) => row.filter((cell) => cell !== ''))
  const [row, ...others] = rows.filter((cells) => cells.length > 0)
  return row?.length === 2 && others.length === 0 && itemMark.test(row[0]!) ? `${row[0]} ${row[1]!.replaceAll('\\|', '|')}` : null
}

function rowsOf(table: MarkupNode): string[][] {
  const rows: string[][] = []
  /** Rows that a cell above still reaches down into, by column. */
  const reaching: number[] = []
  walkMarkup(table, {
    enter(node) {
      if (isInvisible(node)) return false
      if (node.localName === 'tr') {
        rows.push([])
        skipReached(rows.at(-1)!, reaching)
      }
      if (node.localName !== 'td' && node.localName !== 'th') return true
      const row = rows.at(-1)
      if (row) addCell(row, node, reaching)
      return false
    },
  })
  return rows
}

function addCell(row: string[], cell: MarkupNode, reaching: number[]): void {
  const down = span(cell, 'rowspan') - 1
  const text = cellText(cell)
  for (let i = span(cell, 'colspan'); i > 0; i--) {
    if (down > 0) reaching[row.length] = down
    row.push('')
  }
  row[row.length - span(cell, 'colspan')] = text
  skipReached(row, reaching)
}

function skipReached(row: string[], reaching: number[]): void {
  while ((reaching[row.length] ?? 0) > 0) {
    reaching[row.length]!--
    row.push('')
  }
}

function span(cell: MarkupNode, name: string): number {
  const value = Number.parseInt(cell.getAttribute?.(name) ?? '', 10)
  return value > 1 ? Math.min(value, widestSpan) : 1
}

/** The text of a cell on one line. */
function cellText(cell: MarkupNode): string {
  const parts: string[] = []
  walkMarkup(cell, {
    enter(node) {
      if (isInvisible(node)) return false
      if (node.nodeType === 3) parts.push(node.data ?? '')
      else if (/^(br|p|div|li|h[1-6])$/.test(node.localName ?? '')) parts.push(' ')
      return true
    },
  })
  return parts.join('').replace(/\s+/g, ' ').trim().replaceAll('|', '\\|')
}

/** Accounts put a currency sign, a closing bracket or a per cent sign into a cell of its own: back to their number. */
function joinSigns(row: readonly string[]): string[] {
  const joined = [...row]
  for (let i = 0; i < joined.length; i++) {
    const cell = joined[i]!
    if (/^\(?[$€£¥]$/.test(cell)) {
      const next = joined.findIndex((other, at) => at > i && other !== '')
      if (next > 0 && /^[\d(–—-]/.test(joined[next]!)) {
        joined[next] = cell + joined[next]
        joined[i] = ''
      }
    } else if (/^(\)%?|%)$/.test(cell)) {
      const before = joined.findLastIndex((other, at) => at < i && other !== '')
      if (before >= 0) {
        joined[before] += cell
        joined[i] = ''
      }
    }
  }
  return joined
}

/** Drops empty columns, and joins neighbours of which every row fills at most one: spacers, and headings that span their numbers. */
function withoutSpareColumns(rows: readonly string[][]): string[][] {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const columns: string[][] = []
  for (let i = 0; i < width; i++) {
    const column = rows.map((row) => row[i] ?? '')
    if (column.every((cell) => cell === '')) continue
    const before = columns.at(-1)
    if (before && column.every((cell, row) => cell === '' || before[row] === ''))
      columns[columns.length - 1] = before.map((cell, row) => cell || column[row]!)
    else columns.push(column)
  }
  return rows.map((_, row) => columns.map((column) => column[row]!))
}
