import type { LayoutBlock } from '../../layout'
import type { PdfLine } from './pdfLine'

/** Where this share of a page is set in a typewriter font, it is the page's own and says nothing. */
const mostMono = 0.5

/** Lines of listings: two and more in a row set in a typewriter font, on a page that is not. */
export function codeLines(lines: readonly PdfLine[]): ReadonlySet<number> {
  const found = new Set<number>()
  const all = lines.reduce((sum, line) => sum + line.characters, 0)
  const mono = lines.reduce((sum, line) => sum + (line.mono ? line.characters : 0), 0)
  if (mono === 0 || mono > mostMono * all) return found
  for (let first = 0; first < lines.length; first++) {
    if (!isEven(lines[first]!)) continue
    let last = first
    while (last + 1 < lines.length && isEven(lines[last + 1]!) && areAlike(lines[last]!, lines[last + 1]!)) last += 1
    const isListing = last > first && lines.slice(first, last + 1).some((line) => line.mono)
    for (let i = first; isListing && i <= last; i++) found.add(i)
    first = last
  }
  return found
}

function isEven({ mono, pitch }: PdfLine): boolean {
  return mono || pitch > 0
}

/** Short lines are even by chance; in a listing their letters are as wide as those beside them. */
function areAlike(a: PdfLine, b: PdfLine): boolean {
  return (a.mono && b.mono) || (Math.abs(a.pitch - b.pitch) <= 0.01 * a.pitch && a.size === b.size)
}

/** Gives the lines of a listing the spaces they are set in by. */
export function indent({ lines }: LayoutBlock): void {
  const words = lines.flatMap((line) => line.words)
  const widths = words.map(({ width, text }) => width / text.length).sort((a, b) => a - b)
  const step = widths[widths.length >> 1]!
  const left = Math.min(...lines.map(({ x }) => x))
  for (const line of lines) {
    const spaces = Math.round((line.x - left) / step)
    if (spaces > 0 && spaces < 80) line.indent = spaces
  }
}
