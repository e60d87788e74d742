import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { dimension, starterOnBoard } from './starter/onBoard'
import { embedTexts, weighWords } from './starter/vector'

/**
 * The embedding that ships with Carrel: one vector a word piece, summed (resources/starter, made by `npm run train-starter`).
 * Throws EMBEDDING_MISMATCH where its table is missing or not the one that `identity` names.
 */
export const embedder: Embedder = {
  id: 'starter',
  dimension,
  weight: 0.25,
  quick: true,
  async embed(texts, _use, { signal, identity }) {
    const table = await starterOnBoard()
    if (identity && !table.hash.startsWith(identity)) {
      throw new AppError(
        'EMBEDDING_MISMATCH',
        `This workspace was indexed with another edition of the starter embedding (${identity}, not ${table.hash.slice(0, 8)}). Index it again (carrel workspace reindex NAME), or search by keyword.`,
      )
    }
    return embedTexts(table, texts, signal)
  },
  async weigh(words) {
    return weighWords(await starterOnBoard(), words)
  },
}
