import { markupPage } from '../html/markupPage'
import { parseMarkup } from '../html/parseMarkup'
import { type Chart, readChart } from '../pptx/chart'
import { roman } from '../pptx/bullets'
import { RtfReader } from '../rtf/rtfReader'
import { RtfText } from '../rtf/rtfText'
import { readTokens } from '../rtf/tokens'
import { type Page, plainPage } from '../../page'
import type { OfficePackage } from './officePackage'
import { ofType, type Relation, relationsOf } from './relations'
import { WordNumbers } from './wordNumbers'
import { WordStyles } from './wordStyles'
import { children } from './xmlQuery'
import { parseXml, type XmlElement } from './xmlTree'

interface PartContext {
  signal: AbortSignal
}

const mostGraphics = 500

/** The parts of a Word document that its body refers to. One that is damaged takes nothing but itself. */
export class WordParts {
  readonly styles: WordStyles
  readonly numbers: WordNumbers
  readonly charts = new Map<string, Chart>()
  readonly diagrams = new Map<string, XmlElement>()
  /** Pieces of HTML, Rich Text or text that stand in the body as if they were written in it. */
  readonly chunks = new Map<string, Page>()
  /** Headers and footers in the order of the file. */
  readonly headers: XmlElement[] = []
  readonly footers: XmlElement[] = []
  /** Whether the pages have a colour, so that white text may be seen on them. */
  isColoured = false
  private readonly notes = new Map<string, XmlElement>()
  private readonly relations: ReadonlyMap<string, Relation>

  private constructor(relations: ReadonlyMap<string, Relation>, styles: XmlElement | undefined, numbering: XmlElement | undefined) {
    this.relations = relations
    this.styles = new WordStyles(styles)
    this.numbers = new WordNumbers(numbering)
  }

  static async read(pack: OfficePackage, main: string, context: PartContext): Promise<WordParts> {
    const relations = await relationsOf(pack, main, context)
    const first = async (type: string) => {
      for (const relation of ofType(relations, type)) return readTree(pack, relation.target, context)
      return undefined
    }
    const parts = new WordParts(relations, await first('styles'), await first('numbering'))
    for (const [type, name] of [
      ['footnotes', 'footnote'],
      ['endnotes', 'endnote'],
      ['comments', 'comment'],
    ] as const) {
      for (const note of children(await first(type), `w:${name}`)) parts.notes.set(`${name} ${note.attributes['w:id']}`, note)
    }
    await parts.readFurniture(pack, context)
    await parts.readGraphics(pack, context)
    await parts.readChunks(pack, context)
    return parts
  }

  note(kind: 'footnote' | 'endnote' | 'comment', id: string): XmlElement | undefined {
    return this.notes.get(`${kind} ${id}`)
  }

  /** Word numbers endnotes with small Roman numerals. */
  endnoteLabel(count: number): string {
    return roman(count)
  }

  private async readFurniture(pack: OfficePackage, context: PartContext): Promise<void> {
    for (const [type, gathered] of [
      ['header', this.headers],
      ['footer', this.footers],
    ] as const) {
      for (const { target } of ofType(this.relations, type)) {
        const root = await readTree(pack, target, context)
        if (root) gathered.push(root)
      }
    }
  }

  private async readGraphics(pack: OfficePackage, context: PartContext): Promise<void> {
    const wanted = [...this.relations.values()].filter(({ type, external }) => !external && /^(chart|chartEx|diagramData)$/.test(type))
    for (const { id, type, target } of wanted.slice(0, mostGraphics)) {
      const root = await readTree(pack, target, context)
      if (root && type === 'diagramData') this.diagrams.set(id, root)
      else if (root) this.charts.set(id, readChart(root))
    }
  }

  private async readChunks(pack: OfficePackage, context: PartContext): Promise<void> {
    for (const { id, target } of ofType(this.relations, 'aFChunk')) {
      const kind = chunkKind(target)
      const bytes = kind === null ? null : await pack.part(target, context)
      if (bytes) this.chunks.set(id, await chunkPage(bytes, kind!))
    }
  }
}

/** What a chunk is read as; null for those that are documents of their own. */
export function chunkKind(target: string): 'html' | 'rtf' | 'txt' | null {
  const extension = /\.(x?html?|rtf|txt)$/i.exec(target)?.[1]?.toLowerCase()
  return extension === undefined ? null : extension === 'rtf' || extension === 'txt' ? extension : 'html'
}

async function chunkPage(bytes: Buffer, kind: 'html' | 'rtf' | 'txt'): Promise<Page> {
  if (kind === 'rtf') {
    const reader = new RtfReader(new RtfText())
    readTokens(bytes, reader)
    reader.finishAll()
    return reader.text.page()
  }
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes).replace(/[\ufdd0-\ufdef]/g, '')
  return kind === 'html' ? markupPage(await parseMarkup(text)) : plainPage(1, text, [{ kind: 'paragraph', start: 0, end: text.length }])
}

async function readTree(pack: OfficePackage, name: string, context: PartContext): Promise<XmlElement | undefined> {
  const bytes = await pack.part(name, context)
  if (!bytes) return undefined
  return parseXml(bytes, { part: name }).catch((error: unknown) => {
    context.signal.throwIfAborted()
    if (error instanceof Error) return undefined
    throw error
  })
}
