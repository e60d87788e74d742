import { AppError, isAppError } from '../../../contract/errors'
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

/** What is lost with a part, by how the document refers to it; those without a name say nothing when they are left out. */
const names: Readonly<Record<string, string>> = {
  footnotes: 'footnotes',
  endnotes: 'endnotes',
  comments: 'comments',
  header: 'page headers',
  footer: 'page footers',
  aFChunk: 'inserted texts',
}

/** The parts of a Word document that its body refers to. One that is damaged takes nothing but itself, and is told. */
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
  /** What of them could not be read. */
  readonly lost: readonly AppError[]
  private readonly notes = new Map<string, XmlElement>()
  private readonly relations: ReadonlyMap<string, Relation>

  private readonly trees: PartTrees

  private constructor(trees: PartTrees, relations: ReadonlyMap<string, Relation>, looks: { styles?: XmlElement; numbering?: XmlElement }) {
    this.trees = trees
    this.lost = trees.lost
    this.relations = relations
    this.styles = new WordStyles(looks.styles)
    this.numbers = new WordNumbers(looks.numbering)
  }

  static async read(pack: OfficePackage, main: string, context: PartContext): Promise<WordParts> {
    const relations = await relationsOf(pack, main, context)
    const trees = new PartTrees(pack, context)
    const first = async (type: string) => {
      for (const relation of ofType(relations, type)) return trees.read(relation)
      return undefined
    }
    const [styles, numbering] = [await first('styles'), await first('numbering')]
    const parts = new WordParts(trees, relations, { ...(styles ? { styles } : {}), ...(numbering ? { numbering } : {}) })
    for (const [type, name] of [
      ['footnotes', 'footnote'],
      ['endnotes', 'endnote'],
      ['comments', 'comment'],
    ] as const) {
      for (const note of children(await first(type), `w:${name}`)) parts.notes.set(`${name} ${note.attributes['w:id']}`, note)
    }
    await parts.readFurniture()
    await parts.readGraphics()
    await parts.readChunks()
    return parts
  }

  note(kind: 'footnote' | 'endnote' | 'comment', id: string): XmlElement | undefined {
    return this.notes.get(`${kind} ${id}`)
  }

  /** Word numbers endnotes with small Roman numerals. */
  endnoteLabel(count: number): string {
    return roman(count)
  }

  private async readFurniture(): Promise<void> {
    for (const [type, gathered] of [
      ['header', this.headers],
      ['footer', this.footers],
    ] as const) {
      for (const relation of ofType(this.relations, type)) {
        const root = await this.trees.read(relation)
        if (root) gathered.push(root)
      }
    }
  }

  private async readGraphics(): Promise<void> {
    const wanted = [...this.relations.values()].filter(({ type, external }) => !external && /^(chart|chartEx|diagramData)$/.test(type))
    for (const relation of wanted.slice(0, mostGraphics)) {
      const { id, type } = relation
      const root = await this.trees.read(relation)
      if (root && type === 'diagramData') this.diagrams.set(id, root)
      else if (root) this.charts.set(id, readChart(root))
    }
  }

  private async readChunks(): Promise<void> {
    for (const relation of ofType(this.relations, 'aFChunk')) {
      const kind = chunkKind(relation.target)
      const bytes = kind === null ? null : await this.trees.bytes(relation)
      if (bytes) this.chunks.set(relation.id, await chunkPage(bytes, kind!))
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

/** Reads the parts that are referred to and notes what of them is lost. */
class PartTrees {
  readonly lost: AppError[] = []
  private readonly pack: OfficePackage
  private readonly context: PartContext

  constructor(pack: OfficePackage, context: PartContext) {
    this.pack = pack
    this.context = context
  }

  /** The bytes of a part; null where it is missing or damaged. Throws what else reading it throws. */
  async bytes(relation: Pick<Relation, 'type' | 'target'>): Promise<Buffer | null> {
    try {
      const bytes = await this.pack.part(relation.target, this.context)
      if (!bytes && names[relation.type]) this.lose(relation, 'is missing in the file')
      return bytes
    } catch (error) {
      if (!isAppError(error) || error.code !== 'DOCUMENT_CORRUPT') throw error
      this.lose(relation, 'is damaged', error)
      return null
    }
  }

  async read(relation: Pick<Relation, 'type' | 'target'>): Promise<XmlElement | undefined> {
    const bytes = await this.bytes(relation)
    if (!bytes) return undefined
    return parseXml(bytes, { part: relation.target }).catch((error: unknown) => {
      this.context.signal.throwIfAborted()
      if (!(error instanceof Error)) throw error
      this.lose(relation, 'is damaged', error)
      return undefined
    })
  }

  private lose({ type, target }: Pick<Relation, 'type' | 'target'>, reason: string, cause?: unknown): void {
    const what = names[type] ? `The ${names[type]} of the document are lost` : 'A part of the document is lost'
    this.lost.push(new AppError('DOCUMENT_CORRUPT', `${what}: ${target} ${reason}. Open the document in Word and save it anew.`, { cause }))
  }
}
