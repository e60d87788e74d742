import { useState } from 'react'
import { unlockDocument } from '../../actions/documents'
import { splitName } from '../../stores/documents'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'

const close = () => useLayout.setState({ passwordFor: null })

/** Asks for the password of a document, which is used for reading it and kept nowhere. */
export function PasswordDialog() {
  const locked = useLayout((state) => state.passwordFor)
  return (
    <Dialog
      open={locked !== null}
      onClose={close}
      title={t('password.title', { name: splitName(locked?.name ?? '').base })}
      description={t('password.body')}
      className="max-w-sm"
    >
      {locked && <PasswordForm key={locked.document} document={locked.document} />}
    </Dialog>
  )
}

function PasswordForm({ document }: { document: string }) {
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    const done = await unlockDocument(document, password)
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
        label={t('password.field')}
        type="password"
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        maxLength={1024}
        required
      />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={busy || password === ''}>
          {t('password.action')}
        </Button>
      </div>
    </form>
  )
}
