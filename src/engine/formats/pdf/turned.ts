import { around, type LayoutBlock, type LayoutWord, type Rectangle } from '../../layout'
import type { Drawn } from './blocks'
import type { PdfLine } from './pdfLine'
import { isVertical, sizeOf } from './measure'

/*
 * Text that is set sideways or upside down on a page that is not turned itself: tables too wide for the sheet, sheets printed the wrong
 * way round. It is grouped as it is read, on the page turned for it, and its boxes are turned back.
 */

/** Quarter turns clockwise after which a text runs across. */
export type Turns = 0 | 1 | 2 | 3

interface Size {
  width: number
  height: number
}

/** Text this far (radians) from a quarter turn is set askew, and left as it is. */
const askew = 0.35
/** Fewer of a page's lines, or a smaller share of its characters, are labels of axes and stamps in the margin: they stay where they stand. */
const fewestLines = 2
const leastShare = 0.25

/** From the angle of a letter on its sheet, clockwise in radians, and the quarter turns of the page. */
export function turnsOf(angle: number, page: number): Turns {
  const quarters = angle / (Math.PI / 2)
  const nearest = Math.round(quarters)
  if (Math.abs(quarters - nearest) * (Math.PI / 2) > askew) return 0
  return ((8 - nearest - page) & 3) as Turns
}

/** Where a box lies once its page, of this size, is turned clockwise. */
export function turnBox({ x, y, width, height }: Rectangle, turns: Turns, page: Size): Rectangle {
  if (turns === 1) return { x: page.height - y - height, y: x, width: height, height: width }
  if (turns === 2) return { x: page.width - x - width, y: page.height - y - height, width, height }
  if (turns === 3) return { x: y, y: page.width - x - width, width: height, height: width }
  return { x, y, width, height }
}

/** Where a box of a turned page lies on the page, of this size, as it is displayed. */
export function turnBack(box: Rectangle, turns: Turns, { width, height }: Size): Rectangle {
  if (turns === 0) return box
  return turnBox(box, ((4 - turns) & 3) as Turns, turns % 2 === 1 ? { width: height, height: width } : { width, height })
}

/** Turns the words of a line back onto the page they stand on; upside down, PDFium gives pieces of a line from the left. */
export function turnWordsBack(words: readonly LayoutWord[], turns: Turns, page: Size): LayoutWord[] {
  const isBackwards = turns === 2 && words.some((word, index) => index > 0 && word.x + word.width / 2 < words[index - 1]!.x)
  const inOrder = isBackwards ? words.toSorted((a, b) => a.x - b.x).map((word) => ({ ...word, glued: false })) : words
  return inOrder.map((word) => ({ ...word, ...turnBack(word, turns, page) }))
}

/** Lines that are set one way round; `first` is where their first one stands among all. */
export interface Way {
  turns: Turns
  lines: PdfLine[]
  first: number
}

/** The lines of a page by the way they are set, the first first. Few that are turned stay with the others. */
export function waysOf(lines: readonly PdfLine[]): Way[] {
  const ways = new Map<Turns, Way>()
  const all = lines.reduce((sum, { characters }) => sum + characters, 0)
  const add = (turns: Turns, line: PdfLine, index: number) => {
    const way = ways.get(turns)
    if (way) way.lines.push(line)
    else ways.set(turns, { turns, lines: [line], first: index })
  }
  const byTurns = Map.groupBy(lines, ({ turns = 0 }) => turns)
  const turned = new Set([...byTurns].filter(([turns, own]) => turns !== 0 && isText(own, all)).map(([turns]) => turns))
  for (const [index, line] of lines.entries()) add(line.turns && turned.has(line.turns) ? line.turns : 0, line, index)
  return [...ways.values()].sort((a, b) => a.first - b.first)
}

function isText(lines: readonly PdfLine[], all: number): boolean {
  return lines.length >= fewestLines && lines.reduce((sum, { characters }) => sum + characters, 0) >= leastShare * all
}

/** Lines on the page turned for them, in the order they are read. */
export function turnedLines({ turns, lines }: Way, page: Size): PdfLine[] {
  const turned = lines.map((line): PdfLine => {
    const words = line.words.map((word) => ({ ...word, ...turnBox(word, turns, page) }))
    const vertical = isVertical(words)
    return { ...line, words, ...around(words), ...sizeOf(words, line.characters, vertical), vertical }
  })
  return inOrder(turned, turns)
}

export function turnedDrawn({ rulings, fills }: Drawn, turns: Turns, page: Size): Drawn {
  const turn = <T extends Rectangle>(box: T): T => ({ ...box, ...turnBox(box, turns, page) })
  return { rulings: rulings.map(turn), fills: fills.map(turn) }
}

/** Turns the words of blocks back; the cells of a table hold the same words as its lines do or copies of them. */
export function turnBlocksBack(blocks: readonly LayoutBlock[], turns: Turns, page: Size): void {
  const words = new Set(blocks.flatMap(({ lines, rows = [] }) => [...lines, ...rows.flat(2)].flatMap((line) => line.words)))
  for (const word of words) Object.assign(word, turnBack(word, turns, page))
}

/**
 * PDFium puts pieces of text that begin on one height of the sheet in order from left to right. Where lines run down the sheet that is
 * the wrong way round, so neighbours that begin on one height are put in order again.
 */
function inOrder(lines: readonly PdfLine[], turns: Turns): PdfLine[] {
  const ordered: PdfLine[] = []
  let run: PdfLine[] = []
  const end = () => ordered.push(...run.sort((a, b) => (isBeside(a, b) ? a.x - b.x : a.y - b.y)))
  for (const line of lines) {
    const last = run.at(-1)
    const isSame = last && (turns === 2 ? isBeside(last, line) : Math.abs(last.x - line.x) <= 2 * line.height)
    if (last && !isSame) {
      end()
      run = []
    }
    run.push(line)
  }
  end()
  return ordered
}

function isBeside(a: Rectangle, b: Rectangle): boolean {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0.5 * Math.min(a.height, b.height)
}
