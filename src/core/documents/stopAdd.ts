import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceDocument, announceJob } from '../jobs/announce'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { settledStatus } from './coverage'

/** Stops an `add` job: what is finished stays, what waits is cancelled, what runs is stopped. */
export function cancelAdd(row: JobRow, workspace: OpenWorkspace, core: CoreContext): void {
  const jobs = workspace.jobs.ownIngestJobs(row.id)
  const queued = jobs.filter((job) => !core.queue.stop(job.id, 'cancel'))
  core.queue.stop(row.id, 'cancel')
  workspace.db.transaction(() => {
    for (const job of queued) {
      workspace.jobs.update(job.id, { state: 'cancelled', ended_at: core.now() }, { event: 'cancelled' })
      markCancelled(job, workspace)
    }
    workspace.jobs.update(row.id, { state: 'cancelled', lease: null, ended_at: core.now() }, { event: 'cancelled' })
  })()
  for (const job of queued) if (job.document) announceDocument(workspace, job.document, core)
  announceJob(workspace, row.id, core)
}

/** A document that was being read anew keeps its earlier version. */
export function markCancelled(job: JobRow, workspace: OpenWorkspace): void {
  const document = job.document ? workspace.documents.get(job.document) : undefined
  if (!document) return
  const status = document.digest === null ? 'cancelled' : settledStatus(document)
  workspace.documents.update(document.id, { status, next_sha256: null, next_bytes: null })
}

/** Holds an `add` job: nothing of it starts; what runs stops after the page it is on, and keeps its pages. */
export function pauseAdd(row: JobRow, workspace: OpenWorkspace, core: CoreContext): void {
  workspace.jobs.update(row.id, { state: 'paused', lease: null }, { event: 'paused' })
  core.queue.stop(row.id, 'pause')
  for (const job of workspace.jobs.ownIngestJobs(row.id)) core.queue.stop(job.id, 'pause')
}
