import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { readTemplates, removeTemplate, saveTemplate } from '../../actions/templates'
import { useLayout } from '../../stores/layout'
import { useTemplates } from '../../stores/templates'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'

const close = () => useLayout.setState({ workspaceDialog: null })

/** Saves how a workspace is set up as a template for others. */
export function TemplateDialog() {
  const dialog = useLayout((state) => state.workspaceDialog)
  const saving = dialog?.kind === 'template' ? dialog : null
  return (
    <Dialog open={saving !== null} onClose={close} title={t('templates.title')} description={t('templates.body')} className="max-w-md">
      {saving && <TemplateForm key={saving.workspace} workspace={saving.workspace} named={saving.name} />}
    </Dialog>
  )
}

function TemplateForm({ workspace, named }: { workspace: string; named: string }) {
  const [name, setName] = useState(named)
  const [busy, setBusy] = useState(false)
  const known = useTemplates((state) => state.list) ?? []
  useEffect(() => void readTemplates(), [])
  const replaces = known.some((template) => template.name.toLowerCase() === name.trim().toLowerCase())
  const submit = async () => {
    setBusy(true)
    const done = await saveTemplate(workspace, name)
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
      <Field
        label={t('templates.name')}
        value={name}
        maxLength={120}
        required
        hint={replaces ? t('templates.replaces') : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      {known.length > 0 && (
        <ul aria-label={t('templates.list')} className="flex max-h-40 flex-col gap-0.5 overflow-y-auto">
          {known.map((template) => (
            <li key={template.name} className="flex items-center gap-2 text-ink-soft">
              <span className="min-w-0 flex-1 truncate">{template.name}</span>
              <IconButton label={t('templates.remove', { name: template.name })} onClick={() => void removeTemplate(template.name)}>
                <X />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={busy || !name.trim()}>
          {t('templates.save')}
        </Button>
      </div>
    </form>
  )
}
