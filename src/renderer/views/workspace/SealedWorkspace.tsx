import { Lock } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { WorkspaceSummary } from '../../../contract'
import { unsealWorkspace } from '../../actions/seals'
import { percentOf } from '../../figures'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { ProgressBar } from '../../ui/ProgressBar'

/** Stands where the zones of a workspace are while it is sealed: nothing of it is shown, and its passphrase opens it. */
export function SealedWorkspace({ workspace }: { workspace: WorkspaceSummary }) {
  const { id, name, sealedAt } = workspace
  return (
    <main className="min-h-0 flex-1 px-2 pb-2">
      <div className="flex h-full flex-col items-center justify-center gap-5 overflow-y-auto rounded-xl border border-line bg-surface px-6 py-10 text-center">
        <span className="flex size-14 items-center justify-center rounded-full bg-sunken text-ink-soft">
          <Lock className="size-6" aria-hidden />
        </span>
        <div>
          <h1 className="font-serif text-2xl tracking-tight text-balance">{t('seal.isSealed', { name })}</h1>
          <p className="mx-auto mt-2 max-w-md text-pretty text-ink-soft">
            {t('seal.since', { time: sealedAt ? new Date(sealedAt).toLocaleString() : '' })}
          </p>
        </div>
        <OpenForm key={id} workspace={id} />
      </div>
    </main>
  )
}

function OpenForm({ workspace }: { workspace: string }) {
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [progress, setProgress] = useState<{ done: number; total: number } | null | 'idle'>('idle')
  const stop = useRef(new AbortController())
  const field = useRef<HTMLInputElement>(null)
  // There is nothing else to do here, and it is typed blind.
  useEffect(() => field.current?.focus(), [])
  useEffect(() => () => stop.current.abort(), [])
  const busy = progress !== 'idle'
  const submit = async () => {
    setFailure(null)
    setProgress(null)
    setFailure(await unsealWorkspace({ workspace, password }, setProgress, stop.current.signal))
    setProgress('idle')
    setPassword('')
  }
  return (
    <form
      className="flex w-full max-w-xs flex-col gap-3 text-left"
      onSubmit={(event) => {
        event.preventDefault()
        if (password !== '' && !busy) void submit()
      }}
    >
      <Field
        ref={field}
        label={t('archive.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        maxLength={1_024}
        readOnly={busy}
        onChange={(event) => setPassword(event.target.value)}
        required
      />
      {failure && (
        <p role="alert" className="text-sm text-bad">
          {failure}
        </p>
      )}
      {busy && (
        <ProgressBar
          percent={progress ? percentOf(progress.done, progress.total) : null}
          label={t('seal.openProgress')}
          className="w-full"
        />
      )}
      <Button type="submit" tone="primary" disabled={password === '' || busy}>
        {t('seal.open')}
      </Button>
    </form>
  )
}
