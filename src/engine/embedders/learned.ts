import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Embedder } from '../embedder'
import { loadTable, type StaticTable } from './starter/table'
import { embedTexts, weighWords } from './starter/vector'

const dimension = 256
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
  // By measurement on the train split of SciFact: docs/ranking.md.
  weight: 0.35,
  quick: true,
  async embed(texts, _use, { signal, identity, tables: folder }) {
    return embedTexts(await loaded(identity, folder), texts, signal)
  },
  async weigh(words, context) {
    return weighWords(await loaded(context?.identity, context?.tables), words)
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
