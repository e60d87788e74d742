import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { chooseFiles } from '../../actions/intake'
import { byUse, filterDocuments, useDocuments, type StatusGroup, type UseFilter } from '../../stores/documents'
import { limitsOf, scopeOf, useScope } from '../../stores/scope'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { CoverageStrip } from './CoverageStrip'
import { DocumentRow, rowHeight } from './DocumentRow'
import { ListHead } from './ListHead'
import { useRowKeys } from './useRowKeys'
import { VanishedNotice } from './Vanished'

/** All documents of the workspace; only the rows in sight exist. */
export function DocumentList() {
  const [filter, setFilter] = useState('')
  const [group, setGroup] = useState<StatusGroup | 'all'>('all')
  const [use, setUse] = useState<UseFilter>({ only: 'all', first: false })
  const ids = useByUse(useFiltered(useDeferredValue(filter), group), use)
  const loaded = useDocuments((state) => state.loaded)
  const empty = useDocuments((state) => state.order.length === 0)
  if (!loaded) return <Skeletons />
  if (empty) return <EmptyLibrary />
  return (
    <div className="flex h-full flex-col">
      <VanishedNotice />
      <ListHead filter={filter} onFilter={setFilter} group={group} onGroup={setGroup} use={use} onUse={setUse} ids={ids} />
      {ids.length ? <Rows ids={ids} /> : <p className="flex-1 px-4 py-8 text-center text-ink-faint">{t('library.nothingFound')}</p>}
      <CoverageStrip />
    </div>
  )
}

/** Filtering by name follows the list; a filter by status, tag, kind or day also follows every change of status. */
function useFiltered(filter: string, group: StatusGroup | 'all'): readonly string[] {
  const order = useDocuments((state) => state.order)
  const chosen = useScope()
  const scope = useMemo(() => scopeOf(chosen), [chosen])
  const follows = group !== 'all' || limitsOf(chosen) > 0
  const changing = useDocuments((state) => (follows ? state.byId : null))
  return useMemo(() => {
    const byId = changing ?? useDocuments.getState().byId
    return filterDocuments({ byId, order }, filter, group, scope)
  }, [order, changing, filter, group, scope])
}

/** Use changes with every question; the list follows only where it is asked for. */
function useByUse(ids: readonly string[], use: UseFilter): readonly string[] {
  const [now] = useState(() => Date.now())
  const byId = useDocuments((state) => (use.only === 'all' && !use.first ? null : state.byId))
  return useMemo(() => (byId ? byUse(ids, byId, use, now) : ids), [ids, byId, use, now])
}

function Rows({ ids }: { ids: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  // No React Compiler is used, which is all this rule is about.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] as string,
    overscan: 8,
  })
  const current = useRowKeys(scroller, ids.length, virtual.scrollToIndex)
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-1.5 py-1">
      <ul aria-label={t('library.documents')} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            data-index={index}
            aria-setsize={ids.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ height: rowHeight, transform: `translateY(${start}px)` }}
          >
            <DocumentRow id={ids[index] as string} active={index === current} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Skeletons() {
  return (
    <div aria-busy="true" aria-label={t('library.loading')} className="flex flex-col gap-5 p-4">
      {[72, 54, 83, 61, 70].map((width) => (
        <div key={width} className="flex items-center gap-3">
          <div className="size-4 skeleton" />
          <div className="flex flex-1 flex-col gap-2">
            <div className="h-3 skeleton" style={{ width: `${width}%` }} />
            <div className="h-2 w-1/3 skeleton" />
          </div>
        </div>
      ))}
    </div>
  )
}

function EmptyLibrary() {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      <p className="max-w-56 text-balance text-ink-soft">{t('library.empty')}</p>
      <Button onClick={() => chooseFiles('files')}>{t('actions.addFiles')}</Button>
    </div>
  )
}
