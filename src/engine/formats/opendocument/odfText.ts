import { hide, visibleText } from '../docx/hiddenMarks'
import type { PageWriter } from '../docx/pageWriter'
import { gridOf } from '../docx/tableText'
import { child, children, isElement, textOf } from '../docx/xmlQuery'
import type { XmlElement, XmlNode } from '../docx/xmlTree'
import type { Chart } from '../pptx/chart'
import { writeChart } from '../pptx/graphic'
import { hiddenBy, type OdfLook, type OdfStyles } from './odfStyles'
import { type OdfList, OdfNumbers } from './odfNumbers'
import { odfRows } from './odfTable'

/** Deepest nesting of boxes, tables and lists that is followed. */
const maxDepth = 60
const mostSpaces = 100

interface Item {
  list: OdfList
  level: number
  /** What stands before the first paragraph of the item; '' once it is written. */
  mark: string
}

interface Place {
  item: Item | null
  /** Within a section, box or shape that is not shown. */
  isHidden: boolean
  /** On the page itself, so that white text is not seen. */
  isOnPaper: boolean
  depth: number
}

const start: Place = { item: null, isHidden: false, isOnPaper: true, depth: 0 }

/** What is read of an OpenDocument text apart from the running text. */
type Behind = { note: string } | { caption: string } | { nodes: XmlElement; place: Place } | { chart: Chart }

/** Writes the text of OpenDocument files: of a document, a box, a cell, a slide. */
export class OdfText {
  private readonly writer: PageWriter
  private readonly styles: OdfStyles
  private readonly numbers: OdfNumbers
  /** Charts within the package by their reference. */
  private readonly charts: ReadonlyMap<string, Chart>
  private behind: Behind[] = []
  private notes = 0

  constructor(writer: PageWriter, { styles, charts }: { styles: OdfStyles; charts: ReadonlyMap<string, Chart> }) {
    this.writer = writer
    this.styles = styles
    this.numbers = new OdfNumbers(styles)
    this.charts = charts
  }

  /** Writes the blocks below an element. `isHidden`: nobody sees them; `isOnPaper`: white text on them is not seen. */
  blocks(element: XmlElement, { isHidden = false, isOnPaper = true } = {}): void {
    this.within(element, { ...start, isHidden, isOnPaper })
  }

  /** Writes one block. */
  block(element: XmlElement, { isHidden = false } = {}): void {
    this.one(element, { ...start, isHidden })
    this.writeBehind()
  }

  private within(element: XmlElement, place: Place): void {
    if (place.depth > maxDepth) return this.writer.paragraph(this.lines(element))
    for (const node of element.children) if (isElement(node)) this.one(node, { ...place, depth: place.depth + 1 })
  }

  private one(element: XmlElement, place: Place): void {
    const { name, attributes } = element
    if (name === 'text:p' || name === 'text:h') this.paragraph(element, place)
    else if (name === 'text:list') this.list(element, place)
    else if (name === 'table:table') this.table(element, place)
    else if (name === 'text:section') this.within(element, { ...place, isHidden: place.isHidden || isHiddenSection(attributes) })
    else if (name === 'text:numbered-paragraph') this.numbered(element, place)
    else if (/^text:(index-body|index-title|[a-z-]*(index|content|bibliography))$/.test(name)) this.within(element, place)
    else if (name.startsWith('draw:')) {
      this.drawing(element, place)
      this.writeBehind()
    } else if (name === 'office:annotation') this.comment(element)
  }

  private paragraph(element: XmlElement, place: Place): void {
    const style = element.attributes['text:style-name']
    const look = this.styles.look('paragraph', style)
    const text = this.inline(element, look, place)
    const own = textOf(child(element, 'text:number')).trim()
    const isHeading = element.name === 'text:h'
    const level = isHeading
      ? Number(element.attributes['text:outline-level']) || 1
      : this.styles.isOf('paragraph', style, /^Title$/)
        ? 1
        : 0
    const { item } = place
    if (level > 0 && visibleText(text).trim() !== '') {
      const number = own || (item ? item.mark.replace(/^-$/, '') : isHeading ? this.headingNumber(element, level) : '')
      if (item) item.mark = ''
      this.writer.heading(level, number === '' ? text : `${number} ${text}`)
    } else if (item) {
      this.writer.item(item.level, own || item.mark, text)
      if (text.trim() !== '') item.mark = ''
    } else if (this.styles.isOf('paragraph', style, /^(Quotations|Quote)$/)) this.writer.quote(text)
    else if (this.styles.isOf('paragraph', style, /^(Caption|Illustration|Table|Figure|Drawing)$/)) this.writer.caption(text)
    else if (this.styles.isOf('paragraph', style, /^Preformatted[ _](20_)?Text$|codeblock$/)) this.writer.code(text)
    else this.writer.paragraph(text)
    if (!item) this.writeBehind()
  }

  private headingNumber({ attributes }: XmlElement, level: number): string {
    if (
      attributes['text:is-list-header'] === 'true' ||
      this.styles.attribute('paragraph', attributes['text:style-name'], 'style:list-style-name') === ''
    )
      return ''
    return this.numbers.nextHeading(level - 1, Number(attributes['text:start-value']) || undefined)
  }

  private list(element: XmlElement, place: Place): void {
    const outer = place.item
    const list = outer ? { ...outer.list, style: element.attributes['text:style-name'] ?? outer.list.style } : this.numbers.begin(element)
    const level = outer ? outer.level + 1 : 0
    for (const entry of children(element)) {
      if (entry.name !== 'text:list-item' && entry.name !== 'text:list-header') continue
      const holdsText = children(entry).some(({ name }) => name !== 'text:list')
      const from = Number(entry.attributes['text:start-value']) || undefined
      const mark = entry.name === 'text:list-item' && holdsText ? this.numbers.next(list, level, from) : ''
      this.within(entry, { ...place, item: { list, level, mark } })
    }
    if (!outer) this.writeBehind()
  }

  private numbered(element: XmlElement, place: Place): void {
    const { attributes } = element
    const level = (Number(attributes['text:level']) || 1) - 1
    const id = attributes['text:list-id'] ?? ''
    const list = this.numbers.begin({ ...element, attributes: { ...attributes, 'text:continue-list': id, 'xml:id': id } })
    this.within(element, {
      ...place,
      item: { list, level, mark: this.numbers.next(list, level, Number(attributes['text:start-value']) || undefined) },
    })
  }

  private table(element: XmlElement, place: Place): void {
    const inner = { ...place, isOnPaper: false, item: null }
    const rows = odfRows(element, (cell) => this.lines(cell, inner))
    if (!this.writer.table(gridOf(rows.map((row) => row.cells)))) {
      // Its notes and boxes are written with the cells.
      this.behind = []
      for (const cell of rows.flatMap((row) => row.elements)) this.within(cell, inner)
    }
    this.writeBehind()
  }

  /** All text below an element on one line, lists and tables within it as well. */
  private lines(element: XmlElement, place: Place = start): string {
    const lines: string[] = []
    const visit = (node: XmlElement, depth: number) => {
      if (node.name === 'text:p' || node.name === 'text:h')
        lines.push(this.inline(node, this.styles.look('paragraph', node.attributes['text:style-name']), place).trim())
      else if (node.name === 'table:table-row')
        lines.push(
          children(node)
            .map((cell) => this.lines(cell, place))
            .join(', ')
            .replace(/$/, ';'),
        )
      else if (depth < maxDepth) for (const inner of children(node)) visit(inner, depth + 1)
    }
    for (const node of children(element)) visit(node, 0)
    return lines.filter((line) => line !== '').join(' ')
  }

  private inline(element: XmlElement, around: OdfLook, place: Place): string {
    let text = ''
    for (const node of element.children) text += this.piece(node, around, place)
    return text
  }

  private piece(node: XmlNode, look: OdfLook, place: Place): string {
    if (!isElement(node)) {
      const reason = place.isHidden ? ('hidden in the document' as const) : hiddenBy(look, place.isOnPaper)
      const text = node.replace(/\s+/g, ' ')
      return reason ? hide(text, reason) : text
    }
    const { name, attributes } = node
    if (name === 'text:span') return this.inline(node, { ...look, ...this.styles.look('text', attributes['text:style-name']) }, place)
    if (name === 'text:s') return ' '.repeat(Math.min(Number(attributes['text:c']) || 1, mostSpaces))
    if (name === 'text:tab') return '\t'
    if (name === 'text:line-break') return '\n'
    if (name === 'text:note') return this.note(node)
    if (name === 'office:annotation') this.comment(node)
    else if (name.startsWith('draw:')) this.drawing(node, place)
    else if (
      name === 'text:hidden-text' ||
      (/^text:hidden-paragraph$|^text:conditional-text$/.test(name) && attributes['text:is-hidden'] === 'true')
    )
      return hide(attributes['text:string-value'] ?? textOf(node), 'hidden in the document')
    else if (
      !/^text:(number|page-number|page-count|ruby-text|tracked-changes|note-\w+)$|^office:(annotation-end|event-listeners|forms)$/.test(
        name,
      )
    )
      return this.inline(node, look, place)
    return ''
  }

  /** A note goes behind the block; its mark stays in the text. */
  private note(element: XmlElement): string {
    this.notes += 1
    const label = textOf(child(element, 'text:note-citation')).trim() || String(this.notes)
    const body = child(element, 'text:note-body')
    if (body) this.behind.push({ note: `[^${label}]: ${this.lines(body)}` })
    return `[^${label}]`
  }

  private comment(element: XmlElement): void {
    const author = textOf(child(element, 'dc:creator')).trim()
    const text = this.lines(element)
    if (text !== '') this.behind.push({ note: `[Comment${author === '' ? '' : `, ${author}`}: ${text}]` })
  }

  /** What a drawing says: its boxes and texts, its description, the numbers of a chart. */
  private drawing(element: XmlElement, place: Place): void {
    if (place.depth > maxDepth) return
    const description = textOf(child(element, 'svg:desc')).trim() || textOf(child(element, 'svg:title')).trim()
    const inner = { ...place, item: null, isOnPaper: false, depth: place.depth + 1 }
    for (const node of children(element)) {
      const chart = node.name === 'draw:object' ? this.charts.get(objectName(node)) : undefined
      if (chart) this.behind.push({ chart })
      else if (node.name === 'draw:text-box') this.behind.push({ nodes: node, place: inner })
      else if (
        /^draw:(frame|g|a|custom-shape|rect|ellipse|circle|line|connector|polygon|polyline|path|regular-polygon|caption|measure)$/.test(
          node.name,
        )
      )
        this.drawing(node, inner)
    }
    if (children(element).some(({ name }) => /^(text:(p|list|h)|table:table)$/.test(name)))
      this.behind.push({ nodes: element, place: inner })
    if (/\p{L}{2}/u.test(description)) this.behind.push({ caption: `[Picture: ${description}]` })
  }

  private writeBehind(): void {
    for (const one of this.behind.splice(0)) {
      if ('note' in one) this.writer.note(one.note)
      else if ('caption' in one) this.writer.note(one.caption, 'caption')
      else if ('chart' in one) writeChart(this.writer, one.chart)
      else {
        this.writer.endList()
        for (const node of children(one.nodes))
          if (/^(text:|table:)/.test(node.name)) this.one(node, { ...one.place, depth: one.place.depth + 1 })
      }
    }
  }
}

function isHiddenSection(attributes: Readonly<Record<string, string>>): boolean {
  return attributes['text:display'] === 'none' || attributes['text:is-hidden'] === 'true'
}

/** The folder in the package that an object is kept in. */
export function objectName({ attributes }: XmlElement): string {
  return (attributes['xlink:href'] ?? '').replace(/^\.\//, '').replace(/\/$/, '')
}

/** Headers and footers of the pages, each as one line. */
export function furnitureOf(styles: OdfStyles, lineOf: (element: XmlElement) => string): { headers: string[]; footers: string[] } {
  const lines = (kind: string) =>
    styles.masters.flatMap((master) =>
      children(master)
        .filter(({ name }) => name.startsWith(`style:${kind}`))
        .map(lineOf),
    )
  return { headers: lines('header'), footers: lines('footer') }
}

/** The text of an element as it stands, without looks, notes or drawings. */
export function plainLine(element: XmlElement): string {
  const text = (node: XmlElement): string =>
    node.children
      .map((inner) =>
        isElement(inner)
          ? /^text:(page-number|page-count|note)$/.test(inner.name)
            ? ''
            : /^text:(s|tab|line-break)$/.test(inner.name)
              ? ' '
              : text(inner)
          : inner,
      )
      .join('')
  return children(element)
    .map((block) => text(block).trim())
    .filter((line) => line !== '')
    .join(' ')
}
