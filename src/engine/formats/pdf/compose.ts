import type { Page } from '../../page'
import { writeLayout } from '../../layout'
import { hiddenText, joinHidden } from '../text/hiddenText'
import { type Drawn, groupLines } from './blocks'
import type { HeadingContext } from './headings'
import type { PdfLine } from './lines'

/** The lines of a page as a page: grouped, ordered and written out. */
export function readingOf(
  page: number,
  { width, height, lines }: { width: number; height: number; lines: readonly PdfLine[] },
  drawn: Drawn,
  context: HeadingContext,
): Page {
  const layout = writeLayout(groupLines(lines, drawn, context))
  const hidden = joinHidden([...(layout.hidden ?? []), ...hiddenText(layout.text)])
  return { page, source: 'text', width, height, ...layout, ...(hidden.length > 0 ? { hidden } : {}) }
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
