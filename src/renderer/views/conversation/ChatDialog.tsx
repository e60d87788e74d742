import { useState } from 'react'
import { renameChat } from '../../actions/chats'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'

const close = () => useLayout.setState({ chatDialog: null })

/** Asks for a new name of a conversation. */
export function ChatDialog() {
  const dialog = useLayout((state) => state.chatDialog)
  return (
    <Dialog open={dialog !== null} onClose={close} title={t('chats.renameTitle')} className="max-w-sm">
      {dialog && <NameForm key={dialog.chat} {...dialog} />}
    </Dialog>
  )
}

function NameForm({ chat, title }: { chat: string; title: string }) {
  const [name, setName] = useState(title)
  const submit = async () => {
    if (await renameChat(chat, name.trim())) close()
  }
  return (
    <form
      className="flex flex-col gap-4 px-5 pt-2 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field label={t('chats.name')} value={name} onChange={(event) => setName(event.target.value)} maxLength={200} required />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={!name.trim()}>
          {t('chats.rename')}
        </Button>
      </div>
    </form>
  )
}
