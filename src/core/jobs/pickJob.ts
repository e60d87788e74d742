import type { JobKind } from '../../contract/jobs'
import type { JobRow } from '../catalog/jobRows'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** A document above this size is large: large ones never take every place of a lane. */
const largeBytes = 5 * 2 ** 20

/** A document up to this size is short: with so few bytes it is read within seconds, unless it has many pages. */
const shortBytes = 2 ** 20
/** A document found to have more pages than this is not short, however few bytes it has. */
const shortPages = 50

/** How far into the queue of a workspace to look past jobs that may not start yet. */
const lookahead = 64

/** Whether a job is the reading of a large document. */
export function isLarge(job: JobRow): boolean {
  return job.kind === 'ingest' && bytesOf(job) > largeBytes
}

/** Whether a job is the reading of a document that others would wait for: by its bytes, and by its pages once it was opened. */
export function isLong(job: JobRow, workspace: OpenWorkspace): boolean {
  if (job.kind !== 'ingest') return false
  return bytesOf(job) > shortBytes || hasManyPages(workspace.documents.get(job.document ?? '')?.pages ?? 0)
}

/** Whether a document with so many pages is worth another look at the queue, once they are known. */
export const hasManyPages = (pages: number): boolean => pages > shortPages

const bytesOf = (job: JobRow): number => (JSON.parse(job.payload) as { bytes?: number }).bytes ?? 0

/** The job that should run next among all workspaces: by priority, then age. */
export function pickJob(
  kinds: readonly JobKind[],
  workspaces: Iterable<OpenWorkspace>,
  may: (job: JobRow, workspace: OpenWorkspace) => boolean,
): { job: JobRow; workspace: OpenWorkspace } | null {
  let best: { job: JobRow; workspace: OpenWorkspace } | null = null
  for (const workspace of workspaces) {
    const job = workspace.jobs.runnable(kinds, lookahead).find((one) => may(one, workspace))
    if (job && (!best || isBefore(job, best.job))) best = { job, workspace }
  }
  return best
}

function isBefore(a: JobRow, b: JobRow): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.created_at < b.created_at)
}
