import { ArrowDown, ArrowLeft, ArrowUp, Plus } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { newWorkspaceDialog, refreshWorkspaces, showOverview } from '../../actions/workspaces'
import { bytesText, countText } from '../../figures'
import {
  currentWorkspace,
  type OverviewOrder,
  overviewOrders,
  orderedWorkspaces,
  useWorkspaces,
  verifiedShare,
} from '../../stores/workspaces'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { classes } from '../../ui/classes'
import { SearchField } from '../../ui/SearchField'
import { Going } from './Going'
import { OverviewRow } from './OverviewRow'

/** Figures change while it is looked at. */
const readEveryMs = 5_000

/** All workspaces with their figures. */
export function Overview() {
  const list = useWorkspaces((state) => state.list)
  const current = useWorkspaces((state) => currentWorkspace(state)?.name)
  const [words, setWords] = useState('')
  const [today] = useState(() => new Date().toISOString().slice(0, 10))
  const [order, setOrder] = useState<{ by: OverviewOrder; descending: boolean }>({ by: 'name', descending: false })
  const wanted = useDeferredValue(words)
  const shown = useMemo(() => orderedWorkspaces(list, { words: wanted, ...order }), [list, wanted, order])
  useEffect(() => {
    const timer = setInterval(() => void refreshWorkspaces(), readEveryMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <main className="mx-2 mb-2 flex min-h-0 flex-1 flex-col overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-3 px-5 pt-4 pb-3">
        <h1 className="mr-auto text-base font-semibold">{t('overview.title')}</h1>
        <div className="w-60 max-narrow:w-40">
          <SearchField label={t('overview.filter')} value={words} onChange={setWords} />
        </div>
        <Button onClick={newWorkspaceDialog}>
          <Plus className="size-4" aria-hidden />
          {t('workspace.create')}
        </Button>
        {current && (
          <Button tone="quiet" onClick={() => showOverview(false)} className="max-w-64">
            <ArrowLeft className="size-4 shrink-0" aria-hidden />
            <span className="truncate">{t('overview.back', { name: current })}</span>
          </Button>
        )}
      </div>
      <Totals />
      <Going />
      <div className="min-h-0 flex-1 overflow-auto border-t border-line">
        <table aria-label={t('overview.title')} className="w-full border-separate border-spacing-0 text-sm tabular-nums">
          <thead>
            <tr>
              {overviewOrders.map((by) => (
                <Column key={by} by={by} order={order} onOrder={setOrder} />
              ))}
              <th
                scope="col"
                className="sticky top-0 z-10 border-b border-line bg-surface px-3 py-2 text-left text-xs font-medium whitespace-nowrap text-ink-faint"
              >
                {t('overview.days')}
              </th>
              <th className="sticky top-0 z-10 border-b border-line bg-surface" aria-hidden />
            </tr>
          </thead>
          <tbody>
            {shown.map((workspace) => (
              <OverviewRow key={workspace.id} workspace={workspace} today={today} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="px-5 py-8 text-center text-ink-faint">{t('overview.nothingFound')}</p>}
      </div>
    </main>
  )
}

interface ColumnProps {
  by: OverviewOrder
  order: { by: OverviewOrder; descending: boolean }
  onOrder: (order: { by: OverviewOrder; descending: boolean }) => void
}

/** The head of a column, which orders by it; once more the other way round. Names begin with the first, figures with the greatest. */
function Column({ by, order, onOrder }: ColumnProps) {
  const chosen = order.by === by
  const name = t(`overview.columns.${by}`)
  const hint = by === 'searchMs' || by === 'verified' ? t(`overview.hints.${by}`) : undefined
  return (
    <th
      scope="col"
      aria-sort={chosen ? (order.descending ? 'descending' : 'ascending') : 'none'}
      className={classes('sticky top-0 z-10 border-b border-line bg-surface px-1 py-1', by === 'name' && 'pl-3')}
    >
      <button
        type="button"
        title={hint}
        aria-label={t('overview.sortBy', { column: name })}
        onClick={() => onOrder({ by, descending: chosen ? !order.descending : by !== 'name' })}
        className={classes(
          'flex h-7 w-full items-center gap-1 rounded-md px-2 text-xs font-medium whitespace-nowrap text-ink-faint hover:bg-hover hover:text-ink [&_svg]:size-3',
          by !== 'name' && 'justify-end',
          chosen && 'text-ink',
        )}
      >
        {name}
        {chosen && (order.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
      </button>
    </th>
  )
}

function Totals() {
  const totals = useWorkspaces((state) => state.totals)
  const disk = useWorkspaces((state) => state.disk)
  if (!totals || !disk) return <div className="h-16" aria-busy="true" />
  const share = verifiedShare(totals)
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 px-5 pb-4">
      <Total name={t('overview.totals.workspaces')} value={countText(totals.workspaces)} />
      <Total
        name={t('overview.totals.documents')}
        value={countText(totals.documents)}
        {...(totals.failed > 0 ? { bad: t('overview.failedOf', { count: totals.failed, number: countText(totals.failed) }) } : {})}
      />
      <Total name={t('overview.totals.passages')} value={countText(totals.passages)} />
      <Total name={t('overview.totals.bytes')} value={bytesText(totals.bytes)} />
      <Total name={t('overview.totals.verified')} value={share === null ? '–' : t('overview.share', { share: Math.floor(share * 100) })} />
      <Total name={t('overview.totals.disk')} value={bytesText(disk.freeBytes)} {...(disk.low ? { bad: t('overview.low') } : {})} />
    </dl>
  )
}

function Total({ name, value, bad }: { name: string; value: string; bad?: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-faint">{name}</dt>
      <dd className="flex items-baseline gap-2 text-base font-semibold tabular-nums">
        {value}
        {bad && <span className="text-xs font-medium text-bad">{bad}</span>}
      </dd>
    </div>
  )
}
