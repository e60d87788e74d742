import { SlidersHorizontal } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { useDocuments } from '../../stores/documents'
import { choicesIn, emptyScope, limitsOf, type ScopeState, useScope } from '../../stores/scope'
import { t } from '../../texts'
import { classes } from '../../ui/classes'

/** What the library shows, a search finds and the next question is asked of: tags, kinds, days and pages. */
export function ScopeFilters() {
  const [open, setOpen] = useState(false)
  const limits = useScope(limitsOf)
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2 pl-1 text-xs">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className={classes(
            'flex items-center gap-1 rounded-md px-1.5 py-0.5 font-medium hover:bg-hover',
            limits > 0 ? 'text-accent-strong' : 'text-ink-soft',
          )}
        >
          <SlidersHorizontal className="size-3" aria-hidden />
          {limits > 0 ? t('scope.some', { count: limits }) : t('scope.none')}
        </button>
        {limits > 0 && (
          <button
            type="button"
            onClick={() => useScope.setState(emptyScope)}
            className="rounded-md px-1.5 py-0.5 font-medium text-accent hover:bg-hover"
          >
            {t('scope.clear')}
          </button>
        )}
      </div>
      {open && <Choices />}
    </div>
  )
}

function Choices() {
  const byId = useDocuments((state) => state.byId)
  const { tags, kinds, dated } = useMemo(() => choicesIn(byId), [byId])
  const scope = useScope()
  return (
    <div className="flex max-h-64 flex-col gap-2 overflow-y-auto rounded-lg border border-line bg-canvas/60 p-2.5">
      <Group label={t('scope.tags')}>
        {tags.map(([tag, count]) => (
          <Chip key={tag} on={scope.tags.includes(tag)} onToggle={() => useScope.setState({ tags: toggled(scope.tags, tag) })}>
            {t('scope.choice', { name: tag, count })}
          </Chip>
        ))}
        {tags.length === 0 && <span className="text-xs text-ink-faint">{t('scope.noTags')}</span>}
      </Group>
      <Group label={t('scope.kinds')}>
        {kinds.map(([kind, count]) => (
          <Chip key={kind} on={scope.kinds.includes(kind)} onToggle={() => useScope.setState({ kinds: toggled(scope.kinds, kind) })}>
            {t('scope.choice', { name: t(`scope.kind.${kind}`), count })}
          </Chip>
        ))}
      </Group>
      <Range label={t('scope.added')} from="addedFrom" to="addedTo" type="date" />
      {dated && <Range label={t('scope.published')} from="publishedFrom" to="publishedTo" type="date" />}
      <Range label={t('scope.pages')} from="pagesFrom" to="pagesTo" type="number" />
    </div>
  )
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap items-center gap-1">
      <span className="w-full text-2xs font-medium text-ink-faint" aria-hidden>
        {label}
      </span>
      {children}
    </div>
  )
}

function Chip({ on, onToggle, children }: { on: boolean; onToggle: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onToggle}
      className={classes(
        'max-w-full truncate rounded-full border border-line px-2 py-px text-xs text-ink-soft hover:border-line-strong',
        on && 'border-accent bg-accent-soft text-accent-strong',
      )}
    >
      {children}
    </button>
  )
}

type Field = Exclude<keyof ScopeState, 'tags' | 'kinds'>

function Range({ label, from, to, type }: { label: string; from: Field; to: Field; type: 'date' | 'number' }) {
  const scope = useScope()
  const field = (name: Field, text: string) => (
    <input
      type={type}
      min={type === 'number' ? 1 : undefined}
      aria-label={text}
      value={scope[name]}
      onChange={(event) => useScope.setState({ [name]: event.target.value })}
      className="h-7 min-w-0 flex-1 rounded-md border border-line bg-surface px-1.5 text-xs text-ink outline-none focus-visible:border-accent"
    />
  )
  return (
    <Group label={label}>
      {field(from, t('scope.from', { label }))}
      <span aria-hidden className="text-xs text-ink-faint">
        –
      </span>
      {field(to, t('scope.to', { label }))}
    </Group>
  )
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}
