import type { DocumentRow } from '../catalog/documentRows'
import type { WatchFileRow, WatchRow } from '../catalog/watchRows'
import type { CoreContext } from '../context'
import { removeDocuments } from '../documents/removeRunner'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { announceWatches } from './announceWatches'
import { type Difference, differenceOf, mustAsk } from './difference'
import { listFolder } from './listFolder'

/** Compares a watched folder with what is known of it, and notes whether it is there. null: it is offline, and nothing is removed. */
export async function lookInto(
  watch: WatchRow,
  workspace: OpenWorkspace,
  core: CoreContext,
  signal: AbortSignal,
): Promise<Difference | null> {
  try {
    const listing = await listFolder(watch.path, signal)
    if (!workspace.db.open) return null
    const { unreadable } = listing
    const message = unreadable.length === 0 ? null : hidden(unreadable)
    workspace.watches.update(watch.id, { offline: 0, message, looked_at: core.now() })
    announceWatches(workspace, core)
    const difference = differenceOf(listing, workspace.watches.files(watch.id))
    const { returned } = difference
    if (returned.length > 0)
      workspace.watches.markMissing(
        watch.id,
        returned.map((row) => row.path),
        false,
      )
    return difference
  } catch (error) {
    signal.throwIfAborted()
    if (!workspace.db.open) return null
    const { code = '' } = error as NodeJS.ErrnoException
    workspace.watches.update(watch.id, { offline: 1, message: offline(watch.path, code) })
    announceWatches(workspace, core)
    return null
  }
}

function offline(path: string, code: string): string {
  if (code === 'EACCES' || code === 'EPERM')
    return `${path} may not be read. Its documents stay as they are; change its permissions, or watch it no longer.`
  return `${path} is not there${code && code !== 'ENOENT' ? ` (${code})` : ''}. Its documents stay as they are; connect the drive, or watch it no longer.`
}

function hidden(places: readonly string[]): string {
  const others = places.length > 1 ? ` and ${places.length - 1} more` : ''
  return `${places[0]}${others} could not be looked into; what is known of it stays. Change its permissions.`
}

/**
 * Removes the documents whose files are gone, or where they are too many, marks them and waits for the user's word; what waits already
 * goes on waiting. Gives the id of the job that removes; null where nothing is removed.
 */
export function settleMissing(
  watch: WatchRow,
  missing: readonly WatchFileRow[],
  workspace: OpenWorkspace,
  core: CoreContext,
): string | null {
  const lost = missing.map((row) => ({ row, document: followerOf(row, workspace) }))
  const forgotten = lost.filter(({ document }) => !document).map(({ row }) => row.path)
  if (forgotten.length > 0) workspace.watches.dropFiles(watch.id, forgotten)
  const followers = lost.flatMap(({ row, document }) => (document ? { row, document } : []))
  const fresh = followers.filter(({ row }) => row.missing === 0)
  if (fresh.length === 0) return null
  const paths = fresh.map(({ row }) => row.path)
  const { documents } = workspace.watches.figures(watch.id)
  if (!mustAsk({ removed: followers.length, documents })) return removeFollowers(watch, fresh, workspace, core)
  workspace.watches.markMissing(watch.id, paths, true)
  announceWatches(workspace, core)
  return null
}

/** Removes the documents that wait for the user's word. Gives the id of the job; null where none waits. */
export function removePending(watch: WatchRow, workspace: OpenWorkspace, core: CoreContext): string | null {
  const waiting = workspace.watches.pending(watch.id)
  const followers = waiting.flatMap((row) => {
    const document = followerOf(row, workspace)
    return document ? { row, document } : []
  })
  return followers.length === 0 ? null : removeFollowers(watch, followers, workspace, core)
}

interface Follower {
  row: WatchFileRow
  document: DocumentRow
}

/** In one transaction, so that no document goes without its file being forgotten. */
function removeFollowers(watch: WatchRow, followers: readonly Follower[], workspace: OpenWorkspace, core: CoreContext): string {
  announceWatches(workspace, core)
  return workspace.db.transaction(() => {
    workspace.watches.dropFiles(
      watch.id,
      followers.map(({ row }) => row.path),
    )
    return removeDocuments(
      followers.map(({ document }) => document),
      workspace,
      core,
    )
  })()
}

/** The document that follows a file; none where the user removed it, or where it has become that of another place. */
function followerOf(row: WatchFileRow, { documents }: OpenWorkspace): DocumentRow | null {
  const document = documents.get(row.document ?? '')
  return document?.origin === row.path ? document : null
}
