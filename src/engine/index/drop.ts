import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { tablesBeside } from '../embedders'
import { markErased } from './erasable'
import { forgetSeals } from './indexFiles'
import { dropTable, type IndexRef, inTurn, settleReads, tableFolder } from './open'

/** Removes a table and what was learnt for it; false where there was none. Throws INDEX_FAILED. */
export function dropEmbedder(ref: IndexRef): Promise<boolean> {
  return inTurn(ref, async (slot) => {
    const existed = existsSync(tableFolder(ref))
    await settleReads(slot)
    if (existed) await dropTable(slot)
    await forgetSeals(ref)
    await markErased(ref)
    await rm(join(tablesBeside(ref.index), ref.embedder), { recursive: true, force: true })
    return existed
  })
}
