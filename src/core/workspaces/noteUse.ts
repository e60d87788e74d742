import type { Answer } from '../../contract/chat'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from './openWorkspaces'

/** Counts a search and what it took, milliseconds; of a command, which starts its processes for one search, the time says nothing. */
export function noteSearch(elapsedMs: number, workspace: OpenWorkspace, core: Pick<CoreContext, 'log' | 'options'>): void {
  note(workspace, core, () => workspace.activity.searched(core.options.kind === 'cli' ? null : elapsedMs))
}

/** Counts a question. */
export function noteQuestion(workspace: OpenWorkspace, core: Pick<CoreContext, 'log'>): void {
  note(workspace, core, () => workspace.activity.asked())
}

/** Counts an answer, where it says something. */
export function noteAnswer({ claims, stopped }: Answer, workspace: OpenWorkspace, core: Pick<CoreContext, 'log'>): void {
  if (claims.length === 0 || stopped) return
  note(workspace, core, () => workspace.activity.answered(claims.every((claim) => claim.verified)))
}

/** A full disk, or a workspace that was deleted meanwhile, is no reason to withhold what was found. */
function note({ id, db }: OpenWorkspace, { log }: Pick<CoreContext, 'log'>, write: () => void): void {
  try {
    if (db.open) write()
  } catch (error) {
    log('the use of a workspace could not be counted', { workspace: id, error })
  }
}
