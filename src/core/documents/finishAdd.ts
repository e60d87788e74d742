import { finalStatuses } from '../../contract/documents'
import { finalJobStates, type JobDocument } from '../../contract/jobs'
import type { CoreContext } from '../context'
import { checkWhenChanged } from '../evaluation/checkWhenChanged'
import { announceJob } from '../jobs/announce'
import { learnWhenGrown } from '../learning/learnWhenGrown'
import { toJob, toJobDocument } from '../jobs/jobView'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import type { AddPayload } from './add'

/** From this many new passages on, an import ends with an upkeep of the index, so that searches stay quick. */
const upkeepPassages = 500

/** Ends every `add` job that waited for this document and now has all of its own. */
export async function finishJobsOf(document: string, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  for (const id of workspace.jobs.watchersOf(document)) await finishIfDone(workspace, id, core)
}

const finishing = new Set<string>()

/** Ends an `add` job once all its documents have come to an end. */
export async function finishIfDone(workspace: OpenWorkspace, id: string, core: CoreContext): Promise<boolean> {
  const row = workspace.jobs.get(id)
  if (!row || row.kind !== 'add' || finalJobStates.includes(row.state) || finishing.has(id)) return false
  const payload = JSON.parse(row.payload) as AddPayload
  announceJob(workspace, id, core)
  if (!payload.collected || workspace.jobs.hasOpenDocuments(id, finalStatuses)) return false
  finishing.add(id)
  try {
    await upkeep(workspace, id, core)
    if (workspace.db.open) end(workspace, id, payload, core)
    learnWhenGrown(workspace, core)
    checkWhenChanged(workspace, core)
    return true
  } finally {
    finishing.delete(id)
  }
}

/** An import that cannot be tidied up is an import all the same: the next one tidies up. */
async function upkeep(workspace: OpenWorkspace, id: string, core: CoreContext): Promise<void> {
  const passages = workspace.jobs.documentsOf(id).reduce((sum, one) => sum + one.passages, 0)
  try {
    await core.indexWorker.call((index) =>
      index.optimise({ index: workspace.paths.index, embedder: workspace.embedder, always: passages >= upkeepPassages }),
    )
  } catch (error) {
    core.log('the upkeep of the index failed', { workspace: workspace.id, error })
  }
}

function end(workspace: OpenWorkspace, id: string, payload: AddPayload, core: CoreContext): void {
  const row = workspace.jobs.get(id)
  if (!row || finalJobStates.includes(row.state)) return
  const refused = (payload.refused ?? []).map(toRefused)
  const documents = [...workspace.jobs.documentsOf(id).map(toJobDocument), ...refused]
  const elapsedMs = Math.max(Date.parse(core.now()) - Date.parse(payload.startedAt), 0)
  const { progress } = toJob(row, workspace, core)
  const { done, total, failed } = progress.documents
  const counts = { done: done + refused.length, total: total + refused.length, failed: failed + refused.length }
  workspace.jobs.update(
    id,
    {
      state: 'done',
      lease: null,
      ended_at: core.now(),
      progress: JSON.stringify({ ...progress, documents: counts, stage: 'done', etaMs: 0, current: [] }),
      result: JSON.stringify({ documents, elapsedMs }),
    },
    { event: 'done' },
  )
  core.board.forget(id)
  announceJob(workspace, id, core)
}

/** What was asked for by mistake, as the result of a job names it: it has failed, and there is no document of it. */
function toRefused({ name, code, message }: NonNullable<AddPayload['refused']>[number]): JobDocument {
  const coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }
  return { document: '', name, status: 'failed', pages: 0, passages: 0, code, message, coverage }
}
