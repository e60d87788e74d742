import { Archive, Ellipsis, LayoutTemplate, Lock, Pencil, Trash2 } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { WorkspaceMark, WorkspaceSummary } from '../../../contract'
import { deleteWorkspace, openWorkspace } from '../../actions/workspaces'
import { bytesText, countText, dayText } from '../../figures'
import { useLayout } from '../../stores/layout'
import { perDay, useWorkspaces, verifiedShare } from '../../stores/workspaces'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { DayBars } from './DayBars'

const days = 30

interface OverviewRowProps {
  workspace: WorkspaceSummary
  /** UTC, as YYYY-MM-DD. */
  today: string
}

/** One workspace of the overview; its name opens it. */
export const OverviewRow = memo(function OverviewRow({ workspace, today }: OverviewRowProps) {
  const { id, name, documents, passages, bytes, lastImportAt, lastQuestionAt, activity } = workspace
  const isCurrent = useWorkspaces((state) => state.current === id)
  const added = perDay(activity, { today, days, of: 'added' })
  const questions = perDay(activity, { today, days, of: 'questions' })
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return (
    <tr className={classes('hover:bg-hover', isCurrent && 'bg-accent-soft')}>
      <th scope="row" className="max-w-72 border-b border-line py-1.5 pr-3 pl-5 text-left font-medium">
        <span className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            aria-label={t('overview.open', { name })}
            title={name}
            onClick={() => void openWorkspace(id)}
            className="truncate rounded-md hover:underline"
          >
            {name}
          </button>
          {workspace.sealedAt && <Lock className="size-3.5 shrink-0 text-ink-soft" aria-label={t('seal.mark')} />}
          {workspace.marks.map((mark) => (
            <HealthMark key={mark} mark={mark} failed={workspace.failed} />
          ))}
        </span>
      </th>
      <Figure>{countText(documents)}</Figure>
      <Figure>{countText(passages)}</Figure>
      <Figure>{bytesText(bytes)}</Figure>
      <Figure>{lastImportAt ? dayText(lastImportAt.slice(0, 10)) : t('overview.never')}</Figure>
      <Figure>{lastQuestionAt ? dayText(lastQuestionAt.slice(0, 10)) : t('overview.never')}</Figure>
      <SearchFigure workspace={workspace} />
      <VerifiedFigure workspace={workspace} />
      <td className="border-b border-line px-3">
        <DayBars
          label={t('overview.plot', { name, added: sum(added), questions: sum(questions) })}
          series={[
            { values: added, className: 'fill-coverage-read' },
            { values: questions, className: 'fill-coverage-recognised' },
          ]}
        />
      </td>
      <td className="border-b border-line pr-3">
        <RowMenu id={id} name={name} isSealed={workspace.sealedAt !== null} />
      </td>
    </tr>
  )
})

function Figure({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <td title={title} className="border-b border-line px-3 text-right whitespace-nowrap text-ink-soft">
      {children}
    </td>
  )
}

function SearchFigure({ workspace: { searchMs, slowSearchMs } }: { workspace: WorkspaceSummary }) {
  if (searchMs === null) return <Figure>–</Figure>
  const ms = countText(Math.round(searchMs))
  const hint = slowSearchMs === null ? {} : { title: t('overview.slowMs', { ms, slow: countText(Math.round(slowSearchMs)) }) }
  return <Figure {...hint}>{t('overview.ms', { ms })}</Figure>
}

function VerifiedFigure({ workspace }: { workspace: WorkspaceSummary }) {
  const share = verifiedShare(workspace)
  if (share === null) return <Figure>–</Figure>
  const { answers, verifiedAnswers: verified } = workspace
  return (
    <Figure title={t('overview.shareOf', { verified: countText(verified), answers: countText(answers) })}>
      {t('overview.share', { share: Math.floor(share * 100) })}
    </Figure>
  )
}

function HealthMark({ mark, failed }: { mark: WorkspaceMark; failed: number }) {
  return (
    <span
      title={t(`overview.markHints.${mark}`)}
      className={classes(
        'shrink-0 rounded-full border border-line px-1.5 text-2xs font-medium whitespace-nowrap text-ink-soft',
        mark === 'failed' && 'border-transparent bg-bad-soft text-bad',
        mark === 'slow' && 'border-transparent bg-warn-soft text-warn',
      )}
    >
      {mark === 'failed' ? t('overview.marks.failed', { count: failed, number: countText(failed) }) : t(`overview.marks.${mark}`)}
    </span>
  )
}

function RowMenu({ id, name, isSealed }: { id: string; name: string; isSealed: boolean }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t('overview.more', { name })}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil />} onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'rename', workspace: id, name } })}>
        {t('workspace.rename')}
      </MenuItem>
      <MenuItem
        icon={<Archive />}
        disabled={isSealed}
        onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'export', workspace: id, name } })}
      >
        {t('archive.export')}
      </MenuItem>
      <MenuItem
        icon={<LayoutTemplate />}
        disabled={isSealed}
        onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'template', workspace: id, name: name } })}
      >
        {t('templates.menu')}
      </MenuItem>
      <MenuItem
        icon={<Lock />}
        disabled={isSealed}
        onSelect={() => useLayout.setState({ workspaceDialog: { kind: 'seal', workspace: id, name } })}
      >
        {t('seal.menu')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 />} bad onSelect={() => void deleteWorkspace(id, name)}>
        {t('workspace.delete')}
      </MenuItem>
    </Menu>
  )
}
