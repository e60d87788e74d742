import { around, type Rectangle } from '../../layout'
import type { ThreadLine, ThreadWord } from './thread'

/** A word as the engine gives it: box in pixels of the picture it was given; confidence 0 to 100. */
export type RecognisedWord = ThreadWord
export type RecognisedLine = ThreadLine

/** Words this sure are right nine times in ten. */
const sure = 60
const leastLine = 35
const leastWord = 15

/** Leaves out what is no text: lines of specks, stains and rules read as signs, and single signs nobody would vouch for. */
export function withoutGarbage(lines: readonly RecognisedLine[]): RecognisedLine[] {
  const kept: RecognisedLine[] = []
  for (const line of lines) {
    const words = line.words.filter((word) => word.confidence >= (hasLetters(word.text) ? leastWord : sure) || isVouchedFor(word, line))
    if (words.length === 0 || isGarbage(words)) continue
    kept.push({ ...line, words })
  }
  return kept
}

/** A word of the language in a line that is sure otherwise: a stain upon it is no reason to leave it out. */
function isVouchedFor(word: RecognisedWord, line: RecognisedLine): boolean {
  return word.known && /\p{L}{2}/u.test(word.text) && (meanConfidence([line]) ?? 0) >= sure
}

/** The engine puts the rest of a line it broke this few lines further on. */
const breakReach = 3

/** Puts lines together again that the engine broke between two words of a row: an accent too high or too low makes it do so. */
export function joinBroken(lines: readonly RecognisedLine[]): RecognisedLine[] {
  const whole: { line: RecognisedLine; box: Rectangle }[] = []
  for (const line of lines) {
    const box = around(line.words)
    const before = runsAcross(line)
      ? whole
          .slice(-breakReach)
          .filter((other) => runsAcross(other.line))
          .find((other) => isInRow(box, other.box) && Math.abs(apart(box, other.box)) < gapBetween(box, other.box))
      : undefined
    if (!before) {
      whole.push({ line, box })
      continue
    }
    const words = [...before.line.words, ...line.words].sort((a, b) => a.x - b.x)
    Object.assign(before, { line: { ...before.line, words }, box: around(words) })
  }
  return whole.map(({ line }) => line)
}

/** A space and the letter that was lost beside it are narrower; the gutter between two columns is wider. */
function gapBetween(one: Rectangle, other: Rectangle): number {
  return 1.5 * Math.max(one.height, other.height)
}

/** Which way a line runs by where its words lie: across the page, down or up it; null where it has a single word or slopes far. */
export function runOf({ words }: Pick<RecognisedLine, 'words'>): 'across' | 'down' | 'up' | null {
  if (words.length < 2) return null
  const [first, last] = [words[0]!, words.at(-1)!]
  const x = last.x + last.width / 2 - first.x - first.width / 2
  const y = last.y + last.height / 2 - first.y - first.height / 2
  if (Math.abs(x) > 2 * Math.abs(y)) return 'across'
  return Math.abs(y) > 2 * Math.abs(x) ? (y > 0 ? 'down' : 'up') : null
}

/** Whether a line may be looked at as part of a row: those that run down or up the page stand beside each other without being one. */
export function runsAcross(line: Pick<RecognisedLine, 'words'>): boolean {
  const run = runOf(line)
  return run !== 'down' && run !== 'up'
}

/** Quarter turns clockwise after which most of what was read surely runs across; 0 where it does already. */
export function turnsToLevel(lines: readonly RecognisedLine[]): 0 | 1 | 3 {
  const letters = { across: 0, down: 0, up: 0 }
  for (const line of lines) {
    const run = runOf(line)
    if (run) letters[run] += lettersIn(sureWords([line]))
  }
  if (letters.across >= letters.down + letters.up) return 0
  return letters.down >= letters.up ? 3 : 1
}

/** How far two boxes are apart sideways; below 0 where they overlap. */
export function apart(one: Rectangle, other: Rectangle): number {
  return Math.max(one.x - other.x - other.width, other.x - one.x - one.width)
}

export function isInRow(one: Rectangle, other: Rectangle): boolean {
  const shared = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return shared > 0.5 * Math.min(one.height, other.height)
}

/** Mean confidence by characters, 0 to 100; undefined without words. */
export function meanConfidence(lines: readonly RecognisedLine[]): number | undefined {
  let sum = 0
  let characters = 0
  for (const { words } of lines) {
    for (const { text, confidence } of words) {
      sum += confidence * text.length
      characters += text.length
    }
  }
  return characters === 0 ? undefined : Math.round(sum / characters)
}

/** How much a reading is worth: letters of the words it is sure of, weighted by how sure. */
export function worth(lines: readonly RecognisedLine[]): number {
  let sum = 0
  for (const word of sureWords(lines)) sum += lettersIn([word]) * word.confidence
  return sum
}

/** Letters and digits. */
export function lettersIn(words: readonly RecognisedWord[]): number {
  return words.reduce((sum, word) => sum + (word.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0)
}

export function sureWords(lines: readonly RecognisedLine[]): RecognisedWord[] {
  return lines.flatMap((line) => line.words.filter((word) => word.confidence >= sure && hasLetters(word.text)))
}

function isGarbage(words: readonly RecognisedWord[]): boolean {
  const text = words.map((word) => word.text).join('')
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const confidence = meanConfidence([{ paragraph: '', words: [...words] }]) ?? 0
  // Specks do not make a number with its points and commas.
  if (confidence < leastLine) return confidence < leastWord || !/^\d[\d.,]*\d\d$/.test(text)
  return confidence < sure && (letters < 3 || letters < 0.6 * text.length)
}

export function hasLetters(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
