import type { EgressMode } from '../../contract'
import { client } from '../client'
import { useEgress } from '../stores/egress'
import { confirm } from '../stores/notices'
import { currentWorkspace, useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'

/** Entries of the ledger that are shown; the export holds all. */
const shownEntries = 100

const current = () => useWorkspaces.getState().current

/** Reads the policy of the open workspace. */
export async function readPolicy(): Promise<void> {
  const workspace = current()
  if (!workspace) return
  const state = await client().egress.policy({ workspace })
  if (current() === workspace) useEgress.setState(state)
}

/** Reads the latest entries of its ledger. */
export async function readLedger(): Promise<void> {
  const workspace = current()
  if (!workspace) return
  const ledger = await attempt(() => client().egress.list({ workspace, limit: shownEntries }))
  if (ledger && current() === workspace) useEgress.setState(ledger)
}

export async function changePolicy(change: { mode?: EgressMode; allow?: string[]; deny?: string[] }): Promise<boolean> {
  const workspace = current()
  const state = workspace && (await attempt(() => client().egress.setPolicy({ workspace, ...change })))
  if (state) useEgress.setState(state)
  return Boolean(state)
}

/** Gives the ledger to the reader as a file. */
export async function exportLedger(): Promise<void> {
  const workspace = currentWorkspace(useWorkspaces.getState())
  const exported = workspace && (await attempt(() => client().egress.export({ workspace: workspace.id })))
  if (!exported) return
  const url = URL.createObjectURL(new Blob([exported.csv], { type: 'text/csv' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: `${workspace.name} – ${t('settings.privacy.file')}.csv` })
  link.click()
  URL.revokeObjectURL(url)
}

/** Where a call was refused only because nobody was asked yet: asks, and allows the host for the open workspace. */
export async function allowedNow(error: unknown): Promise<boolean> {
  const { code, details } = error as { code?: string; details?: { ask?: boolean; host?: string } }
  if (code !== 'EGRESS_BLOCKED' || !details?.ask || !details.host) return false
  const { host } = details
  const yes = await confirm({
    title: t('composer.askTitle', { host }),
    body: t('composer.askBody', { host }),
    action: t('composer.askAction'),
    tone: 'plain',
  })
  return yes && (await changePolicy({ allow: [host] }))
}
