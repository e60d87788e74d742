import { useState } from 'react'
import { createWorkspace, renameWorkspace } from '../../actions/workspaces'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'

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
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    const done = renaming ? await renameWorkspace(renaming.workspace, name) : await createWorkspace(name)
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
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={busy || !name.trim()}>
          {renaming ? t('workspace.renameAction') : t('workspace.createAction')}
        </Button>
      </div>
    </form>
  )
}
