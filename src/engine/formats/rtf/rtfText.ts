import { visibleText, withoutMarks } from '../docx/hiddenMarks'
import { PageWriter } from '../docx/pageWriter'
import { writeFurniture } from '../docx/writeFurniture'
import type { Page } from '../../page'
import type { RtfTables } from './styles'
import { TableRows } from './tableRows'

/** What a paragraph is. */
export interface Paragraph {
  style: number
  /** 0 the highest heading, 9 none; null: what the style says. */
  outline: number | null
  /** Level in its list, from 0. */
  level: number
  inTable: boolean
  /** Tables around it. */
  depth: number
  isShaded: boolean
}

const bulletMark = /^[•·▪■□●○◦‣▸►➢❖✓✔o§*–—-]$/

/** The text of an RTF document as it comes: paragraphs, headings, lists, tables and notes. */
export class RtfText {
  tables: RtfTables | null = null
  /** What stands before the next paragraph where it is an item of a list. */
  mark = ''
  private readonly writer = new PageWriter()
  private line = ''
  /** Paragraphs of the cell being read. */
  private cell: string[] = []
  private readonly rows = new TableRows()
  private readonly behind: string[] = []
  private readonly heads: string[] = []
  private readonly feet: string[] = []
  private notes = 0

  append(text: string, { inTable }: Paragraph): void {
    if (!inTable && this.line === '' && this.cell.length === 0 && withoutMarks(text).trim() !== '') this.endTable()
    this.line += text
  }

  /** A control word that ends something, or says how a table is made. */
  control(word: string, paragraph: Paragraph): void {
    if (word === 'par' || word === 'sect' || word === 'page' || word === 'softpage') this.endParagraph(paragraph)
    else if (word === 'cell') this.endCell()
    else if (word === 'row') this.rows.endRow()
    else if (word === 'nestcell') this.line += ', '
    else if (word === 'nestrow') this.line = `${this.line.replace(/, $/, '')}; `
    else this.rows.define(word)
  }

  noteMark(): string {
    return `[^${this.notes + 1}]`
  }

  note(text: string): void {
    this.notes++
    this.behind.push(`[^${this.notes}]: ${text.replace(/\s+/g, ' ').trim()}`)
  }

  comment(author: string, text: string): void {
    const said = text.replace(/\s+/g, ' ').trim()
    if (said !== '') this.behind.push(`[Comment${author ? `, ${author}` : ''}: ${said}]`)
  }

  /** The text of a box beside the text. */
  box(text: string): void {
    this.behind.push(...text.split('\n'))
  }

  furniture(kind: 'header' | 'footer', text: string): void {
    ;(kind === 'header' ? this.heads : this.feet).push(visibleText(text))
  }

  end(paragraph: Paragraph): void {
    if (this.cell.length > 0 || (paragraph.inTable && !this.rows.isEmpty)) this.endCell()
    else this.endParagraph(paragraph)
    this.endTable()
    this.writeBehind()
  }

  page(): Page {
    writeFurniture(this.writer, { headers: this.heads, footers: this.feet })
    return this.writer.page(1)
  }

  private endParagraph(paragraph: Paragraph): void {
    const text = this.line
    this.line = ''
    const mark = this.mark
    this.mark = ''
    if (paragraph.inTable) {
      this.cell.push(mark === '' ? text : `${bulletMark.test(mark) ? '-' : mark} ${text}`)
      return
    }
    this.endTable()
    const level = paragraph.outline === null ? this.tables?.levels.get(paragraph.style) : paragraph.outline + 1
    if (level !== undefined && level < 10) this.writer.heading(level, mark === '' || bulletMark.test(mark) ? text : `${mark} ${text}`)
    else if (mark !== '') this.writer.item(paragraph.level, bulletMark.test(mark) ? '-' : mark, text)
    else if (this.tables?.captions.has(paragraph.style)) this.writer.caption(text)
    else this.writer.paragraph(text)
    this.writeBehind()
  }

  private endCell(): void {
    const mark = this.mark
    this.mark = ''
    this.rows.endCell(
      [...this.cell, mark === '' ? this.line : `${bulletMark.test(mark) ? '-' : mark} ${this.line}`].join('\n').replace(/; $/, ''),
    )
    this.cell = []
    this.line = ''
  }

  private endTable(): void {
    if (this.rows.isEmpty) return
    this.rows.write(this.writer)
    this.writeBehind()
  }

  private writeBehind(): void {
    for (const text of this.behind.splice(0)) this.writer.note(text)
  }
}
