import type { Block } from '../../page'

interface Line {
  start: number
  /** End without the line break. */
  end: number
  text: string
}

/** The blocks of a Markdown text, as stretches of the source itself; in time linear to its length. */
export function markdownBlocks(source: string): Block[] {
  const lines = linesOf(source)
  const blocks: Block[] = []
  let i = 0
  while (i < lines.length) {
    const line = lines[i]!
    if (line.text.trim() === '') {
      i++
      continue
    }
    const last = lastLineOf(lines, i)
    const block: Block = { kind: last.kind, start: line.start, end: lines[last.index]!.end }
    if (last.level) block.level = last.level
    blocks.push(block)
    i = last.index + 1
  }
  return blocks
}

interface LastLine {
  kind: Block['kind']
  /** Index of the last line of the block. */
  index: number
  level?: number
}

const fence = /^ {0,3}(`{3,}|~{3,})/
const atxHeading = /^ {0,3}(#{1,6})(?:[ \t]|$)/
const listItem = /^\s{0,12}(?:[-*+]|\d{1,9}[.)])[ \t]/
const tableRule = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/
const quote = /^ {0,3}>/
const footnote = /^ {0,3}\[\^[^\]\s]{1,60}\]:/
const rule = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/

function lastLineOf(lines: readonly Line[], first: number): LastLine {
  const text = lines[first]!.text
  const heading = atxHeading.exec(text)
  if (heading) return { kind: 'heading', index: first, level: heading[1]!.length }
  const opened = fence.exec(text)
  if (opened) return { kind: 'code', index: endOfFence(lines, first, opened[1]!) }
  if (first === 0 && /^(---|\+\+\+)\s*$/.test(text)) {
    const end = endOfFrontMatter(lines, text.trim())
    if (end > 0) return { kind: 'code', index: end }
  }
  if (rule.test(text)) return { kind: 'paragraph', index: first }
  if (isTableStart(lines, first)) return { kind: 'table', index: endWhile(lines, first + 2, (line) => line.includes('|')) }
  if (listItem.test(text)) return { kind: 'list', index: endOfList(lines, first) }
  if (quote.test(text)) return { kind: 'quote', index: endWhile(lines, first + 1, (line) => !startsBlock(line) || quote.test(line)) }
  if (/^(?: {4}|\t)/.test(text)) return { kind: 'code', index: endWhile(lines, first + 1, (line) => /^(?: {4}|\t)/.test(line)) }
  return paragraphFrom(lines, first)
}

/** A paragraph, or a heading where a line of = or - stands below it. */
function paragraphFrom(lines: readonly Line[], first: number): LastLine {
  let i = first + 1
  for (; i < lines.length; i++) {
    const text = lines[i]!.text
    if (/^ {0,3}=+[ \t]*$/.test(text)) return { kind: 'heading', index: i, level: 1 }
    if (/^ {0,3}-{2,}[ \t]*$/.test(text)) return { kind: 'heading', index: i, level: 2 }
    if (text.trim() === '' || startsBlock(text) || isTableStart(lines, i)) break
  }
  return { kind: 'paragraph', index: i - 1 }
}

function startsBlock(text: string): boolean {
  return atxHeading.test(text) || fence.test(text) || listItem.test(text) || quote.test(text) || footnote.test(text)
}

function endOfFence(lines: readonly Line[], first: number, mark: string): number {
  for (let i = first + 1; i < lines.length; i++) {
    const text = lines[i]!.text.trim()
    if (text.startsWith(mark) && text === text[0]!.repeat(text.length)) return i
  }
  return lines.length - 1
}

/** Index of the line that closes the data before a text; 0 where none does. */
function endOfFrontMatter(lines: readonly Line[], mark: string): number {
  const end = lines.findIndex(
    (line, i) => i > 0 && i < 500 && (line.text.trimEnd() === mark || (mark === '---' && line.text.trimEnd() === '...')),
  )
  return Math.max(0, end)
}

/** Items, what is indented below them, and single blank lines between them. */
function endOfList(lines: readonly Line[], first: number): number {
  let last = first
  for (let i = first + 1; i < lines.length; i++) {
    const text = lines[i]!.text
    if (text.trim() === '') {
      if (lines[i + 1]?.text.trim() === '') break
      continue
    }
    const belongs = (listItem.test(text) && !rule.test(text)) || /^\s{2,}/.test(text) || (last === i - 1 && !startsBlock(text))
    if (!belongs) break
    last = i
  }
  return last
}

function isTableStart(lines: readonly Line[], i: number): boolean {
  const rule = lines[i + 1]?.text
  return rule !== undefined && lines[i]!.text.includes('|') && rule.includes('-') && tableRule.test(rule)
}

function endWhile(lines: readonly Line[], from: number, belongs: (text: string) => boolean): number {
  let i = from
  while (i < lines.length && lines[i]!.text.trim() !== '' && belongs(lines[i]!.text)) i++
  return Math.min(i, lines.length) - 1
}

function linesOf(source: string): Line[] {
  const lines: Line[] = []
  let start = 0
  while (start < source.length) {
    const found = source.indexOf('\n', start)
    const end = found < 0 ? source.length : found
    lines.push({ start, end, text: source.slice(start, Math.min(end, start + 1_000)) })
    start = end + 1
  }
  return lines
}
