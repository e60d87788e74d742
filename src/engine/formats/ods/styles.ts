import type { CellReason } from '../sheets/cells'
import { streamXml, type XmlListener } from '../sheets/streamXml'

type Attributes = Readonly<Record<string, string>>

/** What the styles of a spreadsheet say that matters to its text. */
interface OdsStyle {
  parent?: string
  dataStyle?: string
  bold?: boolean
  colour?: string
  ground?: string
  size?: number
  /** Sheets that are not displayed. */
  isHidden?: boolean
}

const white = '#ffffff'
/** Letters of fewer points are read by nobody. */
const invisibleSize = 2
const mostParents = 10
const mostStyles = 100_000

/** The styles of sheets and cells by their names; also listens to the part they stand in. */
export class OdsStyles implements XmlListener {
  private readonly styles = new Map<string, OdsStyle>()
  private readonly datesWithDay = new Set<string>()
  private style: OdsStyle | null = null
  private dateStyle = ''

  open(name: string, attributes: Attributes): void {
    if (name === 'style' || name === 'default-style') this.openStyle(attributes)
    else if (name === 'date-style') this.dateStyle = attributes['style:name'] ?? ''
    else if (name === 'day' && this.dateStyle !== '') this.datesWithDay.add(this.dateStyle)
    else if (this.style) this.readProperties(name, attributes)
  }

  close(name: string): void {
    if (name === 'style' || name === 'default-style') this.style = null
    else if (name === 'date-style') this.dateStyle = ''
  }

  isHiddenSheet(name: string | undefined): boolean {
    return this.chain(name).some((style) => style.isHidden)
  }

  /** Whether dates in this style are shown with their day. */
  showsDay(name: string | undefined): boolean {
    const dataStyle = this.first(name, 'dataStyle')
    return dataStyle === undefined || this.datesWithDay.has(dataStyle)
  }

  look(name: string | undefined): { bold: boolean; hidden?: CellReason } {
    const bold = this.first(name, 'bold') ?? false
    if ((this.first(name, 'size') ?? 10) < invisibleSize) return { bold, hidden: 'tiny letters' }
    const colour = this.first(name, 'colour')
    const isLost = colour !== undefined && colour === (this.first(name, 'ground') ?? white)
    return isLost ? { bold, hidden: 'letters in the colour of their ground' } : { bold }
  }

  private openStyle(attributes: Attributes): void {
    this.style = { parent: attributes['style:parent-style-name'], dataStyle: attributes['style:data-style-name'] }
    const name = attributes['style:name']
    if (name && this.styles.size < mostStyles) this.styles.set(name, this.style)
  }

  private readProperties(name: string, attributes: Attributes): void {
    const style = this.style!
    if (name === 'table-properties') style.isHidden = attributes['table:display'] === 'false'
    else if (name === 'table-cell-properties') {
      const ground = attributes['fo:background-color']
      if (ground && ground !== 'transparent') style.ground = ground.toLowerCase()
    } else if (name === 'text-properties') {
      const weight = attributes['fo:font-weight']
      if (weight) style.bold = weight === 'bold' || Number(weight) >= 600
      const size = /^([\d.]+)pt$/.exec(attributes['fo:font-size'] ?? '')?.[1]
      if (size) style.size = Number(size)
      if (attributes['fo:color']) style.colour = attributes['fo:color'].toLowerCase()
    }
  }

  private first<K extends keyof OdsStyle>(name: string | undefined, key: K): OdsStyle[K] {
    return this.chain(name).find((style) => style[key] !== undefined)?.[key]
  }

  private chain(name: string | undefined): OdsStyle[] {
    const chain: OdsStyle[] = []
    for (let style = this.styles.get(name ?? ''); style && chain.length < mostParents; style = this.styles.get(style.parent ?? ''))
      chain.push(style)
    return chain
  }
}

/** Reads the styles that sheets share into `styles`. */
export async function readStyles(styles: OdsStyles, part: Buffer | null): Promise<void> {
  // What is found goes straight into the styles; there is nothing to take between pieces.
  if (part) for await (const _ of streamXml(once(part), styles, { part: 'styles.xml' }));
}

/** A part in memory as a stream. */
export async function* once(part: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < part.length; at += 64 * 1024) yield part.subarray(at, at + 64 * 1024)
}
