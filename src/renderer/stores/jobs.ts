import { create } from 'zustand'
import type { Job, JobDocument, JobKind, JobProgress } from '../../contract'
import { finalJobStates } from '../../contract'

interface JobsState {
  byId: ReadonlyMap<string, Job>
  /** Ended jobs the reader has put away, and those that had ended before this window saw them. */
  dismissed: ReadonlySet<string>
}

export const useJobs = create<JobsState>()(() => ({ byId: new Map(), dismissed: new Set() }))

/** What the tray says of all jobs that belong together. */
export interface Overview {
  jobs: readonly Job[]
  /** Ids of the jobs that still run, wait or are held. */
  active: readonly string[]
  paused: boolean
  stage: string
  documents: JobProgress['documents']
  pages: JobProgress['pages']
  pagesPerSecond: number | null
  etaMs: number | null
  current: JobProgress['current']
  failed: readonly JobDocument[]
  /** Documents that needed a password when their job ended. */
  locked: readonly JobDocument[]
}

const shown: ReadonlySet<JobKind> = new Set(['add', 'ingest', 'remove', 'verify'])

/** Keeps the jobs of one workspace as they change. */
export function withJobs(byId: ReadonlyMap<string, Job>, changed: readonly Job[]): Map<string, Job> {
  const next = new Map(byId)
  for (const job of changed) next.set(job.id, job)
  return next
}

export function isActive(job: Job): boolean {
  return !finalJobStates.includes(job.state)
}

/** All jobs worth showing as one: sums of what is done, the rates added up, one estimate for all. Null when there is nothing to show. */
export function overviewOf({ byId, dismissed }: JobsState): Overview | null {
  const jobs = [...byId.values()].filter((job) => shown.has(job.kind) && !dismissed.has(job.id))
  if (jobs.length === 0) return null
  const running = jobs.filter(isActive)
  const sum = (pick: (progress: JobProgress) => number) => jobs.reduce((total, job) => total + pick(job.progress), 0)
  const rates = running.map(({ progress }) => progress.pagesPerSecond).filter((rate) => rate !== null)
  return {
    jobs,
    active: running.map(({ id }) => id),
    paused: running.length > 0 && running.every(({ state }) => state === 'paused'),
    stage: running[0]?.progress.stage ?? '',
    documents: {
      done: sum(({ documents }) => documents.done),
      total: sum(({ documents }) => documents.total),
      failed: sum(({ documents }) => documents.failed),
    },
    pages: { done: sum(({ pages }) => pages.done), total: sum(({ pages }) => pages.total) },
    pagesPerSecond: rates.length ? rates.reduce((a, b) => a + b, 0) : null,
    etaMs: etaOf(running),
    current: running.flatMap(({ progress }) => progress.current),
    failed: jobs.flatMap(failedOf),
    locked: jobs.flatMap((job) => documentsOf(job, 'needs-password')),
  }
}

/**
 * Time until all running jobs are done: the documents left in all of them, at the pace of those that know theirs. They share the
 * same workers, so a job that waits is done at that pace later. Null where none knows.
 */
function etaOf(running: readonly Job[]): number | null {
  let left = 0
  let pace = 0
  for (const { progress } of running) {
    const open = Math.max(1, progress.documents.total - progress.documents.done)
    left += open
    if (!progress.etaMs) continue
    pace += open / progress.etaMs
  }
  return pace > 0 ? left / pace : null
}

/** The documents of ended jobs by what became of them; a locked one was not read, and counts once more as soon as it was unlocked. */
export function outcomeOf({ documents, failed, locked }: Overview, isLocked: (document: string) => boolean) {
  const failures = Math.max(failed.length, documents.failed)
  const stillLocked = locked.filter(({ document }) => isLocked(document))
  return { done: documents.done - failures - stillLocked.length, failed: failures, locked: stillLocked }
}

/** How far all of it has come, 0 to 1: documents count alike, those being read by their pages. Null while nothing is known. */
export function shareDone({ documents, pages, current }: Pick<Overview, 'documents' | 'pages' | 'current'>): number | null {
  if (documents.total > 1) {
    const underWay = current.reduce((sum, { done, total }) => sum + (total > 0 ? Math.min(1, done / total) : 0), 0)
    return Math.min(1, (documents.done + underWay) / documents.total)
  }
  if (pages.total > 0) return Math.min(1, pages.done / pages.total)
  return null
}

/** Documents an ended job could not read, with their reasons. */
export function failedOf(job: Job): JobDocument[] {
  return documentsOf(job, 'failed')
}

function documentsOf(job: Job, wanted: JobDocument['status']): JobDocument[] {
  const result = job.result as { documents?: JobDocument[] } | undefined
  if (!Array.isArray(result?.documents)) return []
  return result.documents.filter(({ status }) => status === wanted)
}
