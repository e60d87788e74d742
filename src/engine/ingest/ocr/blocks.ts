import { around, type LayoutBlock, type LayoutLine, type Rectangle } from '../../layout'
import type { RecognisedLine } from './lines'

/** A line this much taller than most, standing alone, is a heading. */
const headingRatio = 1.4

/** Recognised lines as blocks in points of the page. */
export function toBlocks(lines: readonly RecognisedLine[], scale: number): LayoutBlock[] {
  const blocks: (LayoutBlock & { paragraph: string })[] = []
  for (const { paragraph, words } of lines) {
    const placed = words.map((word) => ({ text: word.text, ...scaled(word, scale) }))
    const line: LayoutLine = { words: placed, ...around(placed) }
    const open = blocks.at(-1)
    if (open?.paragraph === paragraph) open.lines.push(line)
    else blocks.push({ kind: 'paragraph', paragraph, lines: [line] })
  }
  const usual = medianHeight(lines) * scale
  return blocks.map((block): LayoutBlock =>
    isHeading(block, usual) ? { kind: 'heading', level: 2, lines: block.lines } : { kind: 'paragraph', lines: block.lines },
  )
}

function isHeading({ lines }: LayoutBlock, usual: number): boolean {
  const words = lines.flatMap((line) => line.words)
  const text = words.map((word) => word.text).join(' ')
  if (lines.length > 2 || text.length > 80 || (text.match(/\p{L}/gu)?.length ?? 0) < 4) return false
  const heights = words.map((word) => Math.min(word.height, word.width * text.length)).sort((a, b) => a - b)
  return heights[heights.length >> 1]! > headingRatio * usual
}

function medianHeight(lines: readonly RecognisedLine[]): number {
  const heights = lines.flatMap((line) => line.words.map((word) => word.height)).sort((a, b) => a - b)
  return heights[heights.length >> 1] ?? 0
}

function scaled(box: Rectangle, scale: number): Rectangle {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale }
}
