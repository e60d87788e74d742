import { Download, Pause, Play, Trash2, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { LocalModel } from '../../../contract'
import { cancelModel, deleteModel, downloadModel, importModel, pauseModel, readLocalModels, resumeModel } from '../../actions/localModels'
import { changeSettings } from '../../actions/settings'
import { bytesText, etaText, percentOf } from '../../figures'
import { useLocalModels } from '../../stores/localModels'
import { useSettings } from '../../stores/settings'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { ProgressBar } from '../../ui/ProgressBar'

/** Models that run on this machine: fetched, held, deleted, taken from a folder. */
export function LocalModels() {
  const { list, machine } = useLocalModels()
  useEffect(() => void readLocalModels(), [])
  return (
    <section className="flex flex-col gap-3" aria-label={t('settings.localModels.title')}>
      <h3 className="font-medium">{t('settings.localModels.title')}</h3>
      <p className="max-w-lg text-xs text-pretty text-ink-faint">{t('settings.localModels.intro')}</p>
      <ul aria-label={t('settings.localModels.list')} className="flex flex-col gap-2">
        {list.map((model) => (
          <LocalModelCard key={model.id} model={model} />
        ))}
      </ul>
      {machine && (
        <p className="text-xs text-ink-faint">
          {t('settings.localModels.room', { used: bytesText(machine.modelBytes), free: bytesText(machine.freeBytes) })}
        </p>
      )}
      <Import />
      <Source />
    </section>
  )
}

function LocalModelCard({ model }: { model: LocalModel }) {
  const { label, kind, purpose, bytes, licence, memoryBytes, state, progress, error, tooLarge, checked } = model
  const facts = [
    t(`settings.localModels.kinds.${kind}`),
    bytesText(bytes),
    memoryBytes === null ? '' : t('settings.localModels.memory', { size: bytesText(memoryBytes) }),
    licence ?? t('settings.localModels.imported'),
    checked ? t(`settings.localModels.checked.${checked}`) : '',
  ]
  return (
    <li className="rounded-xl border border-line bg-surface p-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{label}</p>
          {purpose && <p className="text-xs text-pretty text-ink-soft">{purpose}</p>}
          <p className="text-xs text-ink-faint">{facts.filter(Boolean).join(' · ')}</p>
          {tooLarge && state === 'available' && <p className="text-xs text-pretty text-warn">{tooLarge}</p>}
        </div>
        <Controls model={model} />
      </div>
      {progress && state !== 'ready' && <Progress model={model} />}
      {error && (
        <p role="status" className="mt-2 text-xs break-words text-bad">
          {error.message}
        </p>
      )}
    </li>
  )
}

function Controls({ model }: { model: LocalModel }) {
  const { id, label, state } = model
  if (state === 'ready')
    return (
      <IconButton label={t('settings.localModels.deleteOf', { label })} onClick={() => void deleteModel(model)}>
        <Trash2 />
      </IconButton>
    )
  if (state === 'available')
    return (
      <Button size="small" aria-label={t('settings.localModels.downloadOf', { label })} onClick={() => void downloadModel(model)}>
        <Download className="size-3.5" aria-hidden />
        {t('settings.localModels.download')}
      </Button>
    )
  const isMoving = state === 'downloading' || state === 'waiting'
  return (
    <div className="flex gap-1">
      {isMoving ? (
        <IconButton label={t('settings.localModels.pauseOf', { label })} onClick={() => void pauseModel(id)}>
          <Pause />
        </IconButton>
      ) : (
        <IconButton label={t('settings.localModels.resumeOf', { label })} onClick={() => void resumeModel(id)}>
          <Play />
        </IconButton>
      )}
      <IconButton label={t('settings.localModels.cancelOf', { label })} onClick={() => void cancelModel(id)}>
        <X />
      </IconButton>
    </div>
  )
}

function Progress({ model: { label, state, progress } }: { model: LocalModel }) {
  if (!progress) return null
  const { done, total, bytesPerSecond, etaMs } = progress
  const words = [
    t(`settings.localModels.states.${state}`),
    t('settings.localModels.of', { done: bytesText(done), total: bytesText(total) }),
    state === 'downloading' && bytesPerSecond !== null ? t('settings.localModels.rate', { rate: bytesText(bytesPerSecond) }) : '',
    state === 'downloading' ? etaText(etaMs) : '',
  ]
  return (
    <div className="mt-2 flex flex-col gap-1">
      <ProgressBar
        label={t('settings.localModels.progressOf', { label })}
        percent={percentOf(done, total)}
        paused={state !== 'downloading'}
      />
      <p className="text-xs text-ink-faint">{words.filter(Boolean).join(' · ')}</p>
    </div>
  )
}

function Import() {
  const [path, setPath] = useState('')
  const submit = async () => {
    if (await importModel(path.trim())) setPath('')
  }
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="flex-1">
        <Field
          label={t('settings.localModels.path')}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          hint={t('settings.localModels.pathHint')}
        />
      </div>
      <Button type="submit" disabled={!path.trim()} className="mb-5">
        {t('settings.localModels.import')}
      </Button>
    </form>
  )
}

function Source() {
  const source = useSettings((state) => state.settings?.modelSource)
  const now = useLocalModels((state) => state.source)
  const [typed, setTyped] = useState<string | null>(null)
  if (source === undefined) return null
  const save = () => {
    if (typed !== null && typed.trim() !== (source ?? ''))
      void changeSettings({ modelSource: typed.trim() || null }).then(() => readLocalModels())
    setTyped(null)
  }
  return (
    <Field
      label={t('settings.localModels.source')}
      type="url"
      value={typed ?? source ?? ''}
      placeholder={now}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={save}
      hint={t('settings.localModels.sourceHint')}
    />
  )
}
