import { useEffect, useRef } from 'react'
import type { SearchHit } from '../../../contract'
import { searchPassages, typeSearch } from '../../actions/search'
import { openHit } from '../../actions/viewer'
import { splitName } from '../../stores/documents'
import { useScope } from '../../stores/scope'
import { useSearch } from '../../stores/search'
import { t } from '../../texts'
import { placeText } from '../../placeText'
import { SearchField } from '../../ui/SearchField'
import { markWords } from './markWords'
import { ScopeFilters } from './ScopeFilters'

/** Passages found by words and by meaning, best first, with the lane each came from. */
export function SearchPanel() {
  const { query, state, hits, message, note, elapsedMs } = useSearch()
  const field = useRef<HTMLInputElement>(null)
  const scope = useScope()
  useEffect(() => field.current?.focus(), [])
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
      </div>
      {state === 'failed' && <p className="px-4 py-2 text-bad">{message}</p>}
      {state === 'idle' && <p className="px-4 py-6 text-center text-pretty text-ink-faint">{t('search.hint')}</p>}
      {state === 'done' && hits.length === 0 && (
        <p className="px-4 py-6 text-center text-pretty text-ink-faint">{note || t('search.nothing')}</p>
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

function Hit({ hit, query }: { hit: SearchHit; query: string }) {
  return (
    <button
      type="button"
      onClick={() => openHit(hit)}
      className="flex w-full flex-col gap-1 rounded-lg px-2.5 py-2 text-left hover:bg-hover"
    >
      <span className="flex w-full items-baseline gap-2 text-xs text-ink-faint">
        <span className="w-4 shrink-0 text-right tabular-nums">{hit.rank}</span>
        <span className="max-w-full min-w-2/5 truncate font-medium text-ink" title={hit.name}>
          {splitName(hit.name).base}
        </span>
        <span className="ml-auto min-w-8 truncate text-right" title={placeText(hit)}>
          {placeText(hit)}
        </span>
      </span>
      <span className="line-clamp-3 pl-6 text-sm text-ink-soft">
        {markWords(withoutHeadingMarks(hit.text), query).map(({ text, marked }, index) =>
          marked ? (
            <mark key={index} className="rounded-sm bg-mark-soft text-ink">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
      <span className="flex gap-1.5 pl-6">
        {hit.lanes.keyword && <Lane>{t('search.keyword', { rank: hit.lanes.keyword.rank })}</Lane>}
        {hit.lanes.vector && <Lane>{t('search.vector', { rank: hit.lanes.vector.rank })}</Lane>}
      </span>
    </button>
  )
}

/** Headings of Markdown are told by their words here. */
function withoutHeadingMarks(text: string): string {
  return text.replace(/^#{1,6}[ \t]+/gm, '')
}

function Lane({ children }: { children: string }) {
  return <span className="rounded-full border border-line px-1.5 text-2xs text-ink-faint tabular-nums">{children}</span>
}
