import { useEffect, useRef, useState } from 'react'
import type { Seal } from '../../../contract'
import { leastPassphrase } from '../../actions/archives'
import { readSeal, sealWorkspace } from '../../actions/seals'
import { percentOf } from '../../figures'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ProgressBar } from '../../ui/ProgressBar'
import { NewPassphrase } from './NewPassphrase'

const close = () => useLayout.setState({ workspaceDialog: null })

/** Locks a workspace: asks for its passphrase, where the host does not hold its key. */
export function SealDialog() {
  const dialog = useLayout((state) => state.workspaceDialog)
  const sealing = dialog?.kind === 'seal' ? dialog : null
  return (
    <Dialog
      open={sealing !== null}
      onClose={close}
      title={t('seal.title', { name: sealing?.name ?? '' })}
      description={t('seal.body')}
      className="max-w-md"
    >
      {sealing && <SealForm key={sealing.workspace} workspace={sealing.workspace} />}
    </Dialog>
  )
}

function SealForm({ workspace }: { workspace: string }) {
  const [seal, setSeal] = useState<Seal | null>(null)
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [progress, setProgress] = useState<{ done: number; total: number } | null | 'idle'>('idle')
  const stop = useRef(new AbortController())
  useEffect(() => void readSeal(workspace).then(setSeal), [workspace])
  // Whoever closes the dialog does not want it any more; once it is sealed, that changes nothing.
  useEffect(() => () => stop.current.abort(), [])
  if (!seal) return null
  const busy = progress !== 'idle'
  const ready = seal.keyHeld || (password.length >= leastPassphrase && password === again)
  const submit = async () => {
    setProgress(null)
    const done = await sealWorkspace({ workspace, ...(seal.keyHeld ? {} : { password }) }, setProgress, stop.current.signal)
    setProgress('idle')
    if (done) close()
  }
  return (
    <form
      className="flex flex-col gap-4 px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !busy) void submit()
      }}
    >
      {seal.keyHeld ? (
        <p className="text-ink-soft">{t('seal.keyHeld')}</p>
      ) : (
        <NewPassphrase
          hint={t('seal.passwordHint')}
          values={{ password, again }}
          onChange={(values) => {
            setPassword(values.password)
            setAgain(values.again)
          }}
        />
      )}
      {busy && (
        <ProgressBar percent={progress ? percentOf(progress.done, progress.total) : null} label={t('seal.progress')} className="w-full" />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={!ready || busy}>
          {t('seal.action')}
        </Button>
      </div>
    </form>
  )
}
