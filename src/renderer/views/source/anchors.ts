import type { Anchor } from '../../../contract'

/** The place that begins within a range of the text; the first where several do. */
export function anchorIn(anchors: readonly Anchor[], { start, end }: { start: number; end: number }): Anchor | undefined {
  let low = 0
  let high = anchors.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((anchors[middle] as Anchor).start < start) low = middle + 1
    else high = middle
  }
  const found = anchors[low]
  return found && found.start < end ? found : undefined
}

/** Row number and first column of a range of cells such as B5:F5; null for other places. */
export function cellsOfAnchor(anchor: Anchor | undefined): { row: number; column: number } | null {
  if (anchor?.place.kind !== 'cells') return null
  const found = /^([A-Z]+)(\d+)/.exec(anchor.place.range)
  if (!found) return null
  let column = 0
  for (const letter of found[1] as string) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(found[2]), column }
}

/** The letters of a column counted from 1. */
export function columnLetters(number: number): string {
  let letters = ''
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return letters
}
