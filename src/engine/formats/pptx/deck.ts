import type { OfficePackage } from '../docx/officePackage'
import { mainPart, ofType, relationsOf, type Relation } from '../docx/relations'
import { at, children } from '../docx/xmlQuery'
import { parseXml, type XmlElement } from '../docx/xmlTree'

/** A part with what it refers to. */
export interface Part {
  name: string
  root: XmlElement
  relations: ReadonlyMap<string, Relation>
}

interface PartContext {
  signal: AbortSignal
}

/** Most layouts and masters kept while the slides are read one after another. */
const mostKept = 60

/** A presentation: the parts of its slides in the order they are shown, and the parts they are made with. */
export class Deck {
  readonly pack: OfficePackage
  /** Names of the slide parts; null for one that is named but is not there. */
  readonly slides: readonly (string | null)[]
  /** Size of a slide, in EMU. */
  readonly width: number
  readonly height: number
  private readonly kept = new Map<string, Promise<Part | null>>()
  private readonly presentation: Part

  private constructor(pack: OfficePackage, presentation: Part, slides: readonly (string | null)[]) {
    this.pack = pack
    this.presentation = presentation
    this.slides = slides
    const size = at(presentation.root, 'p:sldSz')?.attributes
    this.width = Number(size?.cx) || 12_192_000
    this.height = Number(size?.cy) || 6_858_000
  }

  /** Throws DOCUMENT_CORRUPT where the package holds no presentation. */
  static async open(pack: OfficePackage, context: PartContext): Promise<Deck> {
    const name = (await mainPart(pack, context)) ?? 'ppt/presentation.xml'
    if (!pack.has(name)) throw pack.damaged('it holds no presentation')
    const presentation = await readPart(pack, name, context)
    const named = children(at(presentation.root, 'p:sldIdLst'), 'p:sldId').map(({ attributes }) => {
      const relation = presentation.relations.get(attributes['r:id'] ?? '')
      return relation && pack.has(relation.target) ? relation.target : null
    })
    // Some programs forget the list: the relations still name the slides.
    const listed = named.length > 0 ? named : Array.from(ofType(presentation.relations, 'slide'), ({ target }) => target)
    // A slide stands once in a presentation; one that is listed by the thousand would be read as often.
    const slides = withoutRepeats(listed)
    return new Deck(pack, presentation, slides)
  }

  /** The part a part refers to, by type of relation: its layout, its notes; null where there is none. Kept, as slides share them. */
  async related(part: Part, type: string, context: PartContext): Promise<Part | null> {
    for (const { target } of ofType(part.relations, type)) if (this.pack.has(target)) return this.shared(target, context)
    return null
  }

  /** Names of people by their number, from the lists of both kinds of comments. */
  async authors(context: PartContext): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>()
    for (const type of ['commentAuthors', 'authors']) {
      const part = await this.related(this.presentation, type, context)
      for (const { attributes } of children(part?.root)) if (attributes.id && attributes.name) names.set(attributes.id, attributes.name)
    }
    return names
  }

  private shared(name: string, context: PartContext): Promise<Part | null> {
    const before = this.kept.get(name)
    if (before) return before
    if (this.kept.size >= mostKept) this.kept.delete(this.kept.keys().next().value!)
    // A damaged layout takes nothing from the slide but its bullets.
    const reading = readPart(this.pack, name, context).catch((error: unknown) => {
      context.signal.throwIfAborted()
      if (error instanceof Error) return null
      throw error
    })
    this.kept.set(name, reading)
    return reading
  }
}

function withoutRepeats(listed: readonly (string | null)[]): (string | null)[] {
  const seen = new Set<string>()
  return listed.filter((part) => {
    if (part === null) return true
    const isNew = !seen.has(part)
    seen.add(part)
    return isNew
  })
}

export async function readPart(pack: OfficePackage, name: string, context: PartContext): Promise<Part> {
  const root = await parseXml(await pack.requiredPart(name, context), { part: name })
  return { name, root, relations: await relationsOf(pack, name, context) }
}
