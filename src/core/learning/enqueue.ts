import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

const titles = { learn: 'Learn the language of the documents', reindex: 'Index with another embedding' }

/** Of what nobody asked for. */
const waitingPriority = 90

/** Whether a job was begun by itself, so that nobody waits for it. */
export function isWaiting(job: Pick<JobRow, 'priority'>): boolean {
  return job.priority >= waitingPriority
}

/** Notes a job for the workspace; one that `waits` lets all others go first. Returns its id. */
export function enqueue(
  kind: 'learn' | 'reindex',
  payload: object,
  workspace: OpenWorkspace,
  core: CoreContext,
  { waits }: { waits: boolean },
): string {
  const id = core.newId()
  workspace.jobs.insert({
    id,
    kind,
    title: titles[kind],
    priority: waits ? waitingPriority : 5,
    payload: JSON.stringify(payload),
    created_at: core.now(),
  })
  announceJob(workspace, id, core)
  core.work()
  return id
}
