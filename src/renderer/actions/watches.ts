import { client } from '../client'
import { notify } from '../stores/notices'
import { useWatches } from '../stores/watches'
import { useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'

/** Reads the watched folders of the open workspace. */
export async function readWatches(): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return useWatches.setState({ list: [] })
  const { watches } = await client().watches.list({ workspace })
  if (useWorkspaces.getState().current === workspace) useWatches.setState({ list: watches })
}

/** Watches a folder of this machine; whether the host took it. */
export async function watchFolder(path: string): Promise<boolean> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return false
  const added = await attempt(() => client().watches.add({ workspace, path }))
  await readWatches()
  return added !== null
}

/** Watches a folder no longer; its documents stay. */
export async function unwatchFolder(watch: string): Promise<void> {
  const done = await inWatch(watch, (ref) => client().watches.remove(ref))
  if (done) notify(t('watches.removed', { path: done.removed }))
}

/** Removes the documents whose files have vanished from a watched folder. */
export async function removeVanished(watch: string): Promise<void> {
  await inWatch(watch, (ref) => client().watches.confirm(ref))
}

/** Keeps the documents whose files have vanished. */
export async function keepVanished(watch: string): Promise<void> {
  await inWatch(watch, (ref) => client().watches.keep(ref))
}

async function inWatch<Result>(watch: string, act: (ref: { workspace: string; watch: string }) => Promise<Result>): Promise<Result | null> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return null
  const done = await attempt(() => act({ workspace, watch }))
  await readWatches()
  return done
}
