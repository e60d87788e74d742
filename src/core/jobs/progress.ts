import type { JobProgress } from '../../contract/jobs'
import { type DocumentStatus, finalStatuses } from '../../contract/documents'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** A document being read, as the supervisor last heard of it. */
export interface LiveDocument {
  document: string
  name: string
  stage: DocumentStatus
  done: number
  total: number
  /** Pages finished, and found when it was opened (null before). */
  pagesDone: number
  pages: number | null
  /** Monotonic time of the last sign of life, in milliseconds. */
  heardAt: number
}

/** A document is called stalled when nothing was heard for this long. */
const stalledMs = 10_000

/** The rate is that of the last quarter of a minute. */
const rateWindowMs = 15_000

/** Counting the documents of a large job costs some milliseconds: its figures are taken anew this often at most. */
const recountMs = 500
const manyDocuments = 500

interface Figures {
  documents: ReturnType<OpenWorkspace['jobs']['figuresOf']>
  pages: ReturnType<OpenWorkspace['jobs']['pagesOf']>
}

interface Sample {
  at: number
  pages: number
}

export interface ProgressBoard {
  set(workspace: string, live: LiveDocument): void
  /** Documents whose reading has ended leave the board; their pages count for the jobs that wait for them. */
  drop(document: string): void
  live(document: string): LiveDocument | undefined
  /** A page was read just now, for these jobs. */
  pageDone(jobs: readonly string[]): void
  of(workspace: OpenWorkspace, job: string, stage: string): JobProgress
  forget(job: string): void
}

/** Live figures of what is being read: kept in memory, because after a restart they start anew. */
export function createProgressBoard(): ProgressBoard {
  const board = new Map<string, LiveDocument>()
  const samples = new Map<string, Sample[]>()
  const counted = new Map<string, { at: number; figures: Figures }>()

  const figuresOf = (workspace: OpenWorkspace, job: string, now: number): Figures => {
    const last = counted.get(job)
    if (last && last.figures.documents.total > manyDocuments && now - last.at < recountMs) return last.figures
    const figures = { documents: workspace.jobs.figuresOf(job), pages: workspace.jobs.pagesOf(job, finalStatuses) }
    counted.set(job, { at: now, figures })
    return figures
  }

  const rateOf = (job: string, now: number): number | null => {
    const recent = (samples.get(job) ?? []).filter((sample) => now - sample.at <= rateWindowMs)
    samples.set(job, recent)
    const first = recent[0]
    if (!first || recent.length < 2) return null
    const seconds = Math.max(now - first.at, 1) / 1_000
    return recent.reduce((sum, sample) => sum + sample.pages, 0) / seconds
  }

  return {
    set: (_workspace, live) => void board.set(live.document, live),
    drop: (document) => void board.delete(document),
    live: (document) => board.get(document),
    forget: (job) => {
      samples.delete(job)
      counted.delete(job)
    },
    pageDone: (jobs) => {
      const at = performance.now()
      for (const job of jobs) {
        const list = samples.get(job) ?? []
        const last = list.at(-1)
        if (last && at - last.at < 100) last.pages += 1
        else list.push({ at, pages: 1 })
        samples.set(job, list)
      }
    },
    of: (workspace, job, stage) => {
      const now = performance.now()
      const { documents: figures, pages } = figuresOf(workspace, job, now)
      const current = workspace.jobs.activeDocumentsOf(job).flatMap((id) => board.get(id) ?? [])
      const done = pages.done + current.reduce((sum, one) => sum + one.pagesDone, 0)
      const opened = Math.max(pages.opened, 1)
      const expected = Math.round(pages.total + (pages.total / opened) * Math.max(figures.total - figures.done - current.length, 0))
      const rate = rateOf(job, now)
      return {
        stage,
        documents: figures,
        pages: { done, total: Math.max(pages.total, done) },
        pagesPerSecond: rate === null ? null : Math.round(rate * 10) / 10,
        etaMs: rate ? Math.round((Math.max(expected - done, 0) / rate) * 1_000) : null,
        current: current.map((one) => ({
          document: one.document,
          name: one.name,
          stage: one.stage,
          done: one.done,
          total: one.total,
          stalled: now - one.heardAt > stalledMs,
        })),
      }
    },
  }
}
