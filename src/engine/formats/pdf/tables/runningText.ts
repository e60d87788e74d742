import { around } from '../../../layout'
import type { PdfLine } from '../pdfLine'
import { type Column, columnOf } from './columns'
import type { Segment } from './segments'

/** Sentences that go on from line to line in at least two columns: text set in columns, no table. */
export function isRunningText(rows: readonly (readonly (readonly Segment[])[])[]): boolean {
  let running = 0
  for (let column = 0; column < rows[0]!.length; column++) {
    const texts = rows.map((cells) => cells[column]!.map(({ text }) => text).join(' ')).filter((text) => text !== '')
    let goingOn = 0
    for (let i = 1; i < texts.length; i++) if (/[\p{Ll},-]$/u.test(texts[i - 1]!) && /^\p{Ll}/u.test(texts[i]!)) goingOn += 1
    const words = texts.reduce((sum, text) => sum + text.split(' ').length, 0) / texts.length
    if (texts.length >= 2 && words >= 3.5 && goingOn >= 0.3 * (texts.length - 1)) running += 1
  }
  return running >= 2
}

/** Lines that hold the text of several columns, column by column. */
export function columnByColumn(lines: readonly PdfLine[], segments: readonly Segment[][], columns: readonly Column[]): PdfLine[] {
  return columns.flatMap((_, column) =>
    lines.flatMap((line, index): PdfLine[] => {
      const own = segments[index]!.filter((segment) => columnOf(columns, segment) === column)
      if (own.length === 0) return []
      const words = own.flatMap((segment) => segment.words)
      return [{ ...line, ...around(words), words, characters: words.reduce((sum, { text }) => sum + text.length, 0) }]
    }),
  )
}
