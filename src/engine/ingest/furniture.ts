import type { Page } from '../page'
import { cutText, type Cut } from './furniture/cut'
import { bodySize, edgeLines, type EdgeLine, keyOf } from './furniture/edges'
import { isCounted, saysSomething } from './furniture/wording'

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
  /** Height of its letters, in points. */
  size: number
  /** Its headings, without case and with # for numbers. */
  headings: string[]
}

export interface Furniture {
  /**
   * Lines whose text repeats, digits aside, with their middle height on the page (0 top, 1 bottom), and the page that keeps them: what no
   * heading of the document says is said once.
   */
  lines: { key: string; edge: EdgeLine['edge']; y: number; keptOn?: number }[]
  /** Places where a number counts up with the pages, by what it is ahead of the physical page. */
  numbers: { ahead: number; edge: EdgeLine['edge']; y: number }[]
  /** The same for numbers that stand alone in their line, at whatever height. */
  alone: number[]
  /** Height of the document's letters, in points: what is set clearly larger is no running head. */
  size: number
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
/** By its height, text is larger than the body from here on; measured on a scan a line is as high as its letters happen to be. */
const larger = 1.15

export function collectEdges(page: Page): PageEdges {
  const lines = edgeLines(page)
  const said = lines.reduce((sum, { start, end }) => sum + end - start, 0)
  const headings = page.blocks.filter(({ kind }) => kind === 'heading').map(({ start, end }) => keyOf(page.text.slice(start, end)))
  const isAll = said > 0 && said === page.text.replaceAll('\n', '').length
  return { page: page.page, lines, isAll, size: bodySize(page), headings }
}

export function findFurniture(edges: readonly PageEdges[]): Furniture {
  const least = Math.max(leastPages, Math.ceil(leastShare * edges.length))
  const sizes = edges.map(({ size }) => size).filter((size) => size > 0)
  const size = sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? 0
  const all = edges.flatMap((page) => page.lines.filter((line) => mayBe(line, size)).map((line) => ({ ...line, page: page.page })))
  const alone = countingAlone(all, least)
  const numbered = new Set(all.filter((line) => isPageNumber(line, line.page, alone)).map(({ page }) => page))
  const repeated = grouped(all, (line) => (/\p{L}/u.test(line.key) ? [line.key] : []), numbered)
  const counting = grouped(all, (line) => line.numbers.map((number) => String(number - line.page)), numbered)
  const lines = together(
    repeated.filter(({ steady }) => steady),
    least,
  ).map(({ key, edge, y }) => ({ key, edge, y }))
  const numbers = together(counting, least).map(({ key, edge, y }) => ({ ahead: Number(key), edge, y }))
  const furniture = { lines, numbers, alone, size }
  const emptied = edges.filter((page) => page.isAll && furnitureOn(page.lines, page.page, furniture).length === page.lines.length)
  if (emptied.length > mostEmptied * edges.length) return { lines: [], numbers: [], alone: [], size }
  return { ...furniture, lines: keptOnce(lines, edges, furniture) }
}

/** Marks on which page each line stays: the first, unless a heading says it or it says nothing but which page this is. */
function keptOnce(lines: Furniture['lines'], edges: readonly PageEdges[], furniture: Furniture): Furniture['lines'] {
  const headings = new Set(edges.flatMap((page) => page.headings))
  const first = new Map<string, number>()
  for (const { page, lines: there } of edges)
    for (const { key } of furnitureOn(there, page, furniture)) if (!first.has(key)) first.set(key, page)
  return lines.map((line) => {
    const keptOn = saysSomething(line.key) && !headings.has(line.key) ? first.get(line.key) : undefined
    return keptOn === undefined ? line : { ...line, keptOn }
  })
}

/** Whether a line may be furniture by its looks: no row of a table, and set no larger than the body, as far as it says anything. */
function mayBe({ isRow, size, key }: EdgeLine, body: number): boolean {
  return !isRow && (body === 0 || size < larger * body || !saysSomething(key))
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
    if (!saysSomething(key)) for (const number of numbers) pages.set(number - page, (pages.get(number - page) ?? 0) + 1)
  }
  const counting = [...pages].filter(([, count]) => count >= leastPages)
  return counting.reduce((sum, [, count]) => sum + count, 0) >= least ? counting.map(([ahead]) => ahead) : []
}

/** A page without its furniture; text, blocks, words and hidden spans still agree. The page itself is left as it was. */
export function removeFurniture(page: Page, furniture: Furniture): Page {
  const found = furnitureOn(edgeLines(page), page.page, furniture)
  const kept = new Set(furniture.lines.filter(({ keptOn }) => keptOn === page.page).map(({ key }) => key))
  const cuts: Cut[] = found.filter(({ key }) => !kept.delete(key))
  return cuts.length === 0 ? page : cutText(page, cuts)
}

/**
 * The lines of a page that are furniture: from the edge on, and parted from what follows by white space. What stands further in than a
 * line that stays, or goes on in the next one, is the text's own; only page numbers stand anywhere.
 */
function furnitureOn(lines: readonly EdgeLine[], page: number, furniture: Furniture): EdgeLine[] {
  const found = lines.filter((line) => mayBe(line, furniture.size) && isFurniture(line, page, furniture))
  return found.filter((line) => {
    if (isPageNumber(line, page, furniture.alone) || line.key === '#') return true
    const rowOf = (row: number) => lines.filter((other) => other.edge === line.edge && other.row === row)
    const isIn = (row: number) => rowOf(row).some((other) => found.includes(other))
    for (let row = 0; row < line.row; row++) if (!isIn(row)) return false
    const inner = rowOf(line.row + 1)
    return line.isApart || (inner.length > 0 && inner.every((other) => found.includes(other) && other.isApart))
  })
}

function isPageNumber(line: EdgeLine, page: number, alone: readonly number[]): boolean {
  return !saysSomething(line.key) && line.numbers.some((number) => alone.includes(number - page))
}

function isFurniture(line: EdgeLine, page: number, { lines, numbers, alone }: Furniture): boolean {
  const near = (other: { edge: EdgeLine['edge']; y: number }) => other.edge === line.edge && Math.abs(other.y - line.y) <= drift
  if (lines.some((other) => other.key === line.key && near(other))) return true
  if (!saysSomething(line.key) && line.numbers.some((number) => alone.includes(number - page))) return true
  if (line.end - line.start > longestNumbered || saysSomething(line.key)) return false
  return numbers.some((other) => near(other) && line.numbers.includes(page + other.ahead))
}

/** Whether the numbers of lines of one key are those of a running head. `numbered` are pages that say their number elsewhere. */
function isSteady(lines: readonly (EdgeLine & { page: number })[], numbered: ReadonlySet<number>): boolean {
  const most = Math.max(1, mostOwn * lines.length)
  const { key } = lines[0]!
  const isSaid = saysSomething(key) && lines.filter(({ page }) => numbered.has(page)).length > mostOwn * lines.length
  return lines[0]!.digits.every((_, index) => {
    const numbers = lines.map(({ digits, page }) => ({ page, number: digits[index] ?? 0 }))
    if (new Set(numbers.map(({ number }) => number)).size <= most) return true
    if (isSaid || isCounted(key)) return false
    const ahead = new Set(numbers.map(({ number, page }) => number - page))
    return ahead.size <= most || isCounting(numbers)
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
function grouped(
  lines: readonly (EdgeLine & { page: number })[],
  keysOf: (line: EdgeLine & { page: number }) => string[],
  numbered: ReadonlySet<number>,
): Group[] {
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
    return { key: name.slice(edge.length + 1), edge, y, pages: pages.length, span, steady: isSteady(members, numbered) }
  })
}
