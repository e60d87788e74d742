import { X } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import { tagDocuments } from '../../actions/tags'
import { splitName, useDocuments } from '../../stores/documents'
import { useLayout } from '../../stores/layout'
import { choicesIn } from '../../stores/scope'
import { useTemplates } from '../../stores/templates'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { inputLook } from '../../ui/Field'

const close = () => useLayout.setState({ tagsFor: null })

/** Puts tags on documents and takes them off. */
export function TagsDialog() {
  const ids = useLayout((state) => state.tagsFor)
  const name = useDocuments((state) => (ids?.length === 1 ? (state.byId.get(ids[0] as string)?.name ?? '') : ''))
  return (
    <Dialog
      open={ids !== null}
      onClose={close}
      title={ids?.length === 1 ? t('tags.title', { name: splitName(name).base }) : t('tags.titleMany', { count: ids?.length ?? 0 })}
      description={t('tags.body')}
      className="max-w-sm"
    >
      {ids && <Tags ids={ids} />}
    </Dialog>
  )
}

function Tags({ ids }: { ids: readonly string[] }) {
  const byId = useDocuments((state) => state.byId)
  const list = useId()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const own = useMemo(() => {
    const chosen = ids.flatMap((id) => byId.get(id) ?? [])
    return choicesIn(new Map(chosen.map((one) => [one.id, one]))).tags
  }, [ids, byId])
  const offered = useTemplates((state) => state.focus.tags)
  const known = useMemo(() => [...new Set([...offered, ...choicesIn(byId).tags.map(([tag]) => tag)])], [offered, byId])
  const change = async (changes: { add?: string[]; remove?: string[] }) => {
    setBusy(true)
    const done = await tagDocuments(ids, changes)
    setBusy(false)
    if (done && changes.add) setText('')
  }
  return (
    <form
      className="flex flex-col gap-3 px-5 pt-1 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim()) void change({ add: [text] })
      }}
    >
      <ul aria-label={t('tags.list')} className="flex flex-wrap gap-1.5 empty:hidden">
        {own.map(([tag, count]) => (
          <li
            key={tag}
            className="flex max-w-full items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-2.5 text-xs text-accent-strong"
          >
            <span className="truncate">{count < ids.length ? t('scope.choice', { name: tag, count }) : tag}</span>
            <button
              type="button"
              aria-label={t('tags.remove', { tag })}
              disabled={busy}
              onClick={() => void change({ remove: [tag] })}
              className="inline-flex size-5 shrink-0 items-center justify-center rounded-full hover:bg-pressed"
            >
              <X className="size-3" />
            </button>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        <input
          aria-label={t('tags.field')}
          placeholder={t('tags.field')}
          list={list}
          value={text}
          maxLength={50}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          className={inputLook}
        />
        <datalist id={list}>
          {known.map((tag) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </datalist>
        <Button type="submit" tone="primary" className="h-9" disabled={busy || !text.trim()}>
          {t('tags.add')}
        </Button>
      </div>
      <div className="flex justify-end">
        <Button onClick={close}>{t('actions.close')}</Button>
      </div>
    </form>
  )
}
