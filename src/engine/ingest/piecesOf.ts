import type { Block, Page } from '../page'
import { isInsidePair, splitText } from './splitText'
import { captionOf, isUnitsLine, statementOf } from './tableContext'

/** A stretch of a page no longer than a passage should be; a part of a table carries the lines of its header. */
export interface Piece {
  page: Page
  kind: Block['kind']
  level: number
  label?: string
  /** Of a part of a table: its title, and what it is, for the context. */
  titles?: string[]
  start: number
  end: number
  header?: { start: number; end: number }
}

/** Longest table header that is repeated with the rows of a divided table: half a passage. */
const maxHeader = 600

/** The text of a page in reading order, in pieces of about `size` characters at most; hidden text is left out. */
export function* piecesOf(page: Page, size: number): Generator<Piece> {
  let above = ''
  for (const block of visibleBlocks(page)) {
    const { start, end } = trimmed(page.text, block.start, block.end)
    if (start === end) continue
    const text = page.text.slice(start, end)
    const isUnits = isUnitsLine(text)
    const kind = block.kind === 'heading' && isUnits ? 'paragraph' : block.kind
    const piece: Piece = { page, kind, level: block.level ?? 1, start, end, ...(block.label ? { label: block.label } : {}) }
    const titles = kind === 'table' ? titlesOf(above, text) : []
    if (!isUnits) above = kind === 'paragraph' ? text : ''
    if (kind === 'table') yield* rowsOf(titles.length > 0 ? { ...piece, titles } : piece, size, block.whole)
    else if (end - start <= size * 1.2) yield piece
    else if (block.kind === 'list' || block.kind === 'code') yield* linesOf(piece, size)
    else yield* textOf(piece, size)
  }
}

/** What a table is: the short lines right above it, and which statement of a report, where it is one. */
function titlesOf(above: string, table: string): string[] {
  return [captionOf(above), statementOf(table)].filter((title) => title !== null)
}

/** Every character of the page in exactly one block: blocks in order, and what stands between them as paragraphs. */
function* allBlocks(page: Page): Generator<Block> {
  let at = 0
  const blocks = page.blocks.every((block, i) => i === 0 || block.start >= page.blocks[i - 1]!.start)
    ? page.blocks
    : page.blocks.toSorted((a, b) => a.start - b.start)
  for (const block of blocks) {
    const start = Math.max(at, block.start)
    const border = Math.min(page.text.length, block.end)
    const end = isInsidePair(page.text, border) ? border + 1 : border
    if (end <= start) continue
    if (start > at) yield { kind: 'paragraph', start: at, end: start }
    yield { ...block, start, end }
    at = end
  }
  if (at < page.text.length) yield { kind: 'paragraph', start: at, end: page.text.length }
}

/** A block, or a part of one between hidden stretches. */
interface VisibleBlock extends Block {
  whole?: Block
}

function* visibleBlocks(page: Page): Generator<VisibleBlock> {
  const hidden = (page.hidden ?? []).toSorted((a, b) => a.start - b.start)
  if (hidden.length === 0) return yield* allBlocks(page)
  let next = 0
  for (const block of allBlocks(page)) {
    let at = block.start
    while (next < hidden.length && hidden[next]!.start < block.end) {
      const { start, end } = hidden[next]!
      if (start > at) yield { ...block, start: at, end: start, whole: block }
      at = Math.max(at, end)
      if (end > block.end) break
      next++
    }
    if (at < block.end) yield { ...block, start: at, end: block.end, whole: block }
  }
}

function* textOf(piece: Piece, size: number): Generator<Piece> {
  for (const part of splitText(piece.page.text, piece.start, piece.end, size)) {
    const { start, end } = trimmed(piece.page.text, part.start, part.end)
    if (end > start) yield { ...piece, start, end }
  }
}

/** Whole lines packed together; a line longer than a passage is cut like a paragraph. */
function* linesOf(piece: Piece, size: number): Generator<Piece> {
  const { text } = piece.page
  let start = piece.start
  let end = start
  while (end < piece.end) {
    const lineBreak = text.indexOf('\n', end)
    const next = lineBreak < 0 || lineBreak >= piece.end ? piece.end : lineBreak + 1
    if (next - start > size && end > start) {
      yield { ...piece, ...trimmed(text, start, end) }
      start = end
    }
    if (next - start > size * 1.2) {
      yield* textOf({ ...piece, start, end: next }, size)
      start = next
    }
    end = next
  }
  const rest = trimmed(text, start, piece.end)
  if (rest.end > rest.start) yield { ...piece, ...rest }
}

/** The rows of a table under its header; what goes on behind a hidden stretch has the header of the whole table. */
function* rowsOf(piece: Piece, size: number, whole: { start: number; end: number } = piece): Generator<Piece> {
  const { text } = piece.page
  const header = headerOf({ ...piece, start: whole.start, end: whole.end })
  const isTelling = header !== null && !isHidden(piece.page, header) && /[\p{L}\p{N}]/u.test(text.slice(header.start, header.end))
  const repeated = isTelling ? trimmed(text, header.start, header.end) : null
  const isBelow = header !== null && piece.start >= header.end
  if (piece.end - piece.start <= size * 1.2) return yield isBelow && repeated ? { ...piece, header: repeated } : piece
  if (!header) return yield* linesOf(piece, size)
  const room = size - (repeated ? repeated.end - repeated.start : 0)
  let first = !isBelow
  for (const part of linesOf({ ...piece, start: Math.max(piece.start, header.end) }, room)) {
    if (first) yield { ...part, start: piece.start }
    else yield repeated ? { ...part, header: repeated } : part
    first = false
  }
}

function isHidden({ hidden }: Page, { start, end }: { start: number; end: number }): boolean {
  return hidden?.some((span) => span.start < end && span.end > start) ?? false
}

/** The first line of a table and, in Markdown, the rule below it. */
function headerOf({ page: { text }, start, end }: Piece): { start: number; end: number } | null {
  const firstEnd = text.indexOf('\n', start) + 1
  if (firstEnd === 0 || firstEnd >= end) return null
  const secondEnd = text.indexOf('\n', firstEnd) + 1
  const hasRule =
    secondEnd > 0 && secondEnd < end && /^\s*\|?[\s:|-]+$/.test(text.slice(firstEnd, Math.min(secondEnd, firstEnd + maxHeader)))
  const headerEnd = hasRule ? secondEnd : firstEnd
  return headerEnd - start <= maxHeader ? { start, end: headerEnd } : null
}

/** Without the white space at both ends. */
export function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return { start, end }
}

function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13)
  return code === 0xa0 || code === 0x2028 || code === 0x2029 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a)
}
