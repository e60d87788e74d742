import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import {
  archiveName,
  chooseArchiveFile,
  chooseArchivePath,
  exportArchive,
  importArchive,
  leastPassphrase,
  type Told,
} from '../../actions/archives'
import { desktop } from '../../bridge'
import { percentOf } from '../../figures'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { ProgressBar } from '../../ui/ProgressBar'
import { NewPassphrase } from './NewPassphrase'

const close = () => useLayout.setState({ workspaceDialog: null })

/** Seals the open workspace into a file, or makes a workspace of one. */
export function ArchiveDialog() {
  const dialog = useLayout((state) => state.workspaceDialog)
  const exporting = dialog?.kind === 'export' ? dialog : null
  return (
    <Dialog
      open={exporting !== null || dialog?.kind === 'import'}
      onClose={close}
      title={exporting ? t('archive.exportTitle', { name: exporting.name }) : t('archive.importTitle')}
      description={t(exporting ? 'archive.exportBody' : 'archive.importBody')}
      className="max-w-md"
    >
      {exporting && <ExportForm key={exporting.workspace} workspace={exporting.workspace} name={exporting.name} />}
      {dialog?.kind === 'import' && <ImportForm />}
    </Dialog>
  )
}

function ExportForm({ workspace, name }: { workspace: string; name: string }) {
  const [path, setPath] = useState('')
  const [secret, setSecret] = useState({ password: '', again: '' })
  const { password, again } = secret
  const isPlaced = !desktop() || path !== ''
  const choose = async () => {
    const chosen = await chooseArchivePath(name)
    if (chosen !== null) setPath(chosen)
  }
  return (
    <ArchiveForm
      ready={isPlaced && password.length >= leastPassphrase && password === again}
      action={t('archive.exportAction')}
      run={(told, signal) => exportArchive({ workspace, name, password, ...(path === '' ? {} : { path }) }, told, signal)}
    >
      {desktop() ? (
        <FileChoice chosen={path} onChoose={() => void choose()} />
      ) : (
        <p className="text-ink-soft">{t('archive.toDownloads', { name: archiveName(name) })}</p>
      )}
      <NewPassphrase hint={t('archive.passwordHint')} values={secret} onChange={setSecret} />
    </ArchiveForm>
  )
}

function ImportForm() {
  const [file, setFile] = useState<File | null>(null)
  const [password, setPassword] = useState('')
  return (
    <ArchiveForm
      ready={file !== null && password !== ''}
      action={t('archive.importAction')}
      run={(told, signal) => importArchive({ file: file!, password }, told, signal)}
    >
      <FileChoice chosen={file?.name ?? ''} onChoose={() => chooseArchiveFile(setFile)} />
      <Field
        label={t('archive.password')}
        type="password"
        autoComplete="off"
        value={password}
        maxLength={1_024}
        onChange={(event) => setPassword(event.target.value)}
        required
      />
    </ArchiveForm>
  )
}

/** A file the system's own chooser names. */
function FileChoice({ chosen, onChoose }: { chosen: string; onChoose: () => void }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-xs font-medium text-ink-soft">{t('archive.file')}</span>
      <div className="flex items-center gap-2">
        <Button onClick={onChoose} aria-describedby={id}>
          {t('archive.choose')}
        </Button>
        <span id={id} className="min-w-0 flex-1 truncate text-ink-soft" title={chosen}>
          {chosen || t('archive.noFile')}
        </span>
      </div>
    </div>
  )
}

interface ArchiveFormProps {
  ready: boolean
  action: string
  run: (told: Told, signal: AbortSignal) => Promise<boolean>
  children: ReactNode
}

function ArchiveForm({ ready, action, run, children }: ArchiveFormProps) {
  const [progress, setProgress] = useState<{ done: number; total: number } | null | 'idle'>('idle')
  const stop = useRef(new AbortController())
  // Whoever closes the dialog does not want it any more.
  useEffect(() => () => stop.current.abort(), [])
  const busy = progress !== 'idle'
  const submit = async () => {
    setProgress(null)
    const done = await run(setProgress, stop.current.signal)
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
      {children}
      {busy && (
        <ProgressBar
          percent={progress ? percentOf(progress.done, progress.total) : null}
          label={t('archive.progress')}
          className="w-full"
        />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={!ready || busy}>
          {action}
        </Button>
      </div>
    </form>
  )
}
