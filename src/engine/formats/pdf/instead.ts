import { around, type LayoutWord, type Rectangle } from '../../layout'
import { type Page, wordsOf } from '../../page'
import { sizeOf } from './measure'
import type { PdfLine } from './pdfLine'

/*
 * ActualText: a file may say that letters read as something else. PDFium gives that instead of what is drawn, and all of it at one place.
 * It is right for words that are broken or set in odd fonts; but nobody sees it, so it may also say what no reader of the page would read.
 */

/**
 * Lines with what is said instead of drawn letters set right: where `drawn`, the page by its letters, says the same, it stays; where it
 * says something else, that is the line, and what was said instead of it is hidden.
 */
export function seenInstead(lines: readonly PdfLine[], drawn: Page): PdfLine[] {
  const all = lettersOf(drawn.text)
  const words = wordsOf(drawn).map((word) => ({ ...word, text: drawn.text.slice(word.start, word.end) }))
  return lines.flatMap((line) => {
    const { instead, ...own } = line
    if (!instead || line.hidden) return [line]
    const there = words.filter((word) => isMiddleIn(instead.box, word)).map((word) => ({ ...boxOf(word), text: word.text, glued: false }))
    if (there.length === 0 || all.includes(lettersOf(instead.text)) || isSpelledOut(instead.text, there))
      return [{ ...own, ...around([instead.box]), words: spread(own.words, instead.box) }]
    return [lineOf(own, there), { ...own, hidden: 'hidden in the document' as const }]
  })
}

/** Letters a word may have more than are drawn: a ligature whose font does not say what it means. */
const mostMore = 4

/** Whether one word, without figures, says all letters that are drawn, in their order, and hardly more. */
function isSpelledOut(said: string, drawn: readonly { text: string }[]): boolean {
  const [wanted, found] = [lettersOf(said), lettersOf(drawn.map(({ text }) => text).join(''))]
  if (/\s|\p{N}/u.test(said.trim()) || found.length === 0 || wanted.length > found.length + mostMore) return false
  let at = 0
  for (const letter of wanted) if (letter === found[at]) at += 1
  return at === found.length
}

function lineOf(line: PdfLine, words: LayoutWord[]): PdfLine {
  const characters = words.reduce((sum, { text }) => sum + text.length, 0)
  return { ...line, words, ...around(words), ...sizeOf(words, characters, line.vertical), characters }
}

/** Words that all were given at one place, along the letters they stand for. */
function spread(words: readonly LayoutWord[], box: Rectangle): LayoutWord[] {
  const all = words.reduce((sum, { text }) => sum + text.length + 1, -1)
  let at = 0
  return words.map((word) => {
    const [x, width] = [box.x + (box.width * at) / all, (box.width * word.text.length) / all]
    at += word.text.length + 1
    return { ...word, ...box, x, width }
  })
}

function boxOf({ x, y, width, height }: Rectangle): Rectangle {
  return { x, y, width, height }
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

function isMiddleIn(box: Rectangle, { x, y, width, height }: Rectangle): boolean {
  const [across, down] = [x + width / 2, y + height / 2]
  return across >= box.x - 1 && across <= box.x + box.width + 1 && down >= box.y - 2 && down <= box.y + box.height + 2
}
