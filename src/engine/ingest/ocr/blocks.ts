import { joinRows } from '../../formats/pdf/blocks'
import type { PdfLine } from '../../formats/pdf/pdfLine'
import { alignedTables } from '../../formats/pdf/tables/aligned'
import { around, type LayoutBlock, type LayoutWord } from '../../layout'
import { type RecognisedLine, type RecognisedWord, runsAcross } from './lines'
import { rowsTogether } from './rows'

/** A line this much taller than most, standing alone, is a heading. */
const headingRatio = 1.4

/** A word of a page with how sure recognition is of it, 0 to 100. */
export interface SureWord extends LayoutWord {
  confidence: number
}

interface PlacedLine extends PdfLine {
  words: SureWord[]
  paragraph: string
}

/** Recognised lines as headings, paragraphs and tables in points of the upright page. */
export function toBlocks(lines: readonly RecognisedLine[], scale: number): LayoutBlock[] {
  const usual = medianHeight(lines) * scale
  const placed = rowsTogether(lines.map((line) => placeLine(line, scale, usual)))
  const rows = joinRows(placed)
  const { tables } = alignedTables(rows, [], { isHeading: () => false, isProse: () => true })
  const inTable = new Set(tables.flatMap(({ first, last }) => rows.slice(first, last + 1).flatMap((row) => row.words)))
  const starts = new Map(tables.map((table) => [rows[table.first]!.words[0]!, table]))
  const blocks: (LayoutBlock & { paragraph?: string })[] = []
  for (const line of placed) {
    const table = starts.get(line.words[0]!)
    if (table) blocks.push({ kind: 'table', rows: table.table.rows, lines: rows.slice(table.first, table.last + 1) })
    if (inTable.has(line.words[0]!)) continue
    const open = blocks.at(-1)
    if (open?.paragraph === line.paragraph) open.lines.push(line)
    else blocks.push({ kind: 'paragraph', paragraph: line.paragraph, lines: [line] })
  }
  return blocks.map(({ paragraph: _paragraph, ...block }) => (isHeading(block, usual) ? { ...block, kind: 'heading', level: 2 } : block))
}

/** How sure recognition is of the words of blocks, in the order they are written. */
export function confidencesOf(blocks: readonly LayoutBlock[]): number[] {
  const lines = blocks.flatMap((block) => block.rows?.flat(2) ?? block.lines)
  return lines.flatMap((line) => line.words.map((word) => Math.round((word as SureWord).confidence)))
}

/** A line as those of a PDF are, which the search for tables wants: its size is that of the font, of which ink fills a part. */
function placeLine({ paragraph, words }: RecognisedLine, scale: number, usual: number): PlacedLine {
  const placed = words.map((word) => placeWord(word, scale))
  const box = around(placed)
  const size = Math.max(box.height, usual) * 1.2
  const characters = placed.reduce((sum, word) => sum + word.text.length, 0)
  const vertical = !runsAcross({ words })
  return { ...box, words: placed, paragraph, size, characters, vertical, bold: false, mono: false, pitch: 0, uniform: true }
}

function placeWord({ text, confidence, x, y, width, height }: RecognisedWord, scale: number): SureWord {
  return { text, confidence, x: x * scale, y: y * scale, width: width * scale, height: height * scale }
}

function isHeading({ kind, lines }: LayoutBlock, usual: number): boolean {
  const words = lines.flatMap((line) => line.words)
  const text = words.map((word) => word.text).join(' ')
  if (kind !== 'paragraph' || lines.length > 2 || text.length > 80 || (text.match(/\p{L}/gu)?.length ?? 0) < 4) return false
  const heights = words.map((word) => Math.min(word.height, word.width * text.length)).sort((a, b) => a - b)
  return heights[heights.length >> 1]! > headingRatio * usual
}

function medianHeight(lines: readonly RecognisedLine[]): number {
  const heights = lines.flatMap((line) => line.words.map((word) => word.height)).sort((a, b) => a - b)
  return heights[heights.length >> 1] ?? 0
}
