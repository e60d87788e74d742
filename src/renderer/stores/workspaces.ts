import { create } from 'zustand'
import type { Workspace, WorkspaceSummary } from '../../contract'

interface WorkspacesState {
  list: readonly WorkspaceSummary[]
  /** Id of the open workspace; null where there is none yet. */
  current: string | null
  loaded: boolean
}

export const useWorkspaces = create<WorkspacesState>()(() => ({ list: [], current: null, loaded: false }))

/** The open workspace. */
export function currentWorkspace({ list, current }: Pick<WorkspacesState, 'list' | 'current'>): WorkspaceSummary | undefined {
  return list.find(({ id }) => id === current)
}

const noFigures = { documents: 0, passages: 0, bytes: 0, failed: 0, lastImportAt: null, lastQuestionAt: null }

/** The list with a workspace created or changed; figures it does not carry stay. */
export function withWorkspace(list: readonly WorkspaceSummary[], workspace: Workspace): WorkspaceSummary[] {
  if (!list.some(({ id }) => id === workspace.id)) return [...list, { ...noFigures, ...workspace }]
  return list.map((known) => (known.id === workspace.id ? { ...known, ...workspace } : known))
}
