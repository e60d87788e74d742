import { client } from '../client'
import { notify } from '../stores/notices'
import { useWorkspaces, withWorkspace } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'
import { loadWorkspace } from './workspaces'

/** How far it is, in bytes; null: it has only begun. */
type Told = (progress: { done: number; total: number } | null) => void

/** Seals a workspace into a file; returns whether that worked. */
export async function exportArchive(
  input: { workspace: string; path: string; password: string },
  told: Told,
  signal: AbortSignal,
): Promise<boolean> {
  const archive = await attempt(async () => {
    for await (const event of await client().archives.export(input, { signal })) {
      if (event.type === 'done') return event.archive
      told(event.total > 0 ? event : null)
    }
    return null
  })
  if (archive) notify(t('archive.exported', { path: archive.path }), 'good')
  return archive !== null
}

/** Makes a workspace of a sealed file and opens it; returns whether that worked. */
export async function importArchive(input: { path: string; password: string }, told: Told, signal: AbortSignal): Promise<boolean> {
  const workspace = await attempt(async () => {
    for await (const event of await client().archives.import(input, { signal })) {
      if (event.type === 'done') return event.workspace
      told(event.total > 0 ? event : null)
    }
    return null
  })
  if (!workspace) return false
  useWorkspaces.setState(({ list }) => ({ list: withWorkspace(list, workspace) }))
  await attempt(() => loadWorkspace(workspace.id))
  return true
}
