import { type Page, wordsOf } from '../../page'

/** A line of text at the top or bottom of a page. */
export interface EdgeLine {
  start: number
  end: number
  edge: 'top' | 'bottom'
  /** Its middle as a share of the page's height, 0 at the top. */
  y: number
  /** Its text without case, with every number as #. */
  key: string
  /** The numbers it begins and ends with, Roman ones too. */
  numbers: number[]
  /** All its numbers in digits, in their order. */
  digits: number[]
  /** Its row, counted from the edge: 0 is the outermost. */
  row: number
  /** White space parts its row from the next one towards the middle of the page, more than lines of a paragraph have between them. */
  isApart: boolean
  /** Height of its words, in points. */
  size: number
  /** It is a row of a table. */
  isRow: boolean
}

/** Rows looked at from either end of the page, and how far from it they may stand (share of the height). */
const edgeRows = 2
const margin = 0.2

/** The two uppermost and two lowest rows of a page, wherever they stand in its text; none for pages without boxes. */
export function edgeLines(page: Page): EdgeLine[] {
  if (page.height <= 0) return []
  const placed = placedLines(page)
  const usual = usualSpace(placed)
  // Printed web pages end where their text ends: their last row is looked at wherever it stands.
  const lowest = Math.max(...placed.map((line) => line.y))
  const upended = placed.map((line) => ({ ...line, y: -line.y }))
  const top = rowsFrom(placed, (line) => line.y < margin * page.height, usual)
  const bottom = rowsFrom(upended, (line) => -line.y > (1 - margin) * page.height || -line.y === lowest, usual)
  const tables = page.blocks.filter(({ kind }) => kind === 'table')
  const written = (lines: readonly RowLine[], edge: EdgeLine['edge']) =>
    lines.map(({ start, end, y, height, row, isApart }): EdgeLine => {
      const text = page.text.slice(start, end)
      const isRow = tables.some((table) => table.start <= start && table.end >= end)
      const said = { key: keyOf(text), numbers: numbersAtEnds(text), digits: digitsOf(text) }
      return { start, end, edge, y: Math.abs(y) / page.height, ...said, row, isApart, size: height, isRow }
    })
  return [...written(top, 'top'), ...written(bottom, 'bottom')]
}

interface PlacedLine {
  start: number
  end: number
  /** Middle, in points. */
  y: number
  height: number
}

function placedLines(page: Page): PlacedLine[] {
  const lines: PlacedLine[] = []
  const words = wordsOf(page)
  let next = 0
  for (let start = 0; start < page.text.length;) {
    const newline = page.text.indexOf('\n', start)
    const end = newline < 0 ? page.text.length : newline
    const middles: number[] = []
    const heights: number[] = []
    while (next < words.length && words[next]!.start < end) {
      const { y, height } = words[next]!
      next += 1
      middles.push(y + height / 2)
      heights.push(height)
    }
    if (middles.length > 0) lines.push({ start, end, y: median(middles), height: median(heights) })
    start = end + 1
  }
  return lines
}

interface RowLine extends PlacedLine {
  row: number
  isApart: boolean
}

/** Space between two lines that parts them, by the height of their letters and by what is usual on the page. */
const leastSpace = 0.5
const moreThanUsual = 1.25
/** A page of fewer lines has no usual space. */
const fewestLines = 8

/** The lines of the first two rows that stand in the margin, counted from the smallest y on. */
function rowsFrom(lines: readonly PlacedLine[], isInMargin: (line: PlacedLine) => boolean, usual: number): RowLine[] {
  const sorted = lines.toSorted((a, b) => a.y - b.y)
  const taken: RowLine[] = []
  let rows = 0
  let last = -Infinity
  for (const [index, line] of sorted.entries()) {
    if (line.y - last > 0.5 * line.height) rows += 1
    if (rows > edgeRows || !isInMargin(line)) break
    last = Math.max(last, line.y)
    const inner = sorted.slice(index + 1).find((other) => other.y - line.y > 0.5 * other.height)
    taken.push({ ...line, row: rows - 1, isApart: !inner || isParted(line, inner, usual) })
  }
  return taken
}

function isParted(line: PlacedLine, inner: PlacedLine, usual: number): boolean {
  const space = inner.y - line.y - (line.height + inner.height) / 2
  return space >= leastSpace * Math.min(line.height, inner.height) && space >= moreThanUsual * usual
}

/** The space between lines of a paragraph: a quarter of those that follow each other have no more. 0 where there are too few. */
function usualSpace(lines: readonly PlacedLine[]): number {
  const spaces = lines.slice(1).map((line, index) => line.y - lines[index]!.y - (line.height + lines[index]!.height) / 2)
  const down = spaces.filter((space) => space > 0)
  return down.length < fewestLines ? 0 : down.sort((a, b) => a - b)[down.length >> 2]!
}

/** Height of the page's letters: of half of them at most; 0 without boxes. */
export function bodySize(page: Page): number {
  const words = wordsOf(page)
  return words.length === 0 ? 0 : median(words.map(({ height }) => height))
}

/** A line without case and with # for its numbers. */
export function keyOf(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  return plain.replace(/\d+/g, '#').replace(/^[ivxlc]+$|^[ivxlc]+ (?=\D{4})|(?<=\D{4}) [ivxlc]+$/g, '#')
}

function digitsOf(text: string): number[] {
  return (text.normalize('NFKC').match(/\d+/g) ?? []).map(Number)
}

function numbersAtEnds(text: string): number[] {
  const parts = text.split(/[\s|/–—-]+/).filter((part) => part !== '')
  const ends = parts.length === 0 ? [] : [parts[0]!, parts.at(-1)!]
  return [...new Set(ends.map(numberOf))].filter((number) => number !== null)
}

function numberOf(part: string): number | null {
  if (/^\d{1,5}$/.test(part)) return Number(part)
  return /^[ivxlc]{1,8}$/i.test(part) ? roman(part.toLowerCase()) : null
}

const romanValues: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 }

function roman(digits: string): number {
  const values = [...digits].map((digit) => romanValues[digit]!)
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0)
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!
}
