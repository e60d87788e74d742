import { join } from 'node:path'
import { loadTable, type StaticTable } from './table'

/** Numbers in a vector of the starter and of what is learnt from it. */
export const dimension = 256

let loading: Promise<StaticTable> | undefined

/** Where the starter that ships with Carrel lies: the host says where its resources are; a worker is told by this variable. */
export function starterFolder(): string {
  return join(process.env.CARREL_RESOURCES ?? 'resources', 'starter')
}

/** The table of the starter that ships with Carrel, read once. Throws EMBEDDING_MISMATCH where it is missing or damaged. */
export function starterOnBoard(): Promise<StaticTable> {
  loading ??= loadTable(starterFolder(), dimension)
  loading.catch(() => (loading = undefined))
  return loading
}
