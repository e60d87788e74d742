import { around, type LayoutLine, type LayoutWord, type Rectangle } from '../../../layout'

/** Words of a line that stand together: what may be a cell. */
export interface Segment extends Rectangle {
  words: LayoutWord[]
  /** What it says, without the signs of notes. */
  text: string
}

/** Words further apart than this many line heights may stand in different cells. */
const cellGap = 0.62

const currency = /^(?:[$€£¥₹]|US\$|[A-Z]{3})$/
const number =
  /^(?:(?:US)?[$€£¥₹]\s?|[A-Z]{3}\s)?[(+−–—-]*\s?(?:(?:US)?[$€£¥₹]\s?)?\.?\d[\d.,'’]*(?:\s?(?:[%x]|bps|pp|pts?))?\)?%?$|^[(]?[—–−-]+[)]?\s?%?$|^n\/?[am]$/i
const sign = /^[✓✗✔✘×•●○■□☑☐☒X*+]$/
const closing = /^(?:%|\)|\)%|%\)|bps|pts?|x)$/

/** Parts a line where its words stand far apart; a lone sign of a currency or per cent stays with its number. */
export function segmentsOf(line: LayoutLine & { size?: number }): Segment[] {
  const height = line.size || line.height
  const parts: LayoutWord[][] = []
  for (const word of line.words) {
    const open = parts.at(-1)
    const last = open?.at(-1)
    const isNear = last && word.x - last.x - last.width <= cellGap * height
    // A sign before a number opens its cell, however near the number of the column before it ends.
    if (isNear && !(isCurrency(word.text) && number.test(last.text))) open!.push(word)
    else parts.push([word])
  }
  return joinSigns(parts.map(segmentOf))
}

/** The widest space between two neighbouring words, in points. */
export function widestGap({ words }: LayoutLine): number {
  let widest = 0
  for (let i = 1; i < words.length; i++) widest = Math.max(widest, words[i]!.x - words[i - 1]!.x - words[i - 1]!.width)
  return widest
}

export function segmentOf(words: LayoutWord[]): Segment {
  return new WordSegment(words)
}

class WordSegment implements Segment {
  readonly words: LayoutWord[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number

  constructor(words: LayoutWord[]) {
    const { x, y, width, height } = words.length === 1 ? words[0]! : around(words)
    this.words = words
    this.x = x
    this.y = y
    this.width = width
    this.height = height
  }

  get text(): string {
    const words = this.words.length > 1 ? this.words.filter(({ mark }) => mark !== 'note') : this.words
    return words.map((word, index) => (index > 0 && !word.glued ? ' ' : '') + word.text).join('')
  }
}

export function isCurrency(text: string): boolean {
  return /^(?:US)?[$€£¥₹]$/.test(text)
}

export function isNumber(text: string): boolean {
  return number.test(text)
}

/** A number, or a sign that stands for yes or no. */
export function isValue(text: string): boolean {
  return number.test(text) || sign.test(text)
}

/** A year, a quarter, a date: what heads a column although it is made of digits. */
export function isPeriod(text: string): boolean {
  if (/^(?:\p{L}{3,9}\.? \d{1,2},? )?(?:19|20)\d\d$/u.test(text)) return true
  return /^(?:(?:FY|CY|Q[1-4]|[1-4]Q|H[12])?\s*['’]?(?:19|20)\d\d(?:\s*[-–/]\s*(?:\d\d|\d{4}))?[AEF*]?(?:\s*\(\w\))?|Q[1-4])$/i.test(text)
}

function joinSigns(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    const opens = last && currency.test(last.text) && /^[(−–—-]?\s*[\d—–.-]/.test(segment.text)
    const closes = last && closing.test(segment.text) && isNumber(last.text)
    if (opens || closes) joined[joined.length - 1] = segmentOf([...last.words, ...segment.words])
    else joined.push(segment)
  }
  return joined
}
