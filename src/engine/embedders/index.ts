import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'

const found = import.meta.glob<Embedder>(['./*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'embedder' })

/** Every kind of embedding there is: one file of this folder each. */
export const embedders: readonly Embedder[] = Object.values(found)

/** The embedder of an id. Throws EMBEDDING_MISMATCH where no such embedder is on board. */
export function embedderOf(id: string): Embedder {
  const embedder = embedders.find((one) => one.id === id)
  if (!embedder) throw new AppError('EMBEDDING_MISMATCH', `There is no embedding called “${id}” in this version: choose another one.`)
  return embedder
}
