import { useEffect, useState } from 'react'
import { readTemplates } from '../../actions/templates'
import { createWorkspace, renameWorkspace } from '../../actions/workspaces'
import { useLayout } from '../../stores/layout'
import { useTemplates } from '../../stores/templates'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'

const close = () => useLayout.setState({ workspaceDialog: null })

/** Asks for the name of a new workspace, or a new name for one. */
export function WorkspaceDialog() {
  const dialog = useLayout((state) => state.workspaceDialog)
  const renaming = dialog?.kind === 'rename'
  return (
    <Dialog
      open={dialog?.kind === 'create' || renaming}
      onClose={close}
      title={renaming ? t('workspace.renameTitle') : t('workspace.create')}
      description={renaming ? undefined : t('workspace.createBody')}
      className="max-w-sm"
    >
      {dialog && <NameForm key={renaming ? dialog.workspace : 'new'} renaming={renaming ? dialog : null} />}
    </Dialog>
  )
}

function NameForm({ renaming }: { renaming: { workspace: string; name: string } | null }) {
  const [name, setName] = useState(renaming?.name ?? '')
  const [template, setTemplate] = useState('')
  const templates = useTemplates((state) => state.list) ?? []
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (!renaming) void readTemplates()
  }, [renaming])
  const submit = async () => {
    setBusy(true)
    const done = renaming ? await renameWorkspace(renaming.workspace, name) : await createWorkspace(name, template || undefined)
    setBusy(false)
    if (done) close()
  }
  return (
    <form
      className="flex flex-col gap-4 px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field label={t('workspace.name')} value={name} onChange={(event) => setName(event.target.value)} maxLength={120} required />
      {!renaming && templates.length > 0 && (
        <div className="flex items-center justify-between gap-3">
          <span className="text-xs font-medium text-ink-soft">{t('templates.use')}</span>
          <Select
            label={t('templates.use')}
            value={template}
            onChange={setTemplate}
            options={[{ value: '', label: t('templates.none') }, ...templates.map((one) => ({ value: one.name, label: one.name }))]}
          />
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={busy || !name.trim()}>
          {renaming ? t('workspace.renameAction') : t('workspace.createAction')}
        </Button>
      </div>
    </form>
  )
}
