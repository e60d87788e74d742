import { useEffect, useRef } from 'react'
import { searchPassages, typeSearch } from '../../actions/search'
import { useScope } from '../../stores/scope'
import { useSearch } from '../../stores/search'
import { t } from '../../texts'
import { SearchField } from '../../ui/SearchField'
import { Stages } from './Explained'
import { Hit } from './Hit'
import { ScopeFilters } from './ScopeFilters'

/** Passages found by words and by meaning, best first, with the lane each came from. */
export function SearchPanel() {
  const { query, state, hits, message, note, meant, elapsedMs, explanation } = useSearch()
  const field = useRef<HTMLInputElement>(null)
  const scope = useScope()
  useEffect(() => {
    // A click on the tab gives the tab the focus once it is over.
    const timer = setTimeout(() => field.current?.focus())
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => void searchPassages(useSearch.getState().query), [scope])
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 px-3 pt-3 pb-2">
        <SearchField
          ref={field}
          label={t('search.field')}
          value={query}
          onChange={typeSearch}
          onKeyDown={(event) => event.key === 'Enter' && void searchPassages(query)}
        />
        <div className="mt-1.5">
          <ScopeFilters />
        </div>
        <p role="status" className="mt-1.5 h-4 px-1 text-xs text-ink-faint">
          {state === 'done' && t('search.found', { count: hits.length, milliseconds: Math.max(1, Math.round(elapsedMs)) })}
          {state === 'searching' && t('search.searching')}
        </p>
        {state === 'done' && explanation && <Stages explanation={explanation} />}
      </div>
      {state === 'failed' && <p className="px-4 py-2 text-bad">{message}</p>}
      {state === 'idle' && <p className="px-4 py-6 text-center text-pretty text-ink-faint">{t('search.hint')}</p>}
      {state === 'done' && hits.length === 0 && (
        <p className="px-4 py-6 text-center text-pretty text-ink-faint">{note || t('search.nothing')}</p>
      )}
      {state === 'done' && meant && (
        <p className="px-4 pb-2 text-xs text-ink-soft">
          {t('search.meant')}{' '}
          <button type="button" onClick={() => void searchPassages(meant)} className="font-medium text-accent hover:underline">
            {meant}
          </button>
        </p>
      )}
      {state === 'done' && hits.length > 0 && note && <p className="px-4 pb-2 text-xs text-pretty text-ink-soft">{note}</p>}
      <ol aria-label={t('search.results')} className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2">
        {hits.map((hit) => (
          <li key={hit.passage}>
            <Hit hit={hit} query={query} />
          </li>
        ))}
      </ol>
    </div>
  )
}
