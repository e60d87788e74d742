import type { JobKind } from '../../contract/jobs'
import type { SelfCheck } from '../../contract/evaluation'
import { announceJob } from '../jobs/announce'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Fewer passages give too few questions: one in ten is kept for them. */
const leastPassages = 200
/** A library that has grown or shrunk by less is searched as it was. */
const growth = 1.1
/** After all others that wait. */
const priority = 95

const before: readonly JobKind[] = ['add', 'ingest', 'remove', 'learn', 'reindex', 'check']

/**
 * Lets a workspace measure its own search, when nothing else is to be done: where it was never measured, where it holds clearly more or
 * less than then, and where it is cut or embedded in another way. Not in a command, which ends with its work.
 */
export function checkWhenChanged(workspace: OpenWorkspace, core: CoreContext): void {
  if (core.options.kind === 'cli' || !workspace.db.open || !workspace.pipeline.get().upkeep.check) return
  if (workspace.jobs.unfinishedOf(before) > 0 || !hasChanged(workspace)) return
  const id = core.newId()
  workspace.jobs.insert({ id, kind: 'check', title: 'Check how well search finds', priority, payload: '{}', created_at: core.now() })
  announceJob(workspace, id, core)
  core.work()
}

function hasChanged({ documents, embedder, pipeline, tables }: OpenWorkspace): boolean {
  const { passages } = documents.totals()
  if (passages < leastPassages) return false
  const [last] = tables.checks(1) as SelfCheck[]
  if (!last || last.embedder !== embedder) return true
  const isSameCut = last.chunking === undefined || JSON.stringify(last.chunking) === JSON.stringify(pipeline.get().chunking)
  return !isSameCut || passages > last.passages * growth || passages * growth < last.passages
}
