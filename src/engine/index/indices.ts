import type { IndexConfig, Table } from '@lancedb/lancedb'
import { searchedColumn } from './schema'
import { loadStore } from './store'

/** Below this many rows a scan is as quick as an index of ids or vectors. */
export const indexFromRows = 10_000
/** Longest token kept in the keyword index; hashes written in hexadecimal are up to 128 long. */
const maxTokenLength = 128
/** Rows per partition of the vector index. */
const partitionRows = 4_096
/** A vector index in more pieces than this is built anew. */
const maxSegments = 4

/** Creates the keyword index where it is missing. */
export async function ensureFtsIndex(table: Table): Promise<void> {
  if (!(await table.listIndices()).some((index) => isOn(index, searchedColumn))) await createFtsIndex(table)
}

/** Builds the keyword index anew from the rows there are. */
export async function createFtsIndex(table: Table): Promise<void> {
  const { Index } = await loadStore()
  const config = Index.fts({
    baseTokenizer: 'icu/split',
    language: 'English',
    stem: true,
    removeStopWords: false,
    withPosition: true,
    asciiFolding: true,
    maxTokenLength,
  })
  await table.createIndex(searchedColumn, { config, replace: true })
}

/** Creates what a table of this size needs beside the keyword index; `anew`: also what is there already. */
export async function ensureOtherIndices(table: Table, { vectors, anew }: { vectors: boolean; anew: boolean }): Promise<void> {
  const { Index } = await loadStore()
  const rows = await table.countRows()
  if (rows < indexFromRows) return
  const present = await table.listIndices()
  for (const column of ['id', 'document']) {
    if (anew || !present.some((index) => isOn(index, column))) await table.createIndex(column, { config: Index.btree(), replace: true })
  }
  if (!vectors) return
  const existing = present.find((index) => isOn(index, 'vector'))
  if (!anew && existing && (existing.numSegments ?? 1) <= maxSegments) return
  const numPartitions = Math.max(1, Math.round(rows / partitionRows))
  await table.createIndex('vector', { config: Index.ivfRq({ distanceType: 'cosine', numBits: 1, numPartitions }), replace: true })
}

/** Rows the keyword index does not hold yet: every search reads through them. */
export async function unindexedRows(table: Table): Promise<number> {
  const fts = (await table.listIndices()).find((index) => isOn(index, searchedColumn))
  return fts?.numUnindexedRows ?? (await table.countRows())
}

function isOn(index: IndexConfig, column: string): boolean {
  return index.columns.length === 1 && index.columns[0] === column
}
