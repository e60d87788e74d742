import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CoreContext } from '../context'
import { comingArchive, sealedArchive, sealedFolder } from './sealedPaths'

/** Finishes or undoes what a host that was ended left of a seal, before any workspace is opened. The README has the table. */
export function settleSeals(core: CoreContext): void {
  const { data } = core.options
  for (const { id, name, sealedAt } of core.app.workspaces.list()) {
    rmSync(comingArchive(data, id), { force: true })
    const archive = statSync(sealedArchive(data, id), { throwIfNoEntry: false })
    const isPlain = existsSync(join(core.shelf.folderOf(id), 'workspace.db'))
    if (sealedAt === null) {
      if (!archive) continue
      if (isPlain) rmSync(sealedFolder(data, id), { recursive: true, force: true })
      else core.app.workspaces.setSeal(id, { at: archive.mtime.toISOString(), bytes: archive.size })
    } else if (archive && archive.size === core.app.workspaces.sealedBytes(id)) {
      core.eraser.clear(id).catch((error: unknown) => core.log('the open files of a sealed workspace could not be erased', { id, error }))
    } else if (isPlain) {
      core.app.workspaces.setSeal(id, null)
      rmSync(sealedFolder(data, id), { recursive: true, force: true })
      core.log(`“${name}” is open: its archive is not there or not whole, and its open files are.`, { id })
    }
  }
}
