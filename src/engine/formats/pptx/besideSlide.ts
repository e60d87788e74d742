import { AppError, isAppError } from '../../../contract/errors'
import { ofType, relationsOf, type Relation } from '../docx/relations'
import { parseXml, type XmlElement } from '../docx/xmlTree'
import type { Deck } from './deck'

interface PartContext {
  signal: AbortSignal
}

/** What belongs to a slide and lies in a part of its own, by the type of its relation. */
const kinds = { notesSlide: 'notes', comments: 'comments', chart: 'charts', chartEx: 'charts', diagramData: 'diagrams' } as const

/** A part that belongs to a slide, of notes, comments or a chart; undefined where it is damaged, which costs nothing but itself. */
export async function besideSlide(deck: Deck, target: string, context: PartContext): Promise<XmlElement | undefined> {
  const root = await attempt(() => read(deck, target, context))
  return isAppError(root) ? undefined : root
}

/** The notes, comments, charts and diagrams that are named and cannot be read, in the order of the slides. */
export async function lostBeside(deck: Deck, context: PartContext): Promise<AppError[]> {
  const lost: AppError[] = []
  for (const [i, slide] of deck.slides.entries()) {
    context.signal.throwIfAborted()
    if (slide === null) continue
    // A slide whose relations are damaged fails itself.
    const relations = await attempt(() => relationsOf(deck.pack, slide, context))
    if (isAppError(relations)) continue
    for (const relation of named(relations)) {
      const root = await attempt(() => read(deck, relation.target, context))
      if (isAppError(root)) lost.push(lostPart(kinds[relation.type], i + 1, root))
    }
  }
  return lost
}

function* named(relations: ReadonlyMap<string, Relation>): Generator<Relation & { type: keyof typeof kinds }> {
  for (const type of Object.keys(kinds) as (keyof typeof kinds)[])
    for (const relation of ofType(relations, type)) yield { ...relation, type }
}

function lostPart(what: string, slide: number, cause: unknown): AppError {
  return new AppError(
    'DOCUMENT_CORRUPT',
    `The ${what} on slide ${slide} are damaged or missing in the file: open the presentation in PowerPoint and save it anew.`,
    { cause },
  )
}

async function read(deck: Deck, target: string, context: PartContext): Promise<XmlElement> {
  return parseXml(await deck.pack.requiredPart(target, context), { part: target })
}

/** What work gives, or the damage it met; other failures are thrown on. */
async function attempt<T>(work: () => Promise<T>): Promise<T | AppError> {
  try {
    return await work()
  } catch (error) {
    if (isAppError(error) && (error.code === 'DOCUMENT_CORRUPT' || error.code === 'DOCUMENT_TOO_DEEP')) return error as AppError
    throw error
  }
}
