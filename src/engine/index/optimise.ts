import type { Table } from '@lancedb/lancedb'
import { forgetSeals, sealIndexFiles } from './indexFiles'
import { createFtsIndex, ensureOtherIndices, unindexedRows } from './indices'
import { type IndexRef, inTurn, openTable, settleReads, type Slot } from './open'

/** Rows outside the keyword index that cost more per search (about 40 ms) than they are worth. */
const toleratedUnindexed = 1_500
/** While writes keep coming it is brought up to date only when more rows than this and a larger share are missing, for it is rewritten whole. */
const toleratedUnindexedWhileBusy = 5_000
const toleratedShareWhileBusy = 0.3
/** Silence after the last write that counts as idle. */
const idleMs = 3_000

export interface OptimiseInput extends IndexRef {
  /** Also where little is missing. */
  always: boolean
  /** Builds every index anew from the rows, because its files are damaged. */
  anew?: boolean
}

/** Takes new rows into the indices, merges small files and drops old versions; false where that was not worth its time. */
export function optimise(input: OptimiseInput, { vectors }: { vectors: boolean }): Promise<boolean> {
  return inTurn(input, async (slot) => {
    const table = await openTable(slot)
    if (!table) return false
    if (!input.anew && !input.always && (await unindexedRows(table)) <= toleratedUnindexed) return false
    if (input.anew) await buildAnew(slot, table, { vectors })
    await optimiseTable(slot, table, { vectors })
    return true
  })
}

/** The same from within a turn. */
export async function optimiseTable(slot: Slot, table: Table, { vectors }: { vectors: boolean }): Promise<void> {
  await table.optimize()
  await ensureOtherIndices(table, { vectors, anew: false })
  await settleReads(slot)
  await table.optimize({ cleanupOlderThan: new Date() })
  await sealIndexFiles(slot)
}

async function buildAnew(slot: Slot, table: Table, { vectors }: { vectors: boolean }): Promise<void> {
  await forgetSeals(slot)
  await createFtsIndex(table)
  await ensureOtherIndices(table, { vectors, anew: true })
}

/**
 * After a commit, within its turn: the indices are brought up to date when writes pause, or at once when too much is missing.
 * A failure here is not the writer's: the rows are written and found without it.
 */
export async function afterWrite(slot: Slot, { vectors }: { vectors: boolean }): Promise<void> {
  clearTimeout(slot.idleTimer)
  slot.idleTimer = setTimeout(() => void optimise({ ...refOf(slot), always: false }, { vectors }).catch(() => {}), idleMs)
  slot.idleTimer.unref()
  try {
    const table = await openTable(slot)
    if (!table) return
    const [rows, unindexed] = [await table.countRows(), await unindexedRows(table)]
    if (unindexed > Math.max(toleratedUnindexedWhileBusy, toleratedShareWhileBusy * (rows - unindexed))) {
      await optimiseTable(slot, table, { vectors })
    } else await sealIndexFiles(slot)
  } catch {
    return
  }
}

function refOf({ index, embedder }: Slot): IndexRef {
  return { index, embedder }
}
