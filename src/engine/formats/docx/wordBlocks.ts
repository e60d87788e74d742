import { diagramItems } from '../pptx/diagram'
import { writeChart } from '../pptx/graphic'
import { hide, withoutMarks } from './hiddenMarks'
import type { PageWriter } from './pageWriter'
import { gridRow } from './tableText'
import { isHiddenRow, isShadedCell, isShadedTable, members, wordRow, type WordRow } from './wordTable'
import type { WordParts } from './wordParts'
import { valueOf } from './wordStyles'
import { type Hanging, type TextPlace, WordText } from './wordText'
import { below, child, chosen, isElement } from './xmlQuery'
import type { XmlElement } from './xmlTree'

interface BlockPlace {
  isOnPaper: boolean
  isHidden: boolean
  depth: number
}

/** Boxes and tables within each other that are followed; deeper ones are read as plain lines. */
const maxDepth = 40
/** Rows of a table whose cells are kept, in case it proves to be no table. */
const mostKeptRows = 300

const body: BlockPlace = { isOnPaper: true, isHidden: false, depth: 0 }

/** Writes the blocks of a Word document: paragraphs, headings, lists, tables, and behind each what hangs on it. */
export class WordBlocks {
  private readonly writer: PageWriter
  private readonly parts: WordParts
  private readonly text: WordText
  private hanging: Hanging[] = []
  /** Text of paragraphs whose end was deleted: it goes on in the next. */
  private carried = ''
  private readonly labels = { footnote: 0, endnote: 0 }
  /** Notes and comments that are being read: they may refer to themselves. */
  private readonly reading = new Set<string>()

  constructor(writer: PageWriter, parts: WordParts) {
    this.writer = writer
    this.parts = parts
    this.text = new WordText(parts.styles, (hanging) => this.hang(hanging))
  }

  /** A block of the body. */
  block(element: XmlElement): void {
    this.one(element, { ...body, isOnPaper: !this.parts.isColoured })
  }

  /** What is left when the body has ended. */
  end(): void {
    if (this.carried !== '') this.writer.paragraph(this.carried)
    this.writeHanging(body)
  }

  /** A row of a table of the body; `table` gathers them. */
  row(element: XmlElement, table: WordTableRows): void {
    table.add(this.readRow(element, table, { ...body, isOnPaper: !this.parts.isColoured }))
  }

  /** A table of the body whose rows were read. */
  table(table: WordTableRows): void {
    this.writeTable(table, { ...body, isOnPaper: !this.parts.isColoured })
  }

  /** Text of a run by itself, for bodies nested too deep to be read as blocks. */
  plainRun(run: XmlElement): string {
    return this.text.of({ name: '', attributes: {}, children: [run] }, this.placeOf(undefined, body))
  }

  /** The text of a header or footer on one line, with that of its boxes. */
  furniture(element: XmlElement): string {
    const text = this.cellText(element, { ...body, isOnPaper: false })
    this.hanging = []
    return text
  }

  /** All text below an element on one line. */
  private lines(element: XmlElement, place: BlockPlace = body): string {
    const lines: string[] = []
    for (const paragraph of below(element, new Set(['w:p', 'w:tbl']))) {
      if (paragraph.name === 'w:tbl') {
        const rows = Array.from(members(paragraph, 'w:tr'), (row) =>
          wordRow(row, (cell) => this.cellText(cell, { ...place, depth: place.depth + 1 })),
        )
        lines.push(
          ...rows.flatMap((row) =>
            row
              ? [
                  row.cells
                    .map((cell) => cell.text)
                    .filter((text) => text !== '')
                    .join(', ') + ';',
                ]
              : [],
          ),
        )
      } else lines.push(this.line(paragraph, place))
    }
    return lines.filter((line) => line.trim() !== '' && line !== ';').join(' ')
  }

  private one(element: XmlElement, place: BlockPlace): void {
    const { name } = element
    if (name === 'w:p') this.paragraph(element, place)
    else if (name === 'w:tbl') {
      const table = this.openTable(child(element, 'w:tblPr'))
      for (const row of members(element, 'w:tr')) table.add(this.readRow(row, table, place))
      this.writeTable(table, place)
    } else if (name === 'w:altChunk') {
      const page = this.parts.chunks.get(element.attributes['r:id'] ?? '')
      if (page) this.writer.append(page)
    } else if (name === 'mc:AlternateContent') this.all(chosen(element), place)
    else if (/^w:(sdt|sdtContent|customXml|ins|moveTo|smartTag)$/.test(name)) this.all(element, place)
    else if (name === 'm:oMathPara' || name === 'm:oMath') this.paragraph({ name: 'w:p', attributes: {}, children: [element] }, place)
  }

  private all(element: XmlElement, place: BlockPlace): void {
    if (place.depth > maxDepth) return this.writer.paragraph(this.lines(element, place))
    for (const node of element.children) if (isElement(node)) this.one(node, { ...place, depth: place.depth + 1 })
  }

  private paragraph(paragraph: XmlElement, place: BlockPlace): void {
    const properties = child(paragraph, 'w:pPr')
    const read = this.text.of(paragraph, this.placeOf(properties, place))
    const text = this.carried + (place.isHidden ? hide(read, 'hidden in the document') : read)
    this.carried = ''
    this.text.fields.endParagraph()
    const mark = child(properties, 'w:rPr')
    if (child(mark, 'w:del') || child(mark, 'w:moveFrom')) {
      this.carried = text
      return
    }
    this.write(text, properties)
    this.writeHanging(place)
  }

  private write(text: string, properties: XmlElement | undefined): void {
    const { styles, numbers } = this.parts
    // Word counts a paragraph without text as well.
    const numbering = styles.numbering(properties)
    const level = styles.headingLevel(properties)
    const { mark, level: depth } = numbering ? numbers.next(numbering.list, numbering) : { mark: '', level: 0 }
    if (level > 0 && withoutMarks(text).trim() !== '') this.writer.heading(level, mark === '' || mark === '-' ? text : `${mark} ${text}`)
    else if (mark !== '') this.writer.item(depth, mark, text)
    else if (styles.isOf(properties, /^caption$/)) this.writer.caption(text)
    else if (styles.isOf(properties, /^(intense )?quote$/)) this.writer.quote(text)
    else if (styles.isOf(properties, /^html preformatted$/)) this.writer.code(text)
    else this.writer.paragraph(text)
  }

  private line(paragraph: XmlElement, place: BlockPlace): string {
    const properties = child(paragraph, 'w:pPr')
    const text = this.text.of(paragraph, this.placeOf(properties, place)).trim()
    this.text.fields.endParagraph()
    const numbering = this.parts.styles.numbering(properties)
    const mark = numbering ? this.parts.numbers.next(numbering.list, numbering).mark : ''
    return mark === '' || text === '' ? text : `${mark} ${text}`
  }

  private placeOf(properties: XmlElement | undefined, { isOnPaper }: BlockPlace): TextPlace {
    return { look: this.parts.styles.paragraphLook(properties), isOnPaper }
  }

  openTable(properties: XmlElement | undefined): WordTableRows {
    const style = valueOf(child(properties, 'w:tblStyle'))
    const isShaded = isShadedTable(properties) || this.parts.styles.hasShades(style)
    const [goBack, labels] = [this.parts.numbers.save(), { ...this.labels }]
    return new WordTableRows(isShaded, () => {
      goBack()
      Object.assign(this.labels, labels)
      this.hanging = []
    })
  }

  private readRow(row: XmlElement, { isShaded }: WordTableRows, place: BlockPlace): WordRow | null {
    const isHidden = place.isHidden || isHiddenRow(row)
    return wordRow(row, (cell, properties) => {
      const text = this.cellText(cell, {
        ...place,
        isOnPaper: place.isOnPaper && !isShaded && !isShadedCell(properties),
        depth: place.depth + 1,
      })
      return isHidden ? hide(text, 'hidden in the document') : text
    })
  }

  /** Paragraphs of a cell on one line; what hangs on them in boxes is part of it. */
  private cellText(cell: XmlElement, place: BlockPlace): string {
    const before = this.hanging
    this.hanging = []
    let text = this.lines(cell, place)
    for (const { kind, element, isHidden } of this.hanging)
      if (kind === 'box' && element && place.depth < maxDepth) text += ` ${this.boxText(element, place, isHidden)}`
    this.hanging = [...before, ...this.hanging.filter(({ kind }) => kind !== 'box')]
    return text.trim()
  }

  private boxText(element: XmlElement, place: BlockPlace, isHidden = false): string {
    const text = this.lines(element, { ...place, depth: place.depth + 1 })
    return isHidden ? hide(text, 'hidden in the document') : text
  }

  private writeTable(table: WordTableRows, place: BlockPlace): void {
    if (!this.writer.table(table.grid)) {
      const inner = { ...place, isOnPaper: false, depth: place.depth + 1 }
      if (table.elements) {
        // Read again as blocks: numbers and notes of the first reading would count twice.
        table.undo()
        for (const cell of table.elements) this.all(cell, inner)
      } else for (const row of table.grid) for (const cell of row) this.writer.paragraph(cell)
    }
    this.writeHanging(place)
  }

  private hang(hanging: Hanging): string {
    this.hanging.push(hanging)
    if (hanging.kind !== 'footnote' && hanging.kind !== 'endnote') return ''
    const count = ++this.labels[hanging.kind]
    const label = hanging.kind === 'footnote' ? String(count) : this.parts.endnoteLabel(count)
    this.hanging[this.hanging.length - 1] = { ...hanging, element: this.parts.note(hanging.kind, hanging.text ?? ''), text: label }
    return `[^${label}]`
  }

  private writeHanging(place: BlockPlace): void {
    for (const hanging of this.hanging.splice(0)) this.writeOne(hanging, place)
  }

  private writeOne({ kind, element, text = '', isHidden }: Hanging, place: BlockPlace): void {
    if (kind === 'description') this.writer.note(`[Picture: ${text}]`, 'caption')
    else if (kind === 'footnote' || kind === 'endnote') this.note(`[^${text}]: `, '', element)
    else if (kind === 'comment') {
      const comment = this.parts.note('comment', text)
      const author = comment?.attributes['w:author']
      this.note(`[Comment${author ? `, ${author}` : ''}: `, ']', comment)
    } else if (kind === 'box' && element) {
      this.writer.endList()
      if (isHidden) this.writer.paragraph(this.boxText(element, place, true))
      else this.all(element, { ...place, isOnPaper: false, depth: place.depth + 1 })
    } else if (kind === 'chart') {
      const chart = this.parts.charts.get(text)
      if (chart) writeChart(this.writer, chart)
    } else if (kind === 'diagram') {
      const diagram = this.parts.diagrams.get(text)
      this.writer.endList()
      for (const item of diagram ? diagramItems(diagram) : []) this.writer.item(item.depth, '-', item.text)
    }
  }

  private note(before: string, after: string, element: XmlElement | undefined): void {
    const id = element?.attributes['w:id'] ?? ''
    const key = `${element?.name} ${id}`
    if (!element || this.reading.has(key)) return
    this.reading.add(key)
    const text = this.lines(element)
    this.reading.delete(key)
    if (text.trim() !== '') this.writer.note(`${before}${text}${after}`)
  }
}

/** The rows of a table while they are read. */
export class WordTableRows {
  readonly isShaded: boolean
  readonly grid: string[][] = []
  /** The cells themselves, as long as there are few rows. */
  elements: XmlElement[] | null = []
  /** Takes back what reading the cells counted. */
  readonly undo: () => void

  constructor(isShaded: boolean, undo: () => void) {
    this.isShaded = isShaded
    this.undo = undo
  }

  add(row: WordRow | null): void {
    if (!row) return
    this.grid.push(gridRow(row.cells, this.grid.at(-1)))
    if (this.grid.length > mostKeptRows) this.elements = null
    else this.elements?.push(...row.elements)
  }
}
