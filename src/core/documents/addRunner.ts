import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { Outcome, Runner } from '../jobs/queue'
import { collectFolder } from '../watches/collectFolder'
import type { AddPayload } from './add'
import { collectSources, forgetUploads, whileCollecting } from './collect'
import { finishIfDone } from './finishAdd'

/** Walks the sources of an `add` job, queues the reading of what is new, and then waits for its documents. */
export function createAddRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      const payload = JSON.parse(job.payload) as AddPayload
      if (!payload.collected) {
        const collection = { job, payload: { ...payload, refused: [] }, workspace, core, signal }
        await whileCollecting(workspace, () => (payload.watch ? collectFolder(payload.watch, collection) : collectSources(collection)))
        // What was named is not needed any more, and it is read each time the job is looked at.
        const collected: AddPayload = { ...collection.payload, sources: [], collected: true }
        workspace.jobs.update(job.id, { payload: JSON.stringify(collected) }, { event: 'collected' })
        forgetUploads(payload.sources, core)
      }
      announceJob(workspace, job.id, core)
      core.work()
      await finishIfDone(workspace, job.id, core)
      return waiting
    },
  }
}

/** The job stays open: its documents end it. */
const waiting: Outcome = { state: 'waiting' }
