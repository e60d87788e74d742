import { setTimeout as pause } from 'node:timers/promises'
import { isAppError } from '../../contract/errors'
import type { JobKind } from '../../contract/jobs'
import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { Runner } from '../jobs/queue'
import { selfCheck } from './selfCheck'

/** What a check that nobody waits for gives way to. */
const busy: readonly JobKind[] = ['add', 'ingest', 'remove', 'learn', 'reindex']
const lookAgainMs = 500
/** Rest after a question, as a multiple of what it took: a search of the user does not wait behind a hundred of these. */
const rest = 1
const mostRestMs = 1_000

/** Measures search by itself: one question after the other, with rests between them, and none while documents are read. */
export function createCheckRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      let asked = performance.now()
      const between = async () => {
        await pause(Math.min(mostRestMs, rest * (performance.now() - asked)), undefined, { signal })
        while ([...core.shelf.opened()].some((one) => one.jobs.runningOf(busy) > 0)) await pause(lookAgainMs, undefined, { signal })
        asked = performance.now()
      }
      const progress = (done: number, total: number) => {
        core.board.setSteps(job.id, { stage: 'checking', done, total })
        announceJob(workspace, job.id, core)
      }
      try {
        const { score, questions, warning } = await selfCheck(workspace, core, { signal, between, progress })
        return { state: 'done', result: { score, questions, ...(warning ? { warning } : {}) } }
      } catch (error) {
        // Too little of it can be asked for: nothing that anybody has to hear.
        if (isAppError(error) && error.code === 'JOB_STATE') return { state: 'done', result: { score: null, questions: 0 } }
        throw error
      } finally {
        core.board.forget(job.id)
      }
    },
  }
}
