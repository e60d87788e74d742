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
  /** Throws WORKSPACE_NOT_FOUND, WORKSPACE_SEALED. */
  open(ref: string): OpenWorkspace
  opened(): Iterable<OpenWorkspace>
  folderOf(id: string): string
  /** Keeps a workspace shut while it is sealed or opened; gives how to end that. Throws BUSY where somebody else does it already. */
  bar(id: string, why: 'sealing' | 'opening'): () => void
  /** Whether it cannot be opened now: it is sealed, or is being sealed or opened. */
  isShut(workspace: Workspace): boolean
  /** Throws BUSY while a workspace is sealed or opened. */
  requireUnbarred(id: string): void
  /** Resolves when none is being sealed or opened. */
  unbarred(): Promise<void>
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

const lookEveryMs = 20

const barredWords = { sealing: 'is being sealed', opening: 'is being opened with its passphrase' }

export function createShelf(data: string, { app, now, log, embedder, onOpen }: ShelfOptions): WorkspaceShelf {
  const folder = join(data, 'workspaces')
  mkdirSync(folder, { recursive: true })
  const open = new Map<string, OpenWorkspace>()
  const bars = new Map<string, keyof typeof barredWords>()

  const find = (ref: string) => {
    const workspace = app.workspaces.find(ref)
    if (!workspace) throw new AppError('WORKSPACE_NOT_FOUND', `There is no workspace “${ref}”. List the workspaces, or create it first.`)
    return workspace
  }
  const requireUnbarred = (id: string) => {
    const why = bars.get(id)
    if (why) throw new AppError('BUSY', `“${find(id).name}” ${barredWords[why]}. Wait a moment, then try again.`)
  }
  const requireOpen = ({ id, name, sealedAt }: Workspace) => {
    if (sealedAt)
      throw new AppError('WORKSPACE_SEALED', `“${name}” is sealed. Open it with its passphrase first: carrel workspace unseal NAME.`)
    const why = bars.get(id)
    if (why) throw new AppError('WORKSPACE_SEALED', `“${name}” ${barredWords[why]}. Wait a moment, then try again.`)
  }
  return {
    find,
    bar: (id, why) => {
      requireUnbarred(id)
      bars.set(id, why)
      return () => void bars.delete(id)
    },
    isShut: ({ id, sealedAt }) => sealedAt !== null || bars.has(id),
    requireUnbarred,
    unbarred: async () => {
      while (bars.size > 0) await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    },
    folderOf: (id) => join(folder, id),
    opened: () => open.values(),
    open: (ref) => {
      const found = find(ref)
      requireOpen(found)
      const { id } = found
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
