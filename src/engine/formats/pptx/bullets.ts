import { at, child } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'

/** What stands before a paragraph: a bullet, a number of a kind from a start, or nothing. */
export type Bullet = { kind: 'none' } | { kind: 'bullet' } | { kind: 'number'; scheme: string; start: number }

/** What paragraph properties say of their bullet; null where they leave it to what they inherit from. */
export function bulletOf(properties: XmlElement | undefined): Bullet | null {
  if (child(properties, 'a:buNone')) return { kind: 'none' }
  const number = child(properties, 'a:buAutoNum')?.attributes
  if (number) return { kind: 'number', scheme: number.type ?? 'arabicPeriod', start: Number(number.startAt) || 1 }
  return child(properties, 'a:buChar') || child(properties, 'a:buBlip') ? { kind: 'bullet' } : null
}

/** The bullet a paragraph of a level has by the styles given, the nearest first. */
export function inheritedBullet(styles: readonly (XmlElement | undefined)[], level: number): Bullet {
  for (const style of styles) {
    const bullet = bulletOf(at(style, `a:lvl${level + 1}pPr`))
    if (bullet) return bullet
  }
  return { kind: 'none' }
}

/** Counts the numbered paragraphs of one text, each level by itself. */
export class BulletCounter {
  private counts: number[] = []

  /** The mark of a paragraph: `-`, `3.`, `b)`; '' for none. */
  next(bullet: Bullet, level: number): string {
    if (bullet.kind !== 'number') {
      this.counts.length = Math.min(this.counts.length, bullet.kind === 'none' ? level : level + 1)
      if (bullet.kind === 'bullet') delete this.counts[level]
      return bullet.kind === 'bullet' ? '-' : ''
    }
    this.counts.length = Math.min(this.counts.length, level + 1)
    const count = (this.counts[level] ?? bullet.start - 1) + 1
    this.counts[level] = count
    return numbered(count, bullet.scheme)
  }
}

/** A number as a scheme of DrawingML writes it, e.g. `alphaLcParenR`. */
function numbered(count: number, scheme: string): string {
  const text = scheme.startsWith('alpha')
    ? cased(letters(count), scheme)
    : scheme.startsWith('roman')
      ? cased(roman(count), scheme)
      : String(count)
  if (scheme.endsWith('ParenBoth')) return `(${text})`
  return scheme.endsWith('ParenR') ? `${text})` : `${text}.`
}

function cased(text: string, scheme: string): string {
  return /Uc/.test(scheme) ? text.toUpperCase() : text
}

/** 1 a, 26 z, 27 aa, as Word and PowerPoint count: the same letter again and again. */
export function letters(count: number): string {
  if (count < 1 || count > 780) return String(count)
  return String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.floor((count - 1) / 26) + 1)
}

const romanSigns = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const

export function roman(count: number): string {
  if (count < 1 || count > 9_999) return String(count)
  let rest = count
  let text = ''
  for (const [value, sign] of romanSigns)
    while (rest >= value) {
      text += sign
      rest -= value
    }
  return text
}
