import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkspaceFigures } from '../../contract/workspaces'
import type { KeptFigures } from '../catalog/appCatalog'
import { markerName, type OpenWorkspace } from './openWorkspaces'

/** The figures of an open workspace, from its rows. */
export function figuresOf({ documents, chats }: Pick<OpenWorkspace, 'documents' | 'chats'>): WorkspaceFigures {
  const { documents: count, passages, bytes, lastImportAt } = documents.totals()
  return {
    documents: count,
    passages,
    bytes,
    failed: documents.statuses().failed ?? 0,
    lastImportAt,
    lastQuestionAt: chats.messages.lastQuestionAt(),
  }
}

/** What is to be kept of a workspace that was closed a moment ago. */
export function keptFigures(figures: WorkspaceFigures, folder: string): KeptFigures {
  const { size, mtimeMs } = statSync(join(folder, 'workspace.db'))
  return { figures, bytes: size, modifiedMs: mtimeMs }
}

/**
 * Kept figures, where they are those of the catalogue as it lies there: closed by its host, and not touched since. Null: it has to be
 * opened and counted, as after a crash.
 */
export function validFigures(kept: KeptFigures | undefined, folder: string): WorkspaceFigures | null {
  const state = statSync(join(folder, 'workspace.db'), { throwIfNoEntry: false })
  const isAsKept = kept && state?.size === kept.bytes && state.mtimeMs === kept.modifiedMs
  return isAsKept && !existsSync(join(folder, markerName)) ? kept.figures : null
}
