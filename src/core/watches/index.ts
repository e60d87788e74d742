import { stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import type { Watch } from '../../contract/watches'
import type { Handlers } from '../../rpc/handlers'
import type { WatchRow } from '../catalog/watchRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { announceWatches } from './announceWatches'
import { look } from './look'
import { lookInto, removePending } from './lookInto'

/** Names of waiting documents that are told; the rest is a number. */
const namesTold = 20

/** The watched folders of the contract. */
export function createWatches(core: CoreContext): Handlers<Contract>['watches'] {
  const opened = ({ workspace: ref, watch }: { workspace: string; watch: string }) => {
    const workspace = core.shelf.open(ref)
    return { workspace, row: find(workspace, watch) }
  }
  const view = (workspace: OpenWorkspace, id: string) => ({ watch: toWatch(find(workspace, id), workspace, core) })
  return {
    list: async ({ workspace: ref }) => {
      const workspace = core.shelf.open(ref)
      return { watches: workspace.watches.list().map((row) => toWatch(row, workspace, core)) }
    },
    add: async ({ workspace: ref, path: named, ocr }, { signal }) => {
      const workspace = core.shelf.open(ref)
      const path = resolve(named)
      const known = workspace.watches.find(path)
      if (!known) await checkFolder(path, workspace, core)
      const id = known?.id ?? core.newId()
      if (!known) workspace.watches.insert({ id, path, ocr, added_at: core.now() })
      announceWatches(workspace, core)
      const found = await look(find(workspace, id), workspace, core, { signal, settleMs: 0, asked: true })
      if (core.options.kind !== 'cli') core.watcher.follow(workspace)
      return { ...view(workspace, id), job: found === 'later' ? null : found.job }
    },
    remove: async (ref) => {
      const { workspace, row } = opened(ref)
      core.watcher.forget(row.id)
      workspace.watches.remove(row.id)
      announceWatches(workspace, core)
      return { removed: row.path }
    },
    confirm: async (ref, { signal }) => {
      const { workspace, row } = opened(ref)
      if (!(await lookInto(row, workspace, core, signal)))
        throw new AppError('FILE_MISSING', `${row.path} is not there, so nothing was removed. Connect the drive, or watch it no longer.`)
      const job = removePending(row, workspace, core)
      return { ...view(workspace, row.id), job }
    },
    keep: async (ref) => {
      const { workspace, row } = opened(ref)
      const kept = workspace.watches.pending(row.id).map(({ path }) => path)
      workspace.watches.dropFiles(row.id, kept)
      announceWatches(workspace, core)
      return view(workspace, row.id)
    },
  }
}

function find(workspace: OpenWorkspace, ref: string): WatchRow {
  const row = workspace.watches.find(ref) ?? workspace.watches.find(resolve(ref))
  if (!row) throw new AppError('FILE_MISSING', `${ref} is not watched. List the watched folders to see which are.`)
  return row
}

function toWatch(row: WatchRow, workspace: OpenWorkspace, core: CoreContext): Watch {
  const { documents, pending } = workspace.watches.figures(row.id)
  const { live, message } = core.watcher.hears(row.id)
  const told = row.message ?? message
  return {
    id: row.id,
    path: row.path,
    state: row.offline ? 'offline' : pending > 0 ? 'asking' : 'ok',
    ocr: row.ocr,
    live,
    documents,
    pending,
    pendingNames:
      pending === 0
        ? []
        : workspace.watches
            .pending(row.id)
            .slice(0, namesTold)
            .map(({ name }) => name),
    lookedAt: row.looked_at,
    ...(told ? { message: told } : {}),
  }
}

/** Throws FILE_MISSING, and BAD_REQUEST for what is no folder, holds Carrel's own data, or is watched with another folder. */
async function checkFolder(path: string, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new AppError('FILE_MISSING', `There is no folder ${path}. Check the name and the path.`)
  if (!found.isDirectory())
    throw new AppError('BAD_REQUEST', `${path} is a file. Only folders can be watched; add the file without --watch.`)
  const data = resolve(core.options.data)
  if (isWithin(data, path) || isWithin(path, data))
    throw new AppError('BAD_REQUEST', `${path} holds the data of Carrel itself, so it cannot be watched. Choose a folder within it.`)
  const other = workspace.watches.list().find((row) => isWithin(path, row.path) || isWithin(row.path, path))
  if (other)
    throw new AppError('BAD_REQUEST', `${other.path} is watched already, and one of the two folders lies in the other. Watch one of them.`)
}

/** Whether a path is a folder or lies in it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
