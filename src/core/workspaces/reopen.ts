import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { OpenWorkspace } from './openWorkspaces'
import { reconcile } from './reconcile'

/**
 * Closes a workspace and opens it again. Nothing is waited for between the two, so that nobody opens it twice. The job that asked for it is
 * kept, whatever catalogue is opened: somebody waits for its end.
 */
export async function reopen(id: string, job: string, core: CoreContext): Promise<void> {
  await core.queue.release(id)
  const retired = core.shelf.retire(id)
  if (!retired) return
  for (const watch of retired.watches.list()) core.watcher.forget(watch.id)
  const row = retired.jobs.get(job)
  retired.close()
  const opened = core.shelf.open(id)
  if (!row || opened.jobs.get(job)) return
  const { kind, title, priority, payload, created_at, state, result, ended_at } = row
  opened.jobs.insert({ id: job, kind, title, priority, payload, created_at })
  opened.jobs.update(job, { state, result, ended_at })
  announceJob(opened, job, core)
}

/** A catalogue that was damaged is told of aloud: what was added after its last backup comes back under other names. */
export function tellRestored(workspace: OpenWorkspace, core: CoreContext): void {
  const { from, aside, isLogLost } = workspace.restored!
  const recovered = reconcile(workspace, core)
  const name = core.shelf.find(workspace.id).name
  const what = from ? `it was put back as it was on ${from}` : 'there was no backup, and it was begun anew from the originals'
  const message = isLogLost
    ? `The log of the catalogue of “${name}” is gone, and with it what was noted last. Everything is compared with the originals.`
    : `The catalogue of “${name}” was damaged; ${what}. The damaged one lies in ${aside}.`
  core.log(message, { recovered, error: 'Verify the workspace, and look whether everything is there.' })
  core.hub.publish({ type: 'workspace.restored', workspace: workspace.id, message })
}
