import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { loadTable, type StaticTable } from './starter/table'
import { embedTexts, weighWords } from './starter/vector'

const dimension = 256

let loading: Promise<StaticTable> | undefined

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
    const table = await loaded()
    if (identity && !table.hash.startsWith(identity)) {
      throw new AppError(
        'EMBEDDING_MISMATCH',
        `This workspace was indexed with another edition of the starter embedding (${identity}, not ${table.hash.slice(0, 8)}). Index it again (carrel workspace reindex NAME), or search by keyword.`,
      )
    }
    return embedTexts(table, texts, signal)
  },
  async weigh(words) {
    return weighWords(await loaded(), words)
  },
}

/** The host says where its resources are; a worker is told by this variable. */
function loaded(): Promise<StaticTable> {
  loading ??= loadTable(join(process.env.CARREL_RESOURCES ?? 'resources', 'starter'), dimension)
  loading.catch(() => (loading = undefined))
  return loading
}
