import type { JobProgress } from '../../contract/jobs'
import { type DocumentStatus, finalStatuses } from '../../contract/documents'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { createPace, noPace, type Pace } from './pace'

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

/** Counting the documents of a large job costs some milliseconds: its figures are taken anew this often at most. */
const recountMs = 500
const manyDocuments = 500

interface Figures {
  documents: ReturnType<OpenWorkspace['jobs']['figuresOf']>
  pages: ReturnType<OpenWorkspace['jobs']['pagesOf']>
}

export interface ProgressBoard {
  set(workspace: string, live: LiveDocument): void
  /** Documents whose reading has ended leave the board; their pages count for the jobs that wait for them. */
  drop(document: string): void
  live(document: string): LiveDocument | undefined
  /** How many documents are being read. */
  count(): number
  /** A page was read just now, for these jobs. */
  pageDone(jobs: readonly string[]): void
  of(workspace: OpenWorkspace, job: string, stage: string): JobProgress
  forget(job: string): void
  /** How far a job is that reads no pages. */
  setSteps(job: string, live: LiveSteps): void
  stepsOf(job: string): LiveSteps | undefined
}

export interface LiveSteps {
  stage: string
  done: number
  total: number
}

/** Live figures of what is being read: kept in memory, because after a restart they start anew. */
export function createProgressBoard(): ProgressBoard {
  const board = new Map<string, LiveDocument>()
  const paces = new Map<string, Pace>()
  const steps = new Map<string, LiveSteps>()
  const counted = new Map<string, { at: number; figures: Figures }>()

  const figuresOf = (workspace: OpenWorkspace, job: string, now: number): Figures => {
    const last = counted.get(job)
    if (last && last.figures.documents.total > manyDocuments && now - last.at < recountMs) return last.figures
    const figures = { documents: workspace.jobs.figuresOf(job), pages: workspace.jobs.pagesOf(job, finalStatuses) }
    counted.set(job, { at: now, figures })
    return figures
  }

  return {
    set: (_workspace, live) => void board.set(live.document, live),
    drop: (document) => void board.delete(document),
    live: (document) => board.get(document),
    count: () => board.size,
    forget: (job) => {
      paces.delete(job)
      steps.delete(job)
      counted.delete(job)
    },
    setSteps: (job, live) => void steps.set(job, live),
    stepsOf: (job) => steps.get(job),
    pageDone: (jobs) => {
      const at = performance.now()
      for (const job of jobs) {
        const pace = paces.get(job) ?? createPace()
        paces.set(job, pace)
        pace.add(at)
      }
    },
    of: (workspace, job, stage) => {
      const now = performance.now()
      const { documents: figures, pages } = figuresOf(workspace, job, now)
      const current = workspace.jobs.activeDocumentsOf(job).flatMap((id) => board.get(id) ?? [])
      const done = pages.done + current.reduce((sum, one) => sum + one.pagesDone, 0)
      const opened = Math.max(pages.opened, 1)
      const expected = Math.round(pages.total + (pages.total / opened) * Math.max(figures.total - figures.done - current.length, 0))
      const pace = paces.get(job)?.at(now, { done, left: Math.max(expected - done, 0) }) ?? noPace
      return {
        stage,
        documents: figures,
        pages: { done, total: Math.max(pages.total, done) },
        ...pace,
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
