import type { LayoutWord, Rectangle } from '../../layout'

/** Whether a line runs up or down: its longer words stand taller than they are wide. */
export function isVertical(words: readonly LayoutWord[]): boolean {
  let tall = 0
  let wide = 0
  for (const word of words) {
    if (word.text.length < 3) continue
    if (word.height > 1.5 * word.width) tall += 1
    else wide += 1
  }
  return tall > wide
}

/** The width of a letter where it is the same in all words, to two parts in a hundred; else 0. */
export function pitchOf(words: readonly LayoutWord[]): number {
  let least = Infinity
  let most = 0
  for (const { width, text } of words) {
    const pitch = width / text.length
    if (pitch < least) least = pitch
    if (pitch > most) most = pitch
    if (most - least > 0.02 * most) return 0
  }
  return most
}

/** The height most characters of a line have, to a tenth of a point, and whether three quarters of them do. */
export function sizeOf(words: readonly LayoutWord[], characters: number, vertical: boolean): { size: number; uniform: boolean } {
  if (vertical) return { size: 0, uniform: false }
  const weights = new Map<number, number>()
  let size = 0
  let most = 0
  for (const { height, text } of words) {
    const key = Math.round(height * 10) / 10
    const weight = (weights.get(key) ?? 0) + text.length
    weights.set(key, weight)
    if (weight <= most) continue
    most = weight
    size = key
  }
  return { size, uniform: most >= 0.75 * characters }
}

/** Whether a word stands right behind another that a sign can stand on. */
export function follows(previous: LayoutWord, word: LayoutWord): boolean {
  const gap = word.x - previous.x - previous.width
  return !previous.raised && gap > -1 && gap < 0.3 * previous.height && /[\p{L}\p{N}.,;:!?)\]"”’]$/u.test(previous.text)
}

/** Whether two words stand in one line, across or down the page. */
export function sameLine(a: Rectangle, b: Rectangle): boolean {
  const overlap = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (overlap > 0.3 * Math.min(a.height, b.height)) return true
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  if (across <= 0.5 * Math.min(a.width, b.width)) return false
  if (a.height > a.width && b.height > b.width) return true
  // Short words of a line that runs up or down are no taller than wide: they have its width and stand close.
  const isTurned = a.height > 1.5 * a.width || b.height > 1.5 * b.width
  return isTurned && Math.abs(a.width - b.width) < 0.15 * a.width && -overlap < Math.max(a.width, b.width)
}
