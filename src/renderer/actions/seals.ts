import type { Seal } from '../../contract'
import { client } from '../client'
import { notify } from '../stores/notices'
import { useSettings } from '../stores/settings'
import { useWorkspaces, withWorkspace } from '../stores/workspaces'
import { t } from '../texts'
import type { Told } from './archives'
import { attempt, messageOf } from './attempt'

/** How often the host is told that somebody is at work; the shortest idle time is a minute. */
const tellEveryMs = 20_000

/** Whether a workspace can be sealed without its passphrase; null, with a notice, where the host does not say. */
export async function readSeal(workspace: string): Promise<Seal | null> {
  return (await attempt(() => client().seals.get({ workspace })))?.seal ?? null
}

/** Seals a workspace, with a new passphrase or the key the host holds; returns whether that worked. */
export async function sealWorkspace(input: { workspace: string; password?: string }, told: Told, signal: AbortSignal): Promise<boolean> {
  const done = await attempt(async () => {
    for await (const event of await client().seals.seal(input, { signal })) {
      if (event.type === 'done') return event
      told(event.total > 0 ? event : null)
    }
    return null
  })
  if (!done) return false
  useWorkspaces.setState(({ list }) => ({ list: withWorkspace(list, done.workspace) }))
  notify(t('seal.sealed', { name: done.workspace.name }), 'good')
  return true
}

/** Opens a sealed workspace; returns why that failed, or null. */
export async function unsealWorkspace(
  input: { workspace: string; password: string },
  told: Told,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    for await (const event of await client().seals.unseal(input, { signal }))
      if (event.type !== 'done') told(event.total > 0 ? event : null)
    return null
  } catch (error) {
    return signal.aborted ? null : messageOf(error)
  }
}

let toldAt = 0

/** Somebody moves, types or scrolls: the open workspace is in use, also where nothing is asked of the host. */
export function noteActivity(): void {
  const { current } = useWorkspaces.getState()
  const locks = useSettings.getState().settings?.lockAfterMinutes ?? null
  if (!current || locks === null || performance.now() - toldAt < tellEveryMs) return
  toldAt = performance.now()
  // Without a connection there is nothing to keep open.
  void (async () => client().seals.use({ workspace: current }))().catch(() => {})
}
