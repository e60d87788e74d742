import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { dimension, starterOnBoard } from './starter/onBoard'
import { loadTable, type StaticTable } from './starter/table'
import { embedTexts, weighWords } from './starter/vector'

/** Tables kept in memory: those of the workspaces asked last. */
const mostLoaded = 4

const tables = new Map<string, Promise<StaticTable>>()

/**
 * The starter embedding as a workspace has taught it its own words: a table of 8 MB in the workspace’s folder, `learned-1f0c52aa`
 * after the first digits of its hash. Throws EMBEDDING_MISMATCH where it is missing, damaged or another one.
 */
export const embedder: Embedder = {
  id: 'learned',
  dimension,
  // Both by measurement on the train split of SciFact (docs/ranking.md): its closeness tells more than that of the starter.
  weight: 0.35,
  ranking: { bm25: 2.91, bm25OfAll: 1.3, cosine: 1.74, part: 1.06, coverage: 1.82, window: 1.06, pairs: 0.74, alike: 1.47 },
  quick: true,
  async embed(texts, _use, { signal, identity, tables: folder }) {
    return embedTexts(await loaded(identity, folder), texts, signal)
  },
  // By the starter, as the weights were fitted: what is rare in a small library may be common everywhere.
  async weigh(words) {
    return weighWords(await starterOnBoard(), words)
  },
}

async function loaded(identity: string | undefined, folder: string | undefined): Promise<StaticTable> {
  if (!identity || !folder)
    throw new AppError('EMBEDDING_MISMATCH', 'A learnt embedding belongs to the workspace that learnt it: name it with its digits.')
  const path = join(folder, `learned-${identity}`)
  const loading = tables.get(path) ?? loadTable(path, dimension)
  tables.delete(path)
  tables.set(path, loading)
  for (const oldest of tables.keys()) if (tables.size > mostLoaded) tables.delete(oldest)
  try {
    const table = await loading
    if (table.hash.startsWith(identity)) return table
  } catch {
    tables.delete(path)
  }
  tables.delete(path)
  throw new AppError(
    'EMBEDDING_MISMATCH',
    'What this workspace has learnt of its words is missing or damaged. Go back to the embedding before (carrel workspace reindex NAME --embedder starter), or let it learn again.',
  )
}
