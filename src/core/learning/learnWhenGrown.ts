import type { CoreContext } from '../context'
import { preferredEmbedder } from '../workspaces/preferredEmbedder'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { enqueue } from './enqueue'

/** From so many passages on a library learns by itself: below, it is asked to. */
const leastByItself = 1_000
/** … and again when it has grown by this much. */
const growth = 1.5

/**
 * What a workspace does by itself when nobody waits: it learns once there is enough to learn from, and again after it has grown by half;
 * and it is indexed again where its vectors are of another edition of the starter embedding. Never in a command, which ends with its work.
 */
export function learnWhenGrown(workspace: OpenWorkspace, core: CoreContext): void {
  if (core.options.kind === 'cli' || !workspace.db.open || workspace.jobs.unfinishedOf(['learn', 'reindex']) > 0) return
  const preferred = preferredEmbedder(core.options.resources)
  if (isOutdated(workspace.embedder, preferred)) return void enqueue('reindex', { embedder: preferred }, workspace, core, { waits: true })
  if (!workspace.pipeline.get().upkeep.learn || !/^(?:starter|learned)-/u.test(workspace.embedder)) return
  const { passages } = workspace.documents.totals()
  const last = workspace.tables.lastLearning()
  if (passages >= leastByItself && passages >= growth * (last?.passages ?? 0)) enqueue('learn', {}, workspace, core, { waits: true })
}

/** Whether vectors are of a starter embedding that is no longer on board. */
export function isOutdated(embedder: string, preferred: string): boolean {
  return embedder.startsWith('starter-') && preferred.startsWith('starter-') && embedder !== preferred
}
