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
/** Share of the page's height furniture may move from page to page. */
const drift = 0.02
const longestNumbered = 100

export function collectEdges(page: Page): PageEdges {
  return { page: page.page, lines: edgeLines(page) }
}

export function findFurniture(edges: readonly PageEdges[]): Furniture {
  const least = Math.max(leastPages, Math.ceil(leastShare * edges.length))
  const all = edges.flatMap((page) => page.lines.map((line) => ({ ...line, page: page.page })))
  const repeated = grouped(all, (line) => [line.key]).filter((group) => group.pages >= leastPages)
  const usual = repeated.filter((group) => group.pages >= least)
  // Heads that name the chapter repeat only within it: together they make a place where some head stands on many pages.
  const shared = repeated.filter((group) => {
    const neighbours = repeated.filter((other) => other.edge === group.edge && Math.abs(other.y - group.y) <= drift)
    return neighbours.reduce((sum, other) => sum + other.pages, 0) >= least
  })
  const numbers = grouped(all, (line) => line.numbers.map((number) => String(number - line.page))).filter((group) => group.pages >= least)
  const lone = new Map<number, number>()
  for (const line of all)
    if (line.key === '#') for (const number of line.numbers) lone.set(number - line.page, (lone.get(number - line.page) ?? 0) + 1)
  return {
    alone: [...lone].filter(([, pages]) => pages >= least).map(([ahead]) => ahead),
    lines: [...new Set([...usual, ...shared])].map(({ key, edge, y }) => ({ key, edge, y })),
    numbers: numbers.map(({ key, edge, y }) => ({ ahead: Number(key), edge, y })),
  }
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

interface Group {
  key: string
  edge: EdgeLine['edge']
  /** Median height. */
  y: number
  pages: number
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
    const pages = new Set(members.filter((line) => Math.abs(line.y - y) <= drift).map((line) => line.page)).size
    const edge = members[0]!.edge
    return { key: name.slice(edge.length + 1), edge, y, pages }
  })
}
