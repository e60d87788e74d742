import type { PdfLine } from './pdfLine'
import { widestGap } from './tables/segments'

/** What is known when one line is judged. */
export interface HeadingContext {
  /** Height of the lines most of the document is set in, in points; 0 where unknown. */
  body: number
  firstPage: boolean
  /** Titles of the document's outline that lead to this page, normalised by `outlineKey`, with their depth from 1. */
  outline: ReadonlyMap<string, number>
}

/** How much taller than the body a heading's line is; with it all section heads of the measured papers and manuals were found. */
const headingRatio = 1.12
const longestHeading = 120
/** On a first page, what stands between title and text (authors, places) is this much larger than the body at most. */
const authorRatio = 1.4

/** The level (1 highest, 6 lowest) of a line that is a heading, else 0. */
export function headingLevel(lines: readonly PdfLine[], index: number, context: HeadingContext): number {
  const line = lines[index]!
  if (line.vertical || line.characters > longestHeading || /^[•◦▪‣●○■□►➢]/.test(line.words[0]!.text)) return 0
  const ratio = context.body === 0 ? 0 : line.size / context.body
  const isTall = ratio > headingRatio && line.uniform
  const isBold = line.bold && ratio > 0.95
  if (context.outline.size === 0 && !isTall && !isBold) return 0
  const text = line.words.map((word) => word.text).join(' ')
  const listed = context.outline.size > 0 && context.outline.get(outlineKey(text))
  if (listed) return Math.min(listed, 6)
  if ((!isTall && !isBold) || !looksLikeTitle(text) || widestGap(line) > 2 * line.size) return 0
  const depth = numberingDepth(text)
  if (context.firstPage && ratio < authorRatio && depth === 0 && isAmongAuthors(lines, index, context.body)) return 0
  if (isTall) return Math.max(levelBySize(ratio), depth)
  return standsAlone(lines, index) ? Math.max(4, depth) : 0
}

/** A title as outlines and pages share it: letters and digits only, in lower case. */
export function outlineKey(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

function levelBySize(ratio: number): number {
  if (ratio >= 1.7) return 1
  return ratio >= 1.35 ? 2 : 3
}

/** 2 for "3.1 Results", 0 where no number stands before. */
function numberingDepth(text: string): number {
  const numbers = /^(\d{1,3}(?:\.\d{1,3})*)\.?\s+\p{L}/u.exec(text)
  return numbers ? Math.min(6, numbers[1]!.split('.').length) : 0
}

/** At least two letters, more letters than digits and signs, no address. */
function looksLikeTitle(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const others = text.replace(/[\p{L}\s]/gu, '').length
  return letters >= 2 && letters > others && !/@|:\/\/|\.{4}|(?: \.){4}/.test(text)
}

/** Whether no three lines of text in a row come before this line, and none right after it. */
function isAmongAuthors(lines: readonly PdfLine[], index: number, body: number): boolean {
  const isText = (line: PdfLine | undefined) =>
    line !== undefined && line.size < 1.08 * body && line.size > 0.85 * body && line.characters > 30 && !line.bold
  if (isText(lines[index + 1])) return false
  let run = 0
  for (const line of lines.slice(0, index)) {
    run = isText(line) ? run + 1 : 0
    if (run === 3) return false
  }
  return true
}

/** Whether a bold line is a heading within the text: short, apart from the line above, not the beginning of a bold passage. */
function standsAlone(lines: readonly PdfLine[], index: number): boolean {
  const line = lines[index]!
  const above = lines[index - 1]
  const below = lines[index + 1]
  if (!below || line.characters > 80 || /[,;]$/.test(line.words.at(-1)!.text)) return false
  const apart = !above || line.y - above.y > 1.35 * line.height || line.y < above.y
  const followed = below.y > line.y && below.y - line.y < 4 * line.height && !below.bold && below.characters > line.characters / 2
  return apart && followed
}
