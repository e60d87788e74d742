import type { Box, Span } from '../../contract/places'
import type { Page } from '../page'

/** One box a line of a span, made of the boxes of its words; empty where the page has no words. */
export function boxesOf(page: Page, span: Span): Box[] {
  const { words } = page
  const boxes: Box[] = []
  for (let i = firstWordAfter(words, span.start) * 6; i + 5 < words.length; i += 6) {
    const start = words[i]!
    if (start >= span.end) break
    const box: Box = { page: page.page, x: words[i + 2]!, y: words[i + 3]!, width: words[i + 4]!, height: words[i + 5]! }
    const line = boxes.at(-1)
    if (line && isSameLine(line, box)) extend(line, box)
    else boxes.push(box)
  }
  return boxes
}

/** Index of the first word that ends after a character; words stand in the order of the text. */
function firstWordAfter(words: readonly number[], character: number): number {
  let low = 0
  let high = Math.floor(words.length / 6)
  while (low < high) {
    const middle = (low + high) >> 1
    if (words[middle * 6 + 1]! > character) high = middle
    else low = middle + 1
  }
  return low
}

/** Words share a line when half of the lower one's height is beside the other and no column gap lies between them. */
function isSameLine(line: Box, word: Box): boolean {
  const shared = Math.min(line.y + line.height, word.y + word.height) - Math.max(line.y, word.y)
  const lower = Math.min(line.height, word.height)
  const gap = Math.max(word.x - (line.x + line.width), line.x - (word.x + word.width))
  return shared >= lower / 2 && gap < Math.max(line.height, word.height) * 4
}

function extend(line: Box, word: Box): void {
  const right = Math.max(line.x + line.width, word.x + word.width)
  const bottom = Math.max(line.y + line.height, word.y + word.height)
  line.x = Math.min(line.x, word.x)
  line.y = Math.min(line.y, word.y)
  line.width = tenth(right - line.x)
  line.height = tenth(bottom - line.y)
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
