import { isCurrency, isValue, type Segment, segmentOf } from './segments'

/** A column of a table: from its left to its right edge. */
export interface Column {
  left: number
  right: number
}

/** Share of the rows that may reach over the space between two columns: long labels, titles over several columns. */
const crossing = 0.12

/**
 * The columns that rows have in common: stretches across the page that are covered in more than a few of the rows, parted by
 * stretches at least `space` wide that are covered in almost none.
 */
export function findColumns(rows: readonly (readonly Segment[])[], space: number, share = crossing): Column[] {
  const most = Math.floor(share * rows.length)
  const edges = rows.flatMap((segments) =>
    segments.flatMap(({ x, width }) => [
      { at: x, by: 1 },
      { at: x + width, by: -1 },
    ]),
  )
  edges.sort((a, b) => a.at - b.at || a.by - b.by)
  const columns: Column[] = []
  let covered = 0
  for (const { at, by } of edges) {
    const before = covered
    covered += by
    if (before <= most && covered > most) {
      const last = columns.at(-1)
      if (last && at - last.right < space) last.right = at
      else columns.push({ left: at, right: at })
    } else if (before > most && covered <= most) columns.at(-1)!.right = at
  }
  return columns
}

/** Share of the rows that have a value behind a narrow space for it to part columns. */
const valued = 0.6

/** Columns parted further where words leave a narrow space free in all rows and mostly numbers stand behind it. */
export function refineColumns(columns: readonly Column[], rows: readonly (readonly Segment[])[], space: number): Column[] {
  const words = rows.map((segments) => segments.flatMap((segment) => segment.words.map((word) => segmentOf([word]))))
  const narrow = findColumns(words, space, 0)
  return columns.flatMap((column) => {
    const parts: Column[] = []
    for (const part of narrow.filter(({ left, right }) => left < column.right && right > column.left)) {
      const last = parts.at(-1)
      if (last && !startsValues(words, last, part)) last.right = part.right
      else parts.push({ ...part })
    }
    return parts.length > 1 ? parts : [column]
  })
}

/** Whether in most of the rows that have words on both sides a value stands first on the right. */
function startsValues(rows: readonly (readonly Segment[])[], left: Column, right: Column): boolean {
  let both = 0
  let values = 0
  for (const words of rows) {
    const first = words.find((word) => word.x >= right.left - 0.5 && word.x < right.right)
    const last = words.findLast((word) => word.x >= left.left - 0.5 && word.x < left.right)
    if (!first || !last) continue
    if (isCurrency(last.text)) return false
    both += 1
    if (isValue(first.text) || isCurrency(first.text)) values += 1
  }
  return both >= 2 && values >= valued * both
}

/** Parts segments that reach over several columns at the spaces between these, where they have one there. */
export function splitAt(columns: readonly Column[], segments: readonly Segment[], space: number): Segment[] {
  return segments.flatMap((segment) => {
    const parts: Segment[] = []
    let open: Segment['words'] = []
    let column = -1
    for (const word of segment.words) {
      const own = columns.findIndex(({ right }) => word.x + word.width / 2 <= right)
      const last = open.at(-1)
      if (last && own !== column && word.x - last.x - last.width >= space) {
        parts.push(segmentOf(open))
        open = []
      }
      column = own
      open.push(word)
    }
    if (open.length > 0) parts.push(segmentOf(open))
    return parts.length > 1 && isInOwn(columns, parts) ? parts : [segment]
  })
}

/** Whether parts lie in one column each; a title over several columns or a long label does not. */
function isInOwn(columns: readonly Column[], parts: readonly Segment[]): boolean {
  return parts.every((part) => isInOne(columns, part)) && parts.slice(1).every(({ text }) => isValue(text) || /^\p{Lu}|\d/u.test(text))
}

/** The column a segment stands in: the one it shares most with; the first of those it reaches over where it reaches over several. */
export function columnOf(columns: readonly Column[], { x, width }: Segment): number {
  let best = 0
  let most = -Infinity
  for (const [index, { left, right }] of columns.entries()) {
    const shared = Math.min(right, x + width) - Math.max(left, x)
    if (shared > 0 && most > 0 && index > 0 && shared > 0.5 * (right - left)) return best
    if (shared > most) {
      most = shared
      best = index
    }
  }
  return best
}

/** Whether a segment stands in one column only. */
export function isInOne(columns: readonly Column[], { x, width }: Segment): boolean {
  return columns.filter(({ left, right }) => Math.min(right, x + width) - Math.max(left, x) > 0).length <= 1
}
