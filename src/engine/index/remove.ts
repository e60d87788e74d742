import { markErasable } from './erasable'
import { ofDocuments } from './filter'
import { sealIndexFiles } from './indexFiles'
import { type IndexRef, inTurn, openTable } from './open'

/** Takes documents out of search at once; gives the number of rows. Their text is off the disk after `erase`. */
export function removeDocuments({ documents, ...ref }: IndexRef & { documents: string[] }): Promise<number> {
  return inTurn(ref, async (slot) => {
    const table = documents.length > 0 ? await openTable(slot) : null
    if (!table) return 0
    await markErasable(ref)
    const { numDeletedRows } = await table.delete(ofDocuments(documents))
    await sealIndexFiles(slot)
    return Number(numDeletedRows)
  })
}
