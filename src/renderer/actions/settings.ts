import type { Settings } from '../../contract'
import { client } from '../client'
import { useModels } from '../stores/models'
import { confirm } from '../stores/notices'
import { useSettings } from '../stores/settings'
import { t } from '../texts'
import { attempt } from './attempt'

/** Changes settings; the host's answer is what counts. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const answer = await attempt(() => client().settings.update(change))
  if (answer) useSettings.setState({ settings: answer.settings })
}

export interface ModelForm {
  label: string
  provider: string
  url: string
  model: string
  key: string
  /** Further settings, as the schema of the provider names them. */
  options: Record<string, unknown>
}

/** Adds a model; returns whether that worked. */
export async function addModel({ label, provider, url, model, key, options }: ModelForm): Promise<boolean> {
  const keep = useModels.getState().savesKeys ? 'saved' : 'session'
  const added = await attempt(() =>
    client().models.add({ label, provider, url: url || undefined, model, key: key || undefined, keep, options }),
  )
  if (!added) return false
  useModels.setState(({ list }) => ({ list: [...list.filter((known) => known.label !== added.model.label), added.model] }))
  return true
}

/** Model servers that answer on this machine; none where they cannot be looked for. */
export async function findServers() {
  return client()
    .models.discover()
    .then(
      ({ servers }) => servers,
      () => [],
    )
}

export async function removeModel(label: string): Promise<void> {
  const yes = await confirm({
    title: t('settings.models.removeTitle', { label }),
    body: t('settings.models.removeBody'),
    action: t('settings.models.removeAction'),
    tone: 'bad',
  })
  if (yes && (await attempt(() => client().models.remove({ label })))) {
    useModels.setState(({ list }) => ({ list: list.filter((model) => model.label !== label) }))
  }
}

/** Sends one short question to a model and tells how it went. */
export async function testModel(label: string): Promise<{ ok: boolean; text: string } | null> {
  const result = await attempt(() => client().models.test({ label }))
  if (!result) return null
  const seconds = (result.elapsedMs / 1_000).toFixed(1)
  return { ok: result.ok, text: result.ok ? t('settings.models.testOk', { seconds }) : (result.message ?? t('errors.unknown')) }
}
