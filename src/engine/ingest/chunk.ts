import { type Chunking, defaultChunking } from '../../contract/pipeline'
import type { Page } from '../page'
import { aboutOf } from './aboutOf'
import { fixed } from './chunking/fixed'
import { flush, type Packing, type PassageDraft, type Strategy } from './chunking/packing'
import { similarity } from './chunking/similarity'
import { structure } from './chunking/structure'
import { document, page } from './chunking/whole'

export type { PassageDraft } from './chunking/packing'

export interface ChunkInput extends Pick<Packing, 'document' | 'name' | 'place'> {
  /** How the document is cut; by its structure into about 1,200 characters, which is a long paragraph, where nothing is said. */
  chunking?: Chunking
}

const strategies: Record<Chunking['strategy'], Strategy> = { structure, fixed, similarity, page, document }

/** Packs the pages of a document into passages, in the way the workspace has chosen. */
export async function* chunk(pages: AsyncIterable<Page> | Iterable<Page>, input: ChunkInput): AsyncGenerator<PassageDraft> {
  const { chunking = defaultChunking } = input
  const packing: Packing = { ...input, chunking, about: [], pieces: [], length: 0, path: [], own: 0, ordinal: 0 }
  for await (const one of withCover(pages, packing)) yield* strategies[chunking.strategy](one, packing)
  yield* flush(packing)
}

/** Pages are held back until they have this many characters together, to learn from them what the document is. */
const coverLength = 3_000

/** Passes pages on once the first of them have told what the document is. */
async function* withCover(pages: AsyncIterable<Page> | Iterable<Page>, packing: Packing): AsyncGenerator<Page> {
  const cover: Page[] = []
  let length = 0
  for await (const one of pages) {
    if (packing.about.length > 0) {
      yield one
      continue
    }
    cover.push(one)
    length += one.text.length
    if (length < coverLength) continue
    packing.about = aboutOf(packing.name, cover)
    yield* cover
  }
  if (packing.about.length > 0) return
  packing.about = aboutOf(packing.name, cover)
  yield* cover
}
