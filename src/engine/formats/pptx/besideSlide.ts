import { AppError, isAppError } from '../../../contract/errors'
import { ofType, relationsOf, type Relation } from '../docx/relations'
import { parseXml, type XmlElement } from '../docx/xmlTree'
import type { Deck } from './deck'

interface PartContext {
  signal: AbortSignal
}

/** What belongs to a slide and does not stand on it, by the type of its relation. */
const kinds = { notesSlide: 'notes', comments: 'comments' } as const

/** The part of notes or comments on a slide; undefined where it is damaged, which costs nothing but itself. */
export async function besideSlide(deck: Deck, target: string, context: PartContext): Promise<XmlElement | undefined> {
  const root = await attempt(() => read(deck, target, context))
  return isAppError(root) ? undefined : root
}

/** The notes and comments that are named and cannot be read, in the order of the slides. */
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
  for (const type of ['notesSlide', 'comments'] as const) for (const relation of ofType(relations, type)) yield { ...relation, type }
}

function lostPart(what: string, slide: number, cause: unknown): AppError {
  return new AppError(
    'DOCUMENT_CORRUPT',
    `The ${what} on slide ${slide} are damaged and could not be read: open the presentation in PowerPoint and save it anew.`,
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
