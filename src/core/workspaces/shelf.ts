import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Workspace } from '../../contract/workspaces'
import type { AppCatalog, KeptFigures } from '../catalog/appCatalog'
import type { Log } from '../context'
import { figuresOf, keptFigures } from './figures'
import { type OpenWorkspace, openWorkspace } from './openWorkspaces'

/** The workspaces of a data folder, opened when first needed. */
export interface WorkspaceShelf {
  /** Throws WORKSPACE_NOT_FOUND. */
  find(ref: string): Workspace
  open(ref: string): OpenWorkspace
  opened(): Iterable<OpenWorkspace>
  folderOf(id: string): string
  /** Takes an open workspace off the shelf: no new work is found in it. The caller ends what runs and closes it. */
  retire(id: string): OpenWorkspace | null
  close(): Promise<void>
}

interface ShelfOptions {
  app: AppCatalog
  now: () => string
  log: Log
  /** Id of the embedder of new workspaces. */
  embedder: string
  onOpen: (workspace: OpenWorkspace) => void
}

export function createShelf(data: string, { app, now, log, embedder, onOpen }: ShelfOptions): WorkspaceShelf {
  const folder = join(data, 'workspaces')
  mkdirSync(folder, { recursive: true })
  const open = new Map<string, OpenWorkspace>()

  const find = (ref: string) => {
    const workspace = app.workspaces.find(ref)
    if (!workspace) throw new AppError('WORKSPACE_NOT_FOUND', `There is no workspace “${ref}”. List the workspaces, or create it first.`)
    return workspace
  }
  return {
    find,
    folderOf: (id) => join(folder, id),
    opened: () => open.values(),
    open: (ref) => {
      const { id } = find(ref)
      const known = open.get(id)
      if (known) return known
      const workspace = openWorkspace(id, join(folder, id), { now, embedder, backups: join(data, 'backups', id) })
      open.set(id, workspace)
      onOpen(workspace)
      return workspace
    },
    retire: (id) => {
      const workspace = open.get(id) ?? null
      open.delete(id)
      return workspace
    },
    close: async () => {
      const kept = new Map<string, KeptFigures>()
      for (const workspace of open.values()) {
        await workspace.backUp().catch((error: unknown) => log('a backup could not be made', { workspace: workspace.id, error }))
        const figures = figuresOf(workspace, now())
        workspace.close()
        try {
          kept.set(workspace.id, keptFigures(figures, workspace.folder))
        } catch (error) {
          log('the figures of a workspace could not be kept', { workspace: workspace.id, error })
        }
      }
      app.figures.keep(kept)
      open.clear()
    },
  }
}
