import { letters, roman } from '../pptx/bullets'
import { child, children } from './xmlQuery'
import type { XmlElement } from './xmlTree'
import { isSet, valueOf } from './wordStyles'

/** A level of a list as its definition says. */
interface Level {
  start: number
  format: string
  /** With `%1` for the number of the first level, and so on. */
  text: string
  /** Counts in plain digits, whatever the levels above it do. */
  isLegal: boolean
  /** Level above which it begins again, counted from 1; 0: never. */
  restart: number | null
  style: string | undefined
}

interface List {
  definition: string
  levels: ReadonlyMap<number, Level>
  /** Starts of its own, taken when the level is first used. */
  starts: Map<number, number>
}

const mostLevels = 9
const maxCount = 1_000_000

/** Numbers the paragraphs of a Word document as Word would show them. */
export class WordNumbers {
  private readonly lists = new Map<string, List>()
  private readonly restarting: readonly List[]
  /** How far each definition has been counted: lists of one definition go on with each other. */
  private readonly counts = new Map<string, (number | undefined)[]>()

  constructor(root: XmlElement | undefined) {
    const definitions = new Map(children(root, 'w:abstractNum').map((one) => [one.attributes['w:abstractNumId'] ?? '', one]))
    const byStyle = new Map(Array.from(definitions, ([id, one]) => [valueOf(child(one, 'w:styleLink')) ?? ` ${id}`, id]))
    for (const number of children(root, 'w:num')) {
      const named = valueOf(child(number, 'w:abstractNumId')) ?? ''
      // A list may only name a style that holds the real one.
      const definition = byStyle.get(valueOf(child(definitions.get(named), 'w:numStyleLink')) ?? '') ?? named
      this.lists.set(number.attributes['w:numId'] ?? '', listOf(number, definition, definitions.get(definition)))
    }
    this.restarting = [...this.lists.values()].filter((list) => list.starts.size > 0)
  }

  /** The mark of the next paragraph of a list: `-`, `3.`, `1.2.4`, `Article 5`; '' where the list shows none. */
  next(id: string, { level, style }: { level: number | null; style: string | null }): { mark: string; level: number } {
    const list = this.lists.get(id)
    const linked = style === null ? undefined : [...(list?.levels ?? [])].find(([, one]) => one.style === style)?.[0]
    const depth = Math.min(Math.max(0, linked ?? level ?? 0), mostLevels - 1)
    const own = list?.levels.get(depth)
    if (!list || !own) return { mark: '-', level: depth }
    const counts = this.counted(list, depth, own)
    if (own.format === 'bullet') return { mark: '-', level: depth }
    const mark = own.text.replace(/%(\d)/g, (_, digit: string) => {
      const at = Number(digit) - 1
      const shown = list.levels.get(at)
      return shown
        ? written(counts[at] ?? shown.start, own.isLegal && at !== depth ? 'decimal' : own.isLegal ? legal(own.format) : shown.format)
        : ''
    })
    return { mark: mark.replace(/\s+/g, ' ').trim(), level: depth }
  }

  /** Remembers how far everything is counted; what it returns goes back there. */
  save(): () => void {
    const counts = new Map(Array.from(this.counts, ([id, one]) => [id, [...one]]))
    const starts = Array.from(this.restarting, (list) => [list, new Map(list.starts)] as const)
    return () => {
      this.counts.clear()
      for (const [id, one] of counts) this.counts.set(id, one)
      for (const [list, before] of starts) list.starts = before
    }
  }

  private counted(list: List, depth: number, own: Level): readonly (number | undefined)[] {
    const counts = this.counts.get(list.definition) ?? []
    this.counts.set(list.definition, counts)
    const fresh = list.starts.get(depth)
    if (fresh !== undefined) list.starts.delete(depth)
    const before = counts[depth]
    counts[depth] = fresh ?? (before === undefined ? own.start : Math.min(before + 1, maxCount))
    for (let below = depth + 1; below < mostLevels; below++) {
      const restart = list.levels.get(below)?.restart ?? below
      if (restart !== 0 && depth < restart) counts[below] = undefined
    }
    return counts
  }
}

function legal(format: string): string {
  return format === 'decimalZero' ? format : 'decimal'
}

function listOf(number: XmlElement, definition: string, element: XmlElement | undefined): List {
  const levels = new Map(children(element, 'w:lvl').map((level) => [Number(level.attributes['w:ilvl']) || 0, levelOf(level)]))
  const starts = new Map<number, number>()
  for (const override of children(number, 'w:lvlOverride')) {
    const at = Number(override.attributes['w:ilvl']) || 0
    const own = child(override, 'w:lvl')
    if (own) levels.set(at, levelOf(own))
    const start = valueOf(child(override, 'w:startOverride'))
    if (start !== undefined) starts.set(at, Number(start) || 0)
  }
  return { definition, levels, starts }
}

function levelOf(level: XmlElement): Level {
  const restart = valueOf(child(level, 'w:lvlRestart'))
  const format = valueOf(child(level, 'w:numFmt')) ?? valueOf(child(child(child(level, 'mc:AlternateContent'), 'mc:Fallback'), 'w:numFmt'))
  return {
    start: Number(valueOf(child(level, 'w:start')) ?? 1) || 0,
    format: format ?? 'decimal',
    text: valueOf(child(level, 'w:lvlText')) ?? '',
    isLegal: isSet(child(level, 'w:isLgl')),
    restart: restart === undefined ? null : Number(restart) || 0,
    style: valueOf(child(level, 'w:pStyle')),
  }
}

function written(count: number, format: string): string {
  if (format === 'none') return ''
  if (format === 'upperRoman') return roman(count).toUpperCase()
  if (format === 'lowerRoman') return roman(count)
  if (format === 'upperLetter') return letters(count).toUpperCase()
  if (format === 'lowerLetter') return letters(count)
  if (format === 'decimalZero') return String(count).padStart(2, '0')
  return format === 'ordinal' ? ordinal(count) : String(count)
}

function ordinal(count: number): string {
  const end = count % 100
  const suffix = end >= 11 && end <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${suffix}`
}
