import { PencilLine } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { ask } from '../../actions/chat'
import { useChat } from '../../stores/chat'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { BranchSwitch } from './BranchSwitch'

interface QuestionProps {
  text: string
  /** Absent while it is on its way. */
  id?: string
  branches?: readonly string[] | undefined
}

/** What the reader asked; it can be asked in other words, on a branch of its own. */
export function Question({ text, id, branches }: QuestionProps) {
  const [editing, setEditing] = useState(false)
  const busy = useChat((state) => state.pending !== null)
  return (
    <article aria-label={t('conversation.question')} className="group flex flex-col items-end gap-1">
      {editing && id ? (
        <EditForm text={text} id={id} onDone={() => setEditing(false)} />
      ) : (
        <>
          <p className="max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-4 py-2.5 text-base break-words whitespace-pre-wrap">
            {text}
          </p>
          {id && (
            <div className="flex items-center gap-1">
              <BranchSwitch id={id} branches={branches} />
              <IconButton
                label={t('conversation.edit')}
                disabled={busy}
                onClick={() => setEditing(true)}
                className="size-6 text-ink-faint opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100 [&_svg]:size-3.5"
              >
                <PencilLine />
              </IconButton>
            </div>
          )}
        </>
      )}
    </article>
  )
}

function EditForm({ text, id, onDone }: { text: string; id: string; onDone: () => void }) {
  const [edited, setEdited] = useState(text)
  const submit = () => {
    if (!edited.trim()) return
    onDone()
    void ask(edited.trim(), id)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onDone()
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      submit()
    }
  }
  return (
    <form
      className="flex w-[85%] flex-col gap-2 rounded-2xl border border-accent bg-raised p-2"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the reader has just asked for this field
        autoFocus
        aria-label={t('conversation.editField')}
        value={edited}
        maxLength={8_000}
        onChange={(event) => setEdited(event.target.value)}
        onKeyDown={press}
        className="field-grow max-h-48 min-h-9 w-full resize-none bg-transparent px-2 py-1.5 text-base outline-none"
      />
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={onDone}>
          {t('actions.cancel')}
        </Button>
        <Button size="small" type="submit" tone="primary" disabled={!edited.trim()}>
          {t('conversation.editAction')}
        </Button>
      </div>
    </form>
  )
}
