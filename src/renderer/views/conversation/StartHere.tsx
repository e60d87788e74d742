import { ArrowUpRight } from 'lucide-react'
import { useEffect } from 'react'
import { ask } from '../../actions/chat'
import { readSuggestions } from '../../actions/chats'
import { useChat } from '../../stores/chat'
import { useDocuments } from '../../stores/documents'
import { countText } from '../../figures'
import { t } from '../../texts'

/** A conversation that has not begun: what is there to ask, and questions to begin with. */
export function StartHere() {
  const loaded = useChat((state) => state.loaded)
  const suggestions = useChat((state) => state.suggestions)
  const ready = useDocuments((state) => state.tally.ready + state.tally.partly)
  const working = useDocuments((state) => state.tally.working)
  useEffect(() => {
    // Told from the documents once they have all been read, not after each of a thousand.
    if (loaded && working === 0) void readSuggestions().catch(() => {})
  }, [loaded, working, ready])
  if (!loaded) return <div className="flex-1" aria-busy="true" />
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-5 overflow-y-auto px-6 py-8 text-center">
      <div>
        <h3 className="font-serif text-2xl tracking-tight text-balance">{t('conversation.startTitle')}</h3>
        <p className="mt-2 text-ink-soft">
          {ready === 0 && working > 0
            ? t('conversation.stillReading')
            : t('conversation.startBody', { count: ready, number: countText(ready) })}
        </p>
      </div>
      {suggestions.length > 0 && (
        <ul aria-label={t('conversation.suggestions')} className="flex w-full max-w-lg flex-col gap-2">
          {suggestions.map((question) => (
            <li key={question}>
              <button
                type="button"
                disabled={ready === 0}
                onClick={() => void ask(question)}
                className="group flex w-full items-center justify-between gap-3 rounded-xl border border-line bg-raised px-4 py-2.5 text-left transition-colors hover:border-accent disabled:opacity-50"
              >
                {question}
                <ArrowUpRight className="size-4 shrink-0 text-ink-faint group-hover:text-accent" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
