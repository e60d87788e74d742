import type { Place } from '../../contract/places'
import type { Format } from '../format'
import { parseRange, rangeName } from '../formats/sheets/addresses'
import type { Page } from '../page'

/** A stretch of a page's text. */
interface Slice {
  page: Page
  start: number
  end: number
}

/**
 * Where a passage of these slices stands, in the terms of its format: `kind` says which, `path` are the headings above and in it.
 * Repeated headers are not among the slices. `name` stands for sheets that have none: a table of a text file is called like the file.
 */
export function placeOf(kind: Format['place'], path: readonly string[], slices: readonly Slice[], name = ''): Place {
  const anchored = anchoredPlace(slices)
  if (anchored) return anchored.kind === 'cells' && anchored.sheet === '' ? { ...anchored, sheet: sheetName(name) } : anchored
  if (kind === 'section') return { kind, path: [...path] }
  if (kind !== 'lines') return { kind: 'page' }
  const last = slices.at(-1)!
  const from = lineOf(slices[0]!.page, slices[0]!.start)
  return { kind, from, to: lineOf(last.page, last.end) }
}

/** The place the anchors of the pages give: all cells that a passage covers, else where it begins. */
function anchoredPlace(slices: readonly Slice[]): Place | null {
  let found: Place | null = null as Place | null
  for (const { page, start, end } of slices) {
    const { anchors } = page
    if (!anchors?.length) continue
    for (let i = Math.max(0, anchorAt(anchors, start)); i < anchors.length && anchors[i]!.start < end; i++) {
      const { place } = anchors[i]!
      if (!found) found = place
      else if (found.kind === 'cells' && place.kind === 'cells' && place.sheet === found.sheet)
        found = { ...found, range: unitedRange(found.range, place.range) }
    }
  }
  return found
}

/** Index of the last anchor that starts at or before `at`; -1 where there is none. */
export function anchorAt(anchors: NonNullable<Page['anchors']>, at: number): number {
  let low = 0
  let high = anchors.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (anchors[middle]!.start <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The smallest range that holds two ranges such as B2:F9; a range that cannot be read leaves the other. */
export function unitedRange(a: string, b: string): string {
  const [first, second] = [parseRange(a), parseRange(b)]
  if (!first || !second) return first ? a : b
  return rangeName({
    left: Math.min(first.left, second.left),
    top: Math.min(first.top, second.top),
    right: Math.max(first.right, second.right),
    bottom: Math.max(first.bottom, second.bottom),
  })
}

/** A file's name without its folder and extension. */
export function sheetName(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  return base.replace(/(?<=.)\.[A-Za-z0-9]{1,12}$/, '')
}

/** Where the counting of lines stands in each page, and where its next line end is, so that a long text or line is looked through once. */
const lineCursors = new WeakMap<Page, { offset: number; line: number; next: number }>()

function lineOf(page: Page, offset: number): number {
  let cursor = lineCursors.get(page)
  if (!cursor || cursor.offset > offset) cursor = { offset: 0, line: page.firstLine ?? 1, next: lineEnd(page, 0) }
  while (cursor.next < offset) {
    cursor.line++
    cursor.next = lineEnd(page, cursor.next + 1)
  }
  cursor.offset = offset
  lineCursors.set(page, cursor)
  return cursor.line
}

function lineEnd({ text }: Page, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? Infinity : at
}
