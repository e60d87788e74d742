import type { Page } from '../../page'
import { type LayoutBlock, writeLayout } from '../../layout'
import { hiddenText, joinHidden } from '../text/hiddenText'
import { type Drawn, groupLines } from './blocks'
import type { HeadingContext } from './headings'
import type { PdfLine } from './pdfLine'
import { turnBlocksBack, turnedDrawn, turnedLines, type Way, waysOf } from './turned'
import { vocabulary } from './vocabulary'

const none: ReadonlySet<string> = new Set()

export interface ReadLines {
  width: number
  height: number
  lines: readonly PdfLine[]
  /** What readers noted, which comes last. */
  comments?: readonly LayoutBlock[]
}

/** The lines of a page as a page: grouped, ordered and written out. */
export function readingOf(
  page: number,
  { width, height, lines, comments = [] }: ReadLines,
  drawn: Drawn,
  context: HeadingContext,
  known: ReadonlySet<string> = none,
): Page {
  const blocks = waysOf(lines).flatMap((way) => blocksOf(way, { width, height }, drawn, context))
  const layout = writeLayout([...blocks, ...comments], vocabulary(known, lines))
  const hidden = joinHidden([...(layout.hidden ?? []), ...hiddenText(layout.text)])
  return { page, source: 'text', width, height, ...layout, ...(hidden.length > 0 ? { hidden } : {}) }
}

/** The blocks of lines that are set one way round, as they lie on the page. */
function blocksOf(way: Way, page: { width: number; height: number }, drawn: Drawn, context: HeadingContext): LayoutBlock[] {
  const { turns } = way
  if (turns === 0) return groupLines(way.lines, drawn, { ...context, body: Math.max(context.body, runningHeight(way.lines)) })
  const lines = turnedLines(way, page)
  const blocks = groupLines(lines, turnedDrawn(drawn, turns, page), { ...context, body: Math.max(context.body, bodyHeight(lines)) })
  turnBlocksBack(blocks, turns, page)
  return blocks
}

/** Lines at least this long are running text, and this many of one height are what the page is set in, however small the rest is. */
const longLine = 50
const manyLines = 8

/** The height of the running text of one page; 0 where it has little. */
function runningHeight(lines: readonly PdfLine[]): number {
  const long = lines.filter(({ characters, bold }) => characters >= longLine && !bold)
  const height = long.length >= manyLines ? bodyHeight(long) : 0
  return long.filter(({ size }) => Math.abs(size - height) < 0.25).length >= manyLines ? height : 0
}

/** The height with the most characters, in quarters of a point; 0 without text. */
export function bodyHeight(lines: readonly PdfLine[]): number {
  const weights = new Map<number, number>()
  for (const { size, characters } of lines) {
    const key = Math.round(size * 4) / 4
    if (key > 0) weights.set(key, (weights.get(key) ?? 0) + characters)
  }
  return [...weights].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}
