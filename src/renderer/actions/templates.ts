import type { Focus } from '../../contract'
import { client } from '../client'
import { notify } from '../stores/notices'
import { useTemplates } from '../stores/templates'
import { useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { attempt } from './attempt'

/** Reads the templates for new workspaces. */
export async function readTemplates(): Promise<void> {
  const read = await attempt(() => client().templates.list())
  if (read) useTemplates.setState({ list: read.templates })
}

/** Saves how a workspace is set up; whether the host did so. */
export async function saveTemplate(workspace: string, name: string): Promise<boolean> {
  const saved = await attempt(() => client().templates.save({ workspace, name }))
  if (saved) notify(t('templates.saved', { name: saved.template.name }), 'good')
  return saved !== null
}

export async function removeTemplate(name: string): Promise<void> {
  if (await attempt(() => client().templates.remove({ name }))) await readTemplates()
}

/** Reads what the open workspace offers from the start. */
export async function readFocus(): Promise<void> {
  const workspace = useWorkspaces.getState().current
  if (!workspace) return
  const { focus } = await client().focus.get({ workspace })
  if (useWorkspaces.getState().current === workspace) useTemplates.setState({ focus })
}

export async function changeFocus(focus: Focus): Promise<boolean> {
  const workspace = useWorkspaces.getState().current
  const changed = workspace && (await attempt(() => client().focus.update({ workspace, focus })))
  if (changed) useTemplates.setState(changed)
  return Boolean(changed)
}
