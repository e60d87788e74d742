import { cellsOf } from '../tables'

/** Words of one look. */
export interface Run {
  text: string
  bold?: boolean
}

/** A part of an answer, as files that know no Markdown show it. */
export type Block =
  | { kind: 'paragraph' | 'quote'; runs: Run[] }
  | { kind: 'item'; runs: Run[]; number?: string }
  | { kind: 'heading'; runs: Run[] }
  | { kind: 'table'; rows: string[][] }

/** The blocks of an answer's Markdown: headings, paragraphs, list items, quotes, tables. What is not known of it stays text. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let isOpen = false
  for (const raw of markdown.split('\n')) {
    const next = blockOf(raw.trim())
    const last = isOpen ? blocks.at(-1) : undefined
    isOpen = next !== null
    if (!next) continue
    if (next.kind === 'table' && last?.kind === 'table') last.rows.push(...next.rows)
    else if (next.kind === 'paragraph' && last?.kind === 'paragraph') last.runs.push({ text: ' ' }, ...next.runs)
    else blocks.push(next)
  }
  return blocks
}

function blockOf(line: string): Block | null {
  if (!line) return null
  if (line.startsWith('|')) {
    const cells = cellsOf(line)
    return { kind: 'table', rows: cells.length > 0 ? [cells.map(withoutMarks)] : [] }
  }
  const heading = /^#{1,6}\s+(.*)$/u.exec(line)?.[1]
  if (heading !== undefined) return { kind: 'heading', runs: runsOf(heading) }
  const quote = /^>\s?(.*)$/u.exec(line)?.[1]
  if (quote !== undefined) return { kind: 'quote', runs: runsOf(quote) }
  const item = /^(?:[-*+•]|(\d{1,3})[.)])\s+(.*)$/u.exec(line)
  if (item) return { kind: 'item', runs: runsOf(item[2]!), ...(item[1] ? { number: item[1] } : {}) }
  return { kind: 'paragraph', runs: runsOf(line) }
}

function runsOf(text: string): Run[] {
  return text
    .split(/(\*\*.+?\*\*|__.+?__)/u)
    .filter(Boolean)
    .map((part) => (/^(\*\*|__).+\1$/u.test(part) ? { text: withoutMarks(part), bold: true } : { text: withoutMarks(part) }))
}

function withoutMarks(text: string): string {
  return text.replaceAll(/\*\*|__|`/gu, '')
}
