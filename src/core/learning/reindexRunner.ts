import { AppError } from '../../contract/errors'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { Runner } from '../jobs/queue'
import type { LiveWorker } from '../workers/liveWorker'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { buildTable } from './buildTable'
import { isWaiting } from './enqueue'
import { dropTable, leaveUnfinished } from './leaveUnfinished'

/** What the payload of a `reindex` job holds. */
export interface ReindexPayload {
  embedder: string
}

/** Builds the table of another embedder beside the one that is searched, and switches. */
export function createReindexRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      const { embedder } = JSON.parse(job.payload) as ReindexPayload
      const before = workspace.embedder
      if (before !== embedder) {
        await withLearner(core, signal, async (worker) => {
          await buildAndSwitch(embedder, job, workspace, core, { worker, signal })
        })
      }
      core.board.forget(job.id)
      return { state: 'done', result: { before, after: workspace.embedder, switched: before !== workspace.embedder } }
    },
    failed: (job, workspace) => leaveUnfinished(job, workspace, core),
    cancelled: (job, workspace) => leaveUnfinished(job, workspace, core),
  }
}

interface Working {
  worker: LiveWorker
  signal: AbortSignal
}

/** Builds until nothing is missing at the moment of the switch; `check` may still refuse it, before anything is switched. */
export async function buildAndSwitch(
  embedder: string,
  job: JobRow,
  workspace: OpenWorkspace,
  core: CoreContext,
  { worker, signal }: Working,
): Promise<void> {
  for (;;) {
    await build(embedder, job, workspace, core, { worker, signal })
    const outcome = workspace.tables.switchTo(embedder)
    if (outcome.state === 'later') continue
    if (outcome.unneeded) dropTable(outcome.unneeded, workspace, core)
    core.hub.publish({ type: 'workspace.changed', workspace: core.shelf.find(workspace.id) })
    return
  }
}

/** Builds the table, and brings its indices up to date. */
export async function build(
  embedder: string,
  job: JobRow,
  workspace: OpenWorkspace,
  core: CoreContext,
  { worker, signal }: Working,
): Promise<void> {
  const progress = (done: number, total: number) => {
    core.board.setSteps(job.id, { stage: 'embedding', done, total })
    announceJob(workspace, job.id, core)
  }
  await buildTable(embedder, workspace, core, { worker, signal, progress, waits: isWaiting(job) })
  await core.indexWorker.call((index) => index.optimise({ index: workspace.paths.index, embedder, always: true }))
}

/** Lends a process for long work, and ends it with the work or when that is stopped. Throws INDEX_FAILED where it ends by itself. */
export async function withLearner<T>(core: CoreContext, signal: AbortSignal, work: (worker: LiveWorker) => Promise<T>): Promise<T> {
  const worker = core.startLearner()
  const stop = () => worker.kill()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await work(worker)
  } catch (error) {
    if (signal.aborted) throw new AppError('CANCELLED', 'It was stopped.', { cause: error })
    if (worker.dead)
      throw new AppError('INDEX_FAILED', 'The learning process ended unexpectedly. Try again; if it goes on, restart Carrel.', {
        cause: error,
      })
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    worker.kill()
  }
}
