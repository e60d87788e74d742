import { RotateCw, Tag, Trash2 } from 'lucide-react'
import { checkOnly, removeDocuments, retryDocuments } from '../../actions/documents'
import { editTags } from '../../actions/tags'
import { countText } from '../../figures'
import { useDocuments, type StatusGroup, type UseFilter } from '../../stores/documents'
import { t } from '../../texts'
import { Checkbox } from '../../ui/Checkbox'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { SearchField } from '../../ui/SearchField'
import { ScopeFilters } from './ScopeFilters'
import { UseMenu } from './UseMenu'

interface ListHeadProps {
  filter: string
  onFilter: (filter: string) => void
  group: StatusGroup | 'all'
  onGroup: (group: StatusGroup | 'all') => void
  use: UseFilter
  onUse: (use: UseFilter) => void
  ids: readonly string[]
}

/** Filter by name and status, and the box that checks everything in the list. */
export function ListHead({ filter, onFilter, group, onGroup, use, onUse, ids }: ListHeadProps) {
  const failed = useDocuments((state) => state.tally.failed)
  return (
    <div className="flex shrink-0 flex-col gap-2 px-3 pt-3 pb-1">
      <SearchField label={t('library.filter')} value={filter} onChange={onFilter} />
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <ScopeFilters />
        </div>
        <UseMenu use={use} onUse={onUse} />
      </div>
      <div className="flex min-h-6 items-center justify-between gap-2 pl-1 whitespace-nowrap">
        <CheckAll ids={ids} />
        <CheckedActions />
        {failed > 0 && (
          <button
            type="button"
            onClick={() => void retryDocuments()}
            className="flex items-center gap-1 rounded-md px-1.5 py-0.5 text-xs font-medium text-accent hover:bg-hover"
          >
            <RotateCw className="size-3" aria-hidden />
            {t('library.retryAll')}
          </button>
        )}
      </div>
      <div role="group" aria-label={t('library.byStatus')} className="flex flex-wrap items-center gap-1 pl-1 empty:hidden">
        <GroupChip group="working" chosen={group} onChoose={onGroup} />
        <GroupChip group="locked" chosen={group} onChoose={onGroup} />
        <GroupChip group="failed" chosen={group} onChoose={onGroup} />
        <GroupChip group="partly" chosen={group} onChoose={onGroup} />
      </div>
    </div>
  )
}

function CheckedActions() {
  const checked = useDocuments((state) => state.checked)
  if (checked.size === 0) return null
  return (
    <span className="ml-auto flex">
      <IconButton label={t('tags.ofChecked')} className="size-6 [&_svg]:size-3.5" onClick={() => editTags([...checked])}>
        <Tag />
      </IconButton>
      <IconButton label={t('library.removeChecked')} className="size-6 [&_svg]:size-3.5" onClick={() => void removeDocuments([...checked])}>
        <Trash2 />
      </IconButton>
    </span>
  )
}

function CheckAll({ ids }: { ids: readonly string[] }) {
  const checked = useDocuments((state) => state.checked)
  const all = checked.size > 0 && ids.length > 0 && ids.every((id) => checked.has(id))
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs text-ink-faint">
      <Checkbox
        checked={all ? true : checked.size > 0 ? 'indeterminate' : false}
        onChange={(on) => checkOnly(on ? ids : [])}
        label={t('library.checkAll')}
      />
      <span aria-hidden className="truncate">
        {checked.size ? t('library.checked', { count: checked.size }) : t('library.allInScope')}
      </span>
    </span>
  )
}

interface GroupChipProps {
  group: 'working' | 'locked' | 'failed' | 'partly'
  chosen: StatusGroup | 'all'
  onChoose: (group: StatusGroup | 'all') => void
}

function GroupChip({ group, chosen, onChoose }: GroupChipProps) {
  const count = useDocuments((state) => state.tally[group])
  const on = chosen === group
  if (count === 0 && !on) return null
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={() => onChoose(on ? 'all' : group)}
      className={classes(
        'rounded-full border border-line px-2 py-px text-xs text-ink-soft tabular-nums hover:border-line-strong',
        on && 'border-accent bg-accent-soft text-accent-strong',
        group === 'failed' && !on && 'text-bad',
      )}
    >
      {t(`library.groups.${group}`, { number: countText(count) })}
    </button>
  )
}
