import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IndexRef } from './open'

/*
 * A mark beside the table that says: rows were taken out whose text may still be on the disk. Made before they are taken out,
 * removed when the table was rewritten, so that a killed process forgets nothing.
 */

function markOf({ index, embedder }: IndexRef): string {
  return join(index, `${embedder}.erasable`)
}

/** Notes that text of removed rows will have to be erased. */
export async function markErasable(ref: IndexRef): Promise<void> {
  if (!isErasable(ref)) await writeFile(markOf(ref), '')
}

/** Whether removed text may still be on the disk. */
export function isErasable(ref: IndexRef): boolean {
  return existsSync(markOf(ref))
}

/** Notes that nothing removed is left on the disk. */
export async function markErased(ref: IndexRef): Promise<void> {
  await rm(markOf(ref), { force: true })
}
