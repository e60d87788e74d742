import type { RetentionItem, RetentionPolicy } from '../../contract'
import { client } from '../client'
import { confirm, notify } from '../stores/notices'
import { useRetention } from '../stores/retention'
import { t } from '../texts'
import { attempt } from './attempt'

/** Reads how long what is kept in a workspace. */
export async function readRetention(workspace: string): Promise<void> {
  const state = await attempt(() => client().retention.get({ workspace }))
  if (state) useRetention.setState({ workspace, ...state, items: null })
}

export async function changeRetention(workspace: string, policy: RetentionPolicy): Promise<void> {
  const done = await attempt(() => client().retention.update({ workspace, policy }))
  if (done) useRetention.setState({ policy: done.policy, items: null })
}

/** Reads exactly what would go now. */
export async function previewRetention(workspace: string): Promise<readonly RetentionItem[] | null> {
  const preview = await attempt(() => client().retention.preview({ workspace }))
  if (preview) useRetention.setState({ items: preview.items })
  return preview?.items ?? null
}

/** Erases what is kept no longer, once the reader has said so. */
export async function applyRetention(workspace: string, count: number): Promise<void> {
  const yes = await confirm({
    title: t('retention.applyTitle', { count }),
    body: t('retention.applyBody'),
    action: t('retention.apply'),
    tone: 'bad',
  })
  if (!yes || !(await attempt(() => client().retention.apply({ workspace })))) return
  notify(t('retention.applied'))
  await readRetention(workspace)
}
