import { FolderSync, Unplug, X } from 'lucide-react'
import { useState } from 'react'
import type { Watch } from '../../../contract'
import { chooseFolderPath } from '../../actions/intake'
import { unwatchFolder, watchFolder } from '../../actions/watches'
import { desktop } from '../../bridge'
import { countText } from '../../figures'
import { useLayout } from '../../stores/layout'
import { useWatches } from '../../stores/watches'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { Vanished } from './Vanished'

const close = () => useLayout.setState({ watchesOpen: false })

/** The folders whose documents follow what lies in them. */
export function WatchesDialog() {
  const open = useLayout((state) => state.watchesOpen)
  const list = useWatches((state) => state.list)
  return (
    <Dialog open={open} onClose={close} title={t('watches.title')} description={t('watches.body')} className="max-w-lg">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pt-2 pb-5">
        {list.length > 0 && (
          <ul aria-label={t('watches.title')} className="flex flex-col gap-2">
            {list.map((watch) => (
              <WatchRow key={watch.id} watch={watch} />
            ))}
          </ul>
        )}
        <FolderForm />
      </div>
    </Dialog>
  )
}

function WatchRow({ watch }: { watch: Watch }) {
  const Icon = watch.state === 'offline' ? Unplug : FolderSync
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line px-3 py-2">
      <div className="flex items-center gap-2.5">
        <Icon className="size-4 shrink-0 text-ink-faint" aria-hidden />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium" title={watch.path}>
            {watch.path}
          </p>
          <p className="text-xs text-ink-faint">
            {t(`watches.states.${watch.state}`)} · {t('watches.documents', { count: watch.documents, number: countText(watch.documents) })}
          </p>
        </div>
        <IconButton label={t('watches.remove', { path: watch.path })} onClick={() => void unwatchFolder(watch.id)}>
          <X />
        </IconButton>
      </div>
      {watch.message && <p className="text-xs text-warn">{watch.message}</p>}
      {watch.state === 'asking' && <Vanished watch={watch} />}
    </li>
  )
}

function FolderForm() {
  const [path, setPath] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    if (await watchFolder(path.trim())) setPath('')
    setBusy(false)
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
        <Field label={t('watches.field')} hint={t('watches.hint')} value={path} onChange={(event) => setPath(event.target.value)} />
      </div>
      <div className="flex gap-2 pb-5.5">
        {desktop() && <Button onClick={() => chooseFolderPath(setPath)}>{t('watches.choose')}</Button>}
        <Button type="submit" tone="primary" disabled={busy || !path.trim()}>
          {t('watches.action')}
        </Button>
      </div>
    </form>
  )
}
