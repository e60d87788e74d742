import type { CoreContext } from '../context'
import type { Runner } from '../jobs/queue'

/** Brings the index of a workspace up to date: unindexed rows are indexed, replaced versions leave the disk. */
export function createOptimiseRunner(core: CoreContext): Runner {
  return {
    run: async (_job, workspace) => {
      const result = await core.indexWorker.call((index) =>
        index.optimise({ index: workspace.paths.index, embedder: workspace.embedder, always: true }),
      )
      return { state: 'done', result }
    },
  }
}
