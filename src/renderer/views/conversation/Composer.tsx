import { ArrowUp, Cloud, Lock, Square, X } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { ask, stopShown } from '../../actions/chat'
import { checkOnly } from '../../actions/documents'
import { countText } from '../../figures'
import { answeredElsewhere, useChat } from '../../stores/chat'
import { useDocuments } from '../../stores/documents'
import { useEgress } from '../../stores/egress'
import { useLayout } from '../../stores/layout'
import { emptyScope, limitsOf, useScope } from '../../stores/scope'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { ModelPicker } from './ModelPicker'
import { StylePicker } from './StylePicker'

/** The question box, with what it asks and whom. */
export function Composer() {
  const [question, setQuestion] = useState('')
  const busy = useChat((state) => state.pending !== null || answeredElsewhere(state))
  const field = useRef<HTMLTextAreaElement>(null)
  const focusRequests = useLayout((state) => state.questionFocus)
  useEffect(() => {
    if (focusRequests > 0) field.current?.focus()
  }, [focusRequests])
  const submit = () => {
    if (busy || !question.trim()) return
    void ask(question.trim())
    setQuestion('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <div className="shrink-0 px-4 pb-4">
      <form
        className="mx-auto flex max-w-3xl flex-col gap-1 rounded-2xl border border-line-strong bg-raised p-2 shadow-card transition-colors focus-within:border-accent"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <textarea
          ref={field}
          rows={1}
          aria-label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          value={question}
          maxLength={8_000}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-grow max-h-48 min-h-9 w-full resize-none bg-transparent px-2 py-1.5 text-base outline-none"
        />
        <div className="@container flex items-end gap-1.5">
          <div className="flex min-h-8 min-w-0 flex-1 flex-wrap items-center gap-x-1.5">
            <ModelPicker />
            <StylePicker />
            <PrivacyMark />
            <ScopeChip />
            <FilterChip />
          </div>
          {busy ? (
            <IconButton
              label={t('composer.stop')}
              keys="Esc"
              onClick={stopShown}
              className="size-8 rounded-full bg-ink text-surface hover:bg-ink-soft hover:text-surface"
            >
              <Square className="!size-3 fill-current" />
            </IconButton>
          ) : (
            <IconButton
              label={t('composer.send')}
              keys="↵"
              type="submit"
              disabled={!question.trim()}
              className="size-8 rounded-full bg-accent text-on-accent hover:bg-accent-strong hover:text-on-accent disabled:bg-pressed disabled:text-ink-faint disabled:opacity-100"
            >
              <ArrowUp />
            </IconButton>
          )}
        </div>
      </form>
    </div>
  )
}

/** Says in plain words whether anything leaves the machine for an answer. */
function PrivacyMark() {
  const ways = useEgress((state) => state.ways)
  const isLocal = useEgress((state) => state.policy?.mode === 'local')
  const remote = ways.length > 0 && !isLocal
  const hosts = [...new Set(ways.map(({ host }) => host))].join(', ')
  const passages = ways.some(({ purpose }) => purpose === 'answer')
  const leaves = ways.every(({ allowed }) => allowed) ? (passages ? 'composer.leaves' : 'composer.questionLeaves') : 'composer.asks'
  const text = remote ? t(leaves, { host: hosts }) : t(isLocal ? 'composer.localOnly' : 'composer.stays')
  return (
    <span
      title={text}
      className={classes('flex min-w-3 items-center gap-1 text-xs max-narrow:sr-only', remote ? 'text-warn' : 'text-ink-faint')}
    >
      {remote ? <Cloud className="size-3 shrink-0" aria-hidden /> : <Lock className="size-3 shrink-0" aria-hidden />}
      {/* Half a sentence says nothing: where there is no room, the sign alone stands here. */}
      <span className="truncate @max-xs:sr-only">{text}</span>
    </span>
  )
}

/** Says that only some documents are asked, and takes that back. */
function ScopeChip() {
  const count = useDocuments((state) => state.checked.size)
  const total = useDocuments((state) => state.order.length)
  if (count === 0) return null
  return (
    <LimitChip label={t('composer.scopeAll')} onClear={() => checkOnly([])}>
      {t('composer.scope', { number: countText(count), total: countText(total) })}
    </LimitChip>
  )
}

/** Says that the filters of the library hold for the question too, and takes them off. */
function FilterChip() {
  const scope = useScope()
  const count = limitsOf(scope)
  if (count === 0) return null
  const [only] = scope.tags
  return (
    <LimitChip label={t('scope.clear')} onClear={() => useScope.setState(emptyScope)}>
      {count === 1 && scope.tags.length === 1 && only ? t('scope.onlyTag', { tag: only }) : t('scope.some', { count })}
    </LimitChip>
  )
}

function LimitChip({ label, onClear, children }: { label: string; onClear: () => void; children: ReactNode }) {
  return (
    <span className="flex h-7 max-w-full min-w-0 items-center gap-1 rounded-full bg-accent-soft pr-1 pl-2.5 text-xs font-medium text-accent-strong">
      <span className="truncate">{children}</span>
      <button
        type="button"
        aria-label={label}
        onClick={onClear}
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-full hover:bg-pressed"
      >
        <X className="size-3" />
      </button>
    </span>
  )
}
