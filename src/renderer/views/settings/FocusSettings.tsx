import { useId, useState } from 'react'
import type { Focus } from '../../../contract'
import { changeFocus } from '../../actions/templates'
import { notify } from '../../stores/notices'
import { useTemplates } from '../../stores/templates'
import { currentWorkspace, useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { classes } from '../../ui/classes'
import { Field, inputLook } from '../../ui/Field'

/** What the open workspace offers from the start: questions and tags. */
export function FocusSettings() {
  const workspace = useWorkspaces(currentWorkspace)
  const focus = useTemplates((state) => state.focus)
  return workspace && <FocusForm key={`${workspace.id} ${JSON.stringify(focus)}`} name={workspace.name} focus={focus} />
}

function FocusForm({ name, focus }: { name: string; focus: Focus }) {
  const id = useId()
  const [questions, setQuestions] = useState(focus.questions.join('\n'))
  const [tags, setTags] = useState(focus.tags.join(', '))
  const parts = (text: string, between: RegExp) => text.split(between).flatMap((part) => part.trim() || [])
  const wanted: Focus = { questions: parts(questions, /\n/u), tags: parts(tags, /,/u) }
  const save = async () => {
    if (await changeFocus(wanted)) notify(t('focus.saved'), 'good')
  }
  return (
    <form
      className="flex flex-col gap-3 pt-5"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <div>
        <h3 className="font-semibold">{t('focus.title', { name })}</h3>
        <p className="mt-0.5 text-xs text-pretty text-ink-faint">{t('focus.body')}</p>
      </div>
      <label htmlFor={id} className="flex flex-col gap-1.5 text-xs font-medium text-ink-soft">
        {t('focus.questions')}
        <textarea
          id={id}
          rows={4}
          value={questions}
          onChange={(event) => setQuestions(event.target.value)}
          className={classes(inputLook, 'h-auto py-2 font-normal')}
        />
      </label>
      <Field label={t('focus.tags')} value={tags} hint={t('focus.tagsHint')} onChange={(event) => setTags(event.target.value)} />
      <Button
        type="submit"
        disabled={JSON.stringify(wanted) === JSON.stringify({ questions: focus.questions, tags: focus.tags })}
        className="self-end"
      >
        {t('focus.save')}
      </Button>
    </form>
  )
}
