import { useEffect, useRef, useState } from 'react'
import { exportArchive, importArchive } from '../../actions/archives'
import { percentOf } from '../../figures'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { ProgressBar } from '../../ui/ProgressBar'

const close = () => useLayout.setState({ workspaceDialog: null })
const leastPassphrase = 8

/** Seals the open workspace into a file, or makes a workspace of one. */
export function ArchiveDialog() {
  const dialog = useLayout((state) => state.workspaceDialog)
  const exporting = dialog?.kind === 'export' ? dialog : null
  const open = exporting !== null || dialog?.kind === 'import'
  return (
    <Dialog
      open={open}
      onClose={close}
      title={exporting ? t('archive.exportTitle', { name: exporting.name }) : t('archive.importTitle')}
      description={t(exporting ? 'archive.exportBody' : 'archive.importBody')}
      className="max-w-md"
    >
      {open && <ArchiveForm key={exporting?.workspace ?? 'import'} exporting={exporting?.workspace ?? null} />}
    </Dialog>
  )
}

function ArchiveForm({ exporting }: { exporting: string | null }) {
  const [path, setPath] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [progress, setProgress] = useState<{ done: number; total: number } | null | 'idle'>('idle')
  const stop = useRef(new AbortController())
  // Whoever closes the dialog does not want it any more.
  useEffect(() => () => stop.current.abort(), [])
  const busy = progress !== 'idle'
  const ready = path.trim() !== '' && password.length >= (exporting ? leastPassphrase : 1) && (!exporting || password === again)
  const submit = async () => {
    setProgress(null)
    const input = { path: path.trim(), password }
    const { signal } = stop.current
    const done = exporting
      ? await exportArchive({ workspace: exporting, ...input }, setProgress, signal)
      : await importArchive(input, setProgress, signal)
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
      <Field
        label={t('archive.file')}
        placeholder={t('archive.fileExample')}
        value={path}
        maxLength={4_096}
        onChange={(event) => setPath(event.target.value)}
        required
      />
      <Field
        label={t('archive.password')}
        hint={exporting ? t('archive.passwordHint') : undefined}
        type="password"
        autoComplete="off"
        value={password}
        maxLength={1_024}
        onChange={(event) => setPassword(event.target.value)}
        required
      />
      {exporting && (
        <Field
          label={t('archive.again')}
          type="password"
          autoComplete="off"
          value={again}
          maxLength={1_024}
          onChange={(event) => setAgain(event.target.value)}
          required
        />
      )}
      {progress !== 'idle' && (
        <ProgressBar
          percent={progress ? percentOf(progress.done, progress.total) : null}
          label={t('archive.progress')}
          className="w-full"
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={!ready || busy}>
          {t(exporting ? 'archive.exportAction' : 'archive.importAction')}
        </Button>
      </div>
    </form>
  )
}
