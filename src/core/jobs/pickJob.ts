import type { JobKind } from '../../contract/jobs'
import type { JobRow } from '../catalog/jobRows'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** A document above this size is large: large ones never take every place of a lane. */
const largeBytes = 5 * 2 ** 20

/** How far into the queue of a workspace to look past jobs that may not start yet. */
const lookahead = 64

/** Whether a job is the reading of a large document. */
export function isLarge(job: JobRow): boolean {
  return job.kind === 'ingest' && ((JSON.parse(job.payload) as { bytes?: number }).bytes ?? 0) > largeBytes
}

/** The job that should run next among all workspaces: by priority, then age. */
export function pickJob(
  kinds: readonly JobKind[],
  workspaces: Iterable<OpenWorkspace>,
  may: (job: JobRow) => boolean,
): { job: JobRow; workspace: OpenWorkspace } | null {
  let best: { job: JobRow; workspace: OpenWorkspace } | null = null
  for (const workspace of workspaces) {
    const job = workspace.jobs.runnable(kinds, lookahead).find(may)
    if (job && (!best || isBefore(job, best.job))) best = { job, workspace }
  }
  return best
}

function isBefore(a: JobRow, b: JobRow): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.created_at < b.created_at)
}
