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
}

/** Rows looked at from either end of the page, and how far from it they may stand (share of the height). */
const edgeRows = 2
const margin = 0.2

/** The two uppermost and two lowest rows of a page, wherever they stand in its text; none for pages without boxes. */
export function edgeLines(page: Page): EdgeLine[] {
  if (page.height <= 0) return []
  const placed = placedLines(page)
  // Printed web pages end where their text ends: their last row is looked at wherever it stands.
  const lowest = Math.max(...placed.map((line) => line.y))
  const top = rowsFrom(placed.filter((line) => line.y < margin * page.height))
  const low = placed.filter((line) => line.y > (1 - margin) * page.height || line.y === lowest)
  const bottom = rowsFrom(low.map((line) => ({ ...line, y: -line.y })))
  const written = (lines: readonly PlacedLine[], edge: EdgeLine['edge']) =>
    lines.map(({ start, end, y }): EdgeLine => {
      const text = page.text.slice(start, end)
      return { start, end, edge, y: Math.abs(y) / page.height, key: keyOf(text), numbers: numbersAtEnds(text), digits: digitsOf(text) }
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

/** The lines of the first two rows, counted from the smallest y on. */
function rowsFrom(lines: PlacedLine[]): PlacedLine[] {
  const sorted = [...lines].sort((a, b) => a.y - b.y)
  const taken: PlacedLine[] = []
  let rows = 0
  let last = -Infinity
  for (const line of sorted) {
    if (line.y - last > 0.5 * line.height) rows += 1
    if (rows > edgeRows) break
    last = Math.max(last, line.y)
    taken.push(line)
  }
  return taken
}

function keyOf(text: string): string {
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
