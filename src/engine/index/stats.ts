import { unindexedRows } from './indices'
import { type IndexRef, reading } from './open'
import { dimensionOf } from './write'

/** Figures of a table; zeros where there is none yet. Throws INDEX_FAILED. */
export function indexStats(ref: IndexRef): Promise<{ rows: number; unindexedRows: number; dimension: number }> {
  return reading(ref, { rows: 0, unindexedRows: 0, dimension: 0 }, async (table) => ({
    rows: await table.countRows(),
    unindexedRows: await unindexedRows(table),
    dimension: await dimensionOf(table),
  }))
}
