import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** After a cancel or a failure: the table that was being built goes, and learning does not begin again by itself at once. */
export function leaveUnfinished(job: JobRow, workspace: OpenWorkspace, core: CoreContext): void {
  const { tables } = workspace
  core.board.forget(job.id)
  if (job.kind === 'learn')
    tables.noteLearning({
      at: core.now(),
      passages: workspace.documents.totals().passages,
      embedder: null,
      switched: false,
      before: null,
      after: null,
    })
  // What was learnt but not tried out has no table yet, only a folder.
  const { learnt } = JSON.parse(workspace.jobs.get(job.id)?.payload ?? job.payload) as { learnt?: string }
  const kept = [tables.current(), tables.previous()]
  for (const one of new Set([tables.next(), learnt])) if (one && !kept.includes(one)) dropTable(one, workspace, core)
}

/** Takes a table that is not searched off the disk, in the background. */
export function dropTable(embedder: string, workspace: OpenWorkspace, core: CoreContext): void {
  workspace.tables.forget(embedder)
  workspace
    .inTurn(() => core.indexWorker.call((index) => index.drop({ index: workspace.paths.index, embedder })))
    .catch((error: unknown) => core.log('a table that is no longer needed could not be removed', { workspace: workspace.id, error }))
}
