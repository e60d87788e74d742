import type { Block, DocumentPage } from '../../../contract'

interface Range {
  start: number
  end: number
}

/** A run of a page's text that looks the same throughout. */
export interface Piece extends Range {
  text: string
  marked: boolean
  hidden: boolean
}

/** Characters `start` to `end` of a text cut where marks and hidden text begin and end. */
export function piecesOf(text: string, { start, end }: Range, marks: readonly Range[], hidden: readonly Range[]): Piece[] {
  const cuts = new Set([start, end])
  for (const range of [...marks, ...hidden]) {
    for (const cut of [range.start, range.end]) if (cut > start && cut < end) cuts.add(cut)
  }
  const sorted = [...cuts].sort((a, b) => a - b)
  return sorted.slice(0, -1).map((from, index) => {
    const to = sorted[index + 1] as number
    return { start: from, end: to, text: text.slice(from, to), marked: covers(marks, from, to), hidden: covers(hidden, from, to) }
  })
}

function covers(ranges: readonly Range[], from: number, to: number): boolean {
  return ranges.some(({ start, end }) => start <= from && end >= to)
}

/** The blocks of a page in order, with paragraphs for text that no block covers; blocks inside an earlier one are left out. */
export function blocksOf({ text, blocks }: Pick<DocumentPage, 'text' | 'blocks'>): Block[] {
  const whole: Block[] = []
  let at = 0
  const fill = (end: number) => {
    if (text.slice(at, end).trim()) whole.push({ kind: 'paragraph', start: at, end })
  }
  for (const block of [...blocks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (block.start < at) continue
    fill(block.start)
    whole.push(block)
    at = block.end
  }
  fill(text.length)
  return whole
}

/** The cells of a table written with | as ranges of the text, row by row; the rule below the head is left out. */
export function cellsOf(text: string, { start, end }: Range): Range[][] {
  const rows: Range[][] = []
  for (const line of linesOf(text, start, end)) {
    const content = text.slice(line.start, line.end)
    if (/^[\s|:-]+$/.test(content)) continue
    rows.push(cellsOfLine(content, line.start))
  }
  return rows
}

/** An entry of a list: what it says, the sign before it, and how deep it stands. */
export interface Item extends Range {
  /** A bullet, a box or the number it has; empty where it has none. */
  sign: string
  depth: number
}

const itemSign = /^(\s*)([-*+•◦▪‣–]|\(?(?:\d{1,3}|[a-z])[.)])\s+(\[[ xX]\]\s+)?/

/** The entries of a list as ranges of the text without their signs; a line without a sign goes on with the entry above it. */
export function itemsOf(text: string, { start, end }: Range): Item[] {
  const items: Item[] = []
  for (const line of linesOf(text, start, end)) {
    const [whole = '', indent = '', sign = '', box] = itemSign.exec(text.slice(line.start, line.end)) ?? []
    const last = items.at(-1)
    if (!whole && last) last.end = line.end
    else {
      const shown = box ? (/x/i.test(box) ? '☑' : '☐') : /^[-*+•◦▪‣–]$/.test(sign) ? '•' : sign
      items.push({
        start: line.start + whole.length,
        end: line.end,
        sign: shown,
        depth: Math.min(6, Math.floor(indent.replaceAll('\t', '  ').length / 2)),
      })
    }
  }
  return items
}

function linesOf(text: string, start: number, end: number): Range[] {
  const lines: Range[] = []
  let from = start
  while (from < end) {
    const newline = text.indexOf('\n', from)
    const to = newline < 0 || newline > end ? end : newline
    if (text.slice(from, to).trim()) lines.push({ start: from, end: to })
    from = to + 1
  }
  return lines
}

function cellsOfLine(content: string, offset: number): Range[] {
  const cells: Range[] = []
  let from = 0
  const push = (to: number) => {
    const cell = content.slice(from, to)
    const lead = cell.length - cell.trimStart().length
    cells.push({ start: offset + from + lead, end: offset + from + lead + cell.trim().length })
    from = to + 1
  }
  for (const bar of content.matchAll(/(?<!\\)[|\t]/g)) push(bar.index)
  push(content.length)
  const first = content.trimStart().startsWith('|') ? 1 : 0
  const last = content.trimEnd().endsWith('|') ? -1 : undefined
  return cells.slice(first, last)
}
