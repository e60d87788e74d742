import type { Cell } from '../sheets/cells'
import { onOneLine } from '../sheets/sheetWriter'
import type { OdsStyles } from './styles'

type Attributes = Readonly<Record<string, string>>

const longestSpace = 100

/** Collects what stands in one cell: the text that is shown, and the note on it. */
export class CellReader {
  readonly attributes: Attributes
  private readonly styles: OdsStyles
  private shownText = ''
  private noteText = ''
  private author = ''
  private isInNote = false
  private reading: 'text' | 'author' | null = null

  constructor(attributes: Attributes, styles: OdsStyles) {
    this.attributes = attributes
    this.styles = styles
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'annotation') this.isInNote = true
    else if (name === 'creator') this.reading = 'author'
    else if (name === 'p' || name === 'h') {
      this.reading = 'text'
      this.text(' ')
    } else if (name === 's') this.text(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, longestSpace)))
    else if (name === 'tab' || name === 'line-break') this.text(' ')
  }

  close(name: string): void {
    if (name === 'annotation') this.isInNote = false
    else if (name === 'p' || name === 'h' || name === 'creator') this.reading = null
  }

  text(text: string): void {
    if (this.reading === 'author') this.author += text
    else if (this.reading === 'text' && this.isInNote) this.noteText += text
    else if (this.reading === 'text') this.shownText += text
  }

  get note(): { text: string; author?: string } | null {
    if (this.noteText === '') return null
    return { text: this.noteText, ...(this.author ? { author: this.author } : {}) }
  }

  /** As it is shown, but for dates: those with a day as 2024-03-15, for 03/04 is two days in two countries. */
  get shown(): Pick<Cell, 'text' | 'kind'> {
    const { attributes } = this
    const text = onOneLine(this.shownText)
    if (attributes['calcext:value-type'] === 'error') return { text, kind: 'error' }
    switch (attributes['office:value-type']) {
      case 'date':
        return { text: this.date() || text, kind: 'date' }
      case 'time':
        return { text: text || (attributes['office:time-value'] ?? ''), kind: 'date' }
      case 'boolean':
        return { text: text || (attributes['office:boolean-value'] ?? '').toUpperCase(), kind: 'truth' }
      case 'float':
      case 'percentage':
      case 'currency':
        return { text: text || (attributes['office:value'] ?? ''), kind: 'number' }
      default:
        return { text: text || onOneLine(attributes['office:string-value'] ?? ''), kind: 'text' }
    }
  }

  private date(): string {
    if (!this.styles.showsDay(this.attributes['table:style-name'])) return ''
    const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?)?/.exec(this.attributes['office:date-value'] ?? '')
    if (!found) return ''
    const [, date, time, seconds = ':00'] = found
    if (!time || (time === '00:00' && seconds === ':00')) return date!
    return `${date} ${time}${seconds === ':00' ? '' : seconds}`
  }
}
