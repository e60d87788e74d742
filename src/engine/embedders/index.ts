import { dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'

const found = import.meta.glob<Embedder>(['./*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'embedder' })

/** Every kind of embedding there is: one file of this folder each. */
export const embedders: readonly Embedder[] = Object.values(found)

/** A place in the folder of a workspace: what it has learnt lies beside it. */
export interface InWorkspace {
  /** Its index, pages or staging folder. */
  beside: string
}

/** The folder with what a workspace has learnt, a table a folder. */
export function tablesBeside(folder: string): string {
  return join(dirname(folder), 'tables')
}

/**
 * The embedder of an id, where there is one. An id may name the very model after a hyphen (`starter-1f0c52aa`: the first digits of its
 * hash): then vectors of any other are refused.
 */
export function findEmbedder(id: string, place?: InWorkspace): Embedder | undefined {
  const [, kind, identity] = /^([a-z]+)(?:-([0-9a-f]{8}))?$/.exec(id) ?? []
  const embedder = embedders.find((one) => one.id === kind)
  if (!embedder || !identity) return embedder
  const own = { identity, ...(place ? { tables: tablesBeside(place.beside) } : {}) }
  const { weigh } = embedder
  return {
    ...embedder,
    id,
    embed: (texts, use, context) => embedder.embed(texts, use, { ...context, ...own }),
    ...(weigh ? { weigh: (words, context) => weigh(words, { ...context, ...own }) } : {}),
  }
}

/** The same. Throws EMBEDDING_MISMATCH where no such embedder is on board. */
export function embedderOf(id: string, place?: InWorkspace): Embedder {
  const embedder = findEmbedder(id, place)
  if (!embedder) throw new AppError('EMBEDDING_MISMATCH', `There is no embedding called “${id}” in this version: choose another one.`)
  return embedder
}
