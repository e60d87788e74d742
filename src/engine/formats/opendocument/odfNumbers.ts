import { letters, roman } from '../pptx/bullets'
import { children } from '../docx/xmlQuery'
import type { XmlElement } from '../docx/xmlTree'
import type { OdfStyles } from './odfStyles'

/** A list being read: its style and how far each of its levels has been counted. */
export interface OdfList {
  style: string
  counts: number[]
}

/** Deepest level that is counted. */
const mostLevels = 10

/** Numbers lists and headings as the program would show them. */
export class OdfNumbers {
  private readonly styles: OdfStyles
  private readonly byId = new Map<string, OdfList>()
  private readonly lastOfStyle = new Map<string, OdfList>()
  private readonly headings: OdfList = { style: '', counts: [] }

  constructor(styles: OdfStyles) {
    this.styles = styles
  }

  /** The list an outermost `text:list` begins or goes on with. */
  begin({ attributes }: XmlElement): OdfList {
    const style = attributes['text:style-name'] ?? ''
    const continued = this.byId.get(attributes['text:continue-list'] ?? '')
    const goesOn = continued ?? (attributes['text:continue-numbering'] === 'true' ? this.lastOfStyle.get(style) : undefined)
    const list = goesOn ? { style: style || goesOn.style, counts: goesOn.counts } : { style, counts: [] }
    const id = attributes['xml:id'] ?? attributes['text:id']
    if (id) this.byId.set(id, list)
    this.lastOfStyle.set(style, list)
    return list
  }

  /** The mark of the next item of a level, from 0: `-`, `2.`, `1.2.3`. */
  next(list: OdfList, level: number, start: number | undefined): string {
    const style = this.levelStyle(this.styles.lists.get(list.style), level)
    if (!style || style.name.endsWith('bullet') || style.name.endsWith('image')) {
      list.counts.length = Math.min(list.counts.length, level)
      return '-'
    }
    return this.count(list, level, style, start)
  }

  /** The number of the next heading of a level, from 0; '' for headings without. */
  nextHeading(level: number, start: number | undefined): string {
    const style = this.levelStyle(this.styles.outline, level)
    return style ? this.count(this.headings, level, style, start) : ''
  }

  private count(list: OdfList, level: number, style: XmlElement, start: number | undefined): string {
    const { counts } = list
    counts.length = Math.min(counts.length, level + 1)
    const first = start ?? (Number(style.attributes['text:start-value'] ?? 1) || 1)
    counts[level] = start === undefined && counts[level] !== undefined ? counts[level] + 1 : first
    return this.written(list, level, style)
  }

  private written({ style: name, counts }: OdfList, level: number, style: XmlElement): string {
    const format = style.attributes['style:num-format'] ?? ''
    if (format === '') return ''
    const shown = Math.min(Math.max(1, Number(style.attributes['text:display-levels']) || 1), level + 1)
    const owner = style.name.startsWith('text:outline') ? this.styles.outline : this.styles.lists.get(name)
    const parts: string[] = []
    for (let i = level - shown + 1; i <= level; i++) {
      const own = i === level ? style : this.levelStyle(owner, i)
      const part = numbered(counts[i] ?? 1, own?.attributes['style:num-format'] ?? '1')
      if (part !== '') parts.push(part)
    }
    return `${style.attributes['style:num-prefix'] ?? ''}${parts.join('.')}${style.attributes['style:num-suffix'] ?? ''}`.trim()
  }

  private levelStyle(style: XmlElement | undefined, level: number): XmlElement | undefined {
    if (level >= mostLevels) return undefined
    return children(style).find(({ attributes }) => attributes['text:level'] === String(level + 1))
  }
}

function numbered(count: number, format: string): string {
  if (format === '') return ''
  if (format === 'a') return letters(count)
  if (format === 'A') return letters(count).toUpperCase()
  if (format === 'i') return roman(count)
  return format === 'I' ? roman(count).toUpperCase() : String(count)
}
