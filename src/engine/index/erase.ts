import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Table } from '@lancedb/lancedb'
import { isErasable, markErased } from './erasable'
import { sealIndexFiles } from './indexFiles'
import { createFtsIndex, ensureOtherIndices } from './indices'
import { dropTable, type IndexRef, inTurn, openAside, openTable, settleReads, type Slot, tableFolder } from './open'

/**
 * Takes the text of removed rows off the disk; gives the size of the table's folder before and after, in bytes.
 * LanceDB keeps deleted rows of a file until a tenth of it is deleted, and words of them in the keyword index, so every row that is
 * left is rewritten, every index built anew and every version before removed. Searches go on on the version before meanwhile.
 */
export function erase(ref: IndexRef, { vectors }: { vectors: boolean }): Promise<{ bytesBefore: number; bytesAfter: number }> {
  return inTurn(ref, async (slot) => {
    const bytesBefore = await folderBytes(tableFolder(ref))
    if (!isErasable(ref)) return { bytesBefore, bytesAfter: bytesBefore }
    const table = await openTable(slot)
    if (table && (await table.countRows()) === 0) {
      await settleReads(slot)
      await dropTable(slot)
    } else if (table) {
      await rewrite(slot, table, { vectors })
      await prune(slot, table)
    }
    await sealIndexFiles(ref)
    await markErased(ref)
    return { bytesBefore, bytesAfter: await folderBytes(tableFolder(ref)) }
  })
}

const hundredYearsMs = 100 * 365 * 24 * 3_600_000

async function rewrite(slot: Slot, table: Table, { vectors }: { vectors: boolean }): Promise<void> {
  const before = await openAside(slot, { cold: false })
  await before.checkout(await before.version())
  slot.pinned = before
  try {
    await table.update({ valuesSql: { ordinal: 'ordinal' } })
    await createFtsIndex(table)
    await ensureOtherIndices(table, { vectors, anew: true })
  } finally {
    delete slot.pinned
    await settleReads(slot)
    before.close()
  }
}

/**
 * A date no version is younger than. Now would do if clocks only went forward: after one was set back, versions of before seem to come
 * from the future, and would stay with the text that was removed. The newest version is always kept.
 */
function everyVersion(): Date {
  return new Date(Date.now() + hundredYearsMs)
}

/** Twice, because the first call keeps the version it replaces; unverified files too, for only this process writes here. */
async function prune(slot: Slot, table: Table): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await settleReads(slot)
    await table.optimize({ cleanupOlderThan: everyVersion(), deleteUnverified: true })
  }
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        (file) => file.size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
