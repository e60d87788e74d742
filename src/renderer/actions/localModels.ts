import type { LocalModel } from '../../contract'
import { client } from '../client'
import { bytesText } from '../figures'
import { useLocalModels, withLocalModel } from '../stores/localModels'
import { confirm } from '../stores/notices'
import { t } from '../texts'
import { attempt } from './attempt'

/** Reads which models there are for this machine, and what room they take. */
export async function readLocalModels(): Promise<void> {
  const answer = await attempt(() => client().localModels.list())
  if (answer) useLocalModels.setState({ list: answer.models, machine: answer.machine, source: answer.source })
}

/** Fetches a model; says first where it comes from and how large it is, and where this machine is too small for it. */
export async function downloadModel({ id, label, bytes, licence, source, tooLarge }: LocalModel): Promise<void> {
  const yes = await confirm({
    title: t('settings.localModels.downloadTitle', { label }),
    body: [
      t('settings.localModels.downloadBody', { source: source ?? '', licence: licence ?? '', size: bytesText(bytes) }),
      ...(tooLarge ? [tooLarge] : []),
    ].join(' '),
    action: tooLarge ? t('settings.localModels.downloadAnyway') : t('settings.localModels.download'),
    tone: tooLarge ? 'bad' : 'plain',
  })
  if (yes) await resumeModel(id)
}

/** Goes on with a download. */
export async function resumeModel(id: string): Promise<void> {
  take(await attempt(() => client().localModels.download({ id, anyway: true })))
}

export async function pauseModel(id: string): Promise<void> {
  take(await attempt(() => client().localModels.pause({ id })))
}

export async function cancelModel(id: string): Promise<void> {
  take(await attempt(() => client().localModels.cancel({ id })))
  await readLocalModels()
}

export async function deleteModel({ id, label, bytes }: LocalModel): Promise<void> {
  const yes = await confirm({
    title: t('settings.localModels.deleteTitle', { label }),
    body: t('settings.localModels.deleteBody', { size: bytesText(bytes) }),
    action: t('settings.localModels.delete'),
    tone: 'bad',
  })
  if (yes && (await attempt(() => client().localModels.remove({ id })))) await readLocalModels()
}

/** Takes a model from a folder or file of this machine; returns whether that worked. */
export async function importModel(path: string): Promise<boolean> {
  const answer = await attempt(() => client().localModels.import({ path }))
  if (answer) await readLocalModels()
  return answer !== null && answer !== undefined
}

function take(answer: { model: LocalModel } | null | undefined): void {
  if (answer) useLocalModels.setState(({ list }) => ({ list: withLocalModel(list, answer.model) }))
}
