import type { Page } from '../page'
import { cutText, type Cut } from './furniture/cut'
import { edgeLines, type EdgeLine } from './furniture/edges'

/*
 * Running heads, running feet and page numbers: what stands on the edge of page after page and is not part of what they say.
 * Edges are gathered while pages stream by; when all are known, what repeats is taken out of each page.
 */

/** What the edges of one page say. */
export interface PageEdges {
  page: number
  lines: EdgeLine[]
  /** The page says nothing else. */
  isAll: boolean
}

export interface Furniture {
  /** Lines whose text repeats, digits aside, with their middle height on the page (0 top, 1 bottom). */
  lines: { key: string; edge: EdgeLine['edge']; y: number }[]
  /** Places where a number counts up with the pages, by what it is ahead of the physical page. */
  numbers: { ahead: number; edge: EdgeLine['edge']; y: number }[]
  /** The same for numbers that stand alone in their line, at whatever height. */
  alone: number[]
}

/** Repeated on this share of the pages, and on at least this many, a line is furniture. */
const leastShare = 0.3
const leastPages = 3
/** A part of a document has furniture of its own where a line stands on this many pages and this share of those it spans. */
const partPages = 8
const partShare = 0.4
/** Share of the page's height furniture may move from page to page. */
const drift = 0.02
const longestNumbered = 100
/** Where more than this share of the pages would say nothing any more, what repeats is what they say: labels, tickets, forms. */
const mostEmptied = 0.5
/** Numbers of a running head are the same on pages or count up with them: at most this share of its pages has a number of its own. */
const mostOwn = 0.5
/** Pages left out between two of an excerpt. */
const mostSkipped = 100

export function collectEdges(page: Page): PageEdges {
  const lines = edgeLines(page)
  const said = lines.reduce((sum, { start, end }) => sum + end - start, 0)
  return { page: page.page, lines, isAll: said > 0 && said === page.text.replaceAll('\n', '').length }
}

export function findFurniture(edges: readonly PageEdges[]): Furniture {
  const least = Math.max(leastPages, Math.ceil(leastShare * edges.length))
  const all = edges.flatMap((page) => page.lines.map((line) => ({ ...line, page: page.page })))
  const repeated = grouped(all, (line) => (/\p{L}/u.test(line.key) ? [line.key] : []))
  const counting = grouped(all, (line) => line.numbers.map((number) => String(number - line.page)))
  const furniture = {
    lines: together(
      repeated.filter(({ steady }) => steady),
      least,
    ).map(({ key, edge, y }) => ({ key, edge, y })),
    numbers: together(counting, least).map(({ key, edge, y }) => ({ ahead: Number(key), edge, y })),
    alone: countingAlone(all, least),
  }
  const emptied = edges.filter(({ page, lines, isAll }) => isAll && lines.every((line) => isFurniture(line, page, furniture)))
  return emptied.length > mostEmptied * edges.length ? { lines: [], numbers: [], alone: [] } : furniture
}

/**
 * Groups that stand on enough pages, alone or with others at their place: heads that name the chapter repeat only within it,
 * page numbers may start over in each part.
 */
function together(groups: readonly Group[], least: number): Group[] {
  const repeated = groups.filter((group) => group.pages >= leastPages)
  return repeated.filter((group) => {
    const neighbours = repeated.filter((other) => other.edge === group.edge && Math.abs(other.y - group.y) <= drift)
    const isOfPart = group.pages >= partPages && group.pages >= partShare * group.span
    return isOfPart || neighbours.reduce((sum, other) => sum + other.pages, 0) >= least
  })
}

/** By how much numbers that stand alone in their line are ahead of the page, where on enough pages they count up with it. */
function countingAlone(lines: readonly (EdgeLine & { page: number })[], least: number): number[] {
  const pages = new Map<number, number>()
  for (const { key, numbers, page } of lines) {
    if (key === '#') for (const number of numbers) pages.set(number - page, (pages.get(number - page) ?? 0) + 1)
  }
  const counting = [...pages].filter(([, count]) => count >= leastPages)
  return counting.reduce((sum, [, count]) => sum + count, 0) >= least ? counting.map(([ahead]) => ahead) : []
}

/** A page without its furniture; text, blocks, words and hidden spans still agree. The page itself is left as it was. */
export function removeFurniture(page: Page, furniture: Furniture): Page {
  const cuts: Cut[] = edgeLines(page).filter((line) => isFurniture(line, page.page, furniture))
  return cuts.length === 0 ? page : cutText(page, cuts)
}

function isFurniture(line: EdgeLine, page: number, { lines, numbers, alone }: Furniture): boolean {
  const near = (other: { edge: EdgeLine['edge']; y: number }) => other.edge === line.edge && Math.abs(other.y - line.y) <= drift
  if (lines.some((other) => other.key === line.key && near(other))) return true
  if (line.key === '#' && line.numbers.some((number) => alone.includes(number - page))) return true
  if (line.end - line.start > longestNumbered) return false
  return numbers.some((other) => near(other) && line.numbers.includes(page + other.ahead))
}

function isSteady(lines: readonly (EdgeLine & { page: number })[]): boolean {
  const most = Math.max(1, mostOwn * lines.length)
  return lines[0]!.digits.every((_, index) => {
    const numbers = lines.map(({ digits, page }) => ({ page, number: digits[index] ?? 0 }))
    const ahead = new Set(numbers.map(({ number, page }) => number - page))
    return new Set(numbers.map(({ number }) => number)).size <= most || ahead.size <= most || isCounting(numbers)
  })
}

/** Whether numbers grow from page to page at least as fast as the pages: page numbers of a book of which only some pages are there. */
function isCounting(numbers: readonly { page: number; number: number }[]): boolean {
  const sorted = numbers.toSorted((a, b) => a.page - b.page)
  return sorted.slice(1).every(({ page, number }, index) => {
    const [pages, more] = [page - sorted[index]!.page, number - sorted[index]!.number]
    return more >= pages && more <= mostSkipped * Math.max(1, pages)
  })
}

interface Group {
  key: string
  edge: EdgeLine['edge']
  /** Median height. */
  y: number
  pages: number
  /** Pages from its first to its last. */
  span: number
  /** Its numbers repeat or count up with the pages; others are data: a line of every invoice, the reading of every day. */
  steady: boolean
}

/** Lines of one key at one edge, counted once a page where they stand about as high as most of them. */
function grouped(lines: readonly (EdgeLine & { page: number })[], keysOf: (line: EdgeLine & { page: number }) => string[]): Group[] {
  const groups = new Map<string, (EdgeLine & { page: number })[]>()
  for (const line of lines) {
    for (const key of keysOf(line)) {
      const name = `${line.edge} ${key}`
      const group = groups.get(name)
      if (group) group.push(line)
      else groups.set(name, [line])
    }
  }
  return [...groups].map(([name, members]) => {
    const heights = members.map((line) => line.y).sort((a, b) => a - b)
    const y = heights[heights.length >> 1]!
    const pages = [...new Set(members.filter((line) => Math.abs(line.y - y) <= drift).map((line) => line.page))]
    const edge = members[0]!.edge
    const span = Math.max(...pages) - Math.min(...pages) + 1
    return { key: name.slice(edge.length + 1), edge, y, pages: pages.length, span, steady: isSteady(members) }
  })
}
