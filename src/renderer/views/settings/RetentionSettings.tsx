import { useEffect } from 'react'
import { type RetentionPart, type RetentionReceipt, retentionParts } from '../../../contract'
import { applyRetention, changeRetention, previewRetention, readRetention } from '../../actions/retention'
import { countText, dayText, momentText } from '../../figures'
import { useRetention } from '../../stores/retention'
import { currentWorkspace, useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Select } from '../../ui/Select'
import { Row } from './Row'

const forever = 'forever'
const choices = [7, 30, 90, 180, 365, 730, 1_825, 2_190, 3_650]
/** Lines of a preview that are drawn; the command line lists them all. */
const shownItems = 500

/** How long what is kept in the open workspace. */
export function RetentionSettings() {
  const workspace = useWorkspaces(currentWorkspace)
  const { workspace: read, receipts } = useRetention()
  const id = workspace?.id
  useEffect(() => void (id && readRetention(id)), [id])
  if (!workspace || read !== workspace.id) return null
  return (
    <section className="pt-5">
      <h3 className="font-semibold">{t('retention.title', { name: workspace.name })}</h3>
      <p className="mt-0.5 mb-3 text-xs text-pretty text-ink-faint">{t('retention.body')}</p>
      {retentionParts.map((part) => (
        <PartRow key={part} part={part} workspace={workspace.id} />
      ))}
      <Preview workspace={workspace.id} />
      {receipts.length > 0 && <Receipts receipts={receipts} />}
    </section>
  )
}

function PartRow({ part, workspace }: { part: RetentionPart; workspace: string }) {
  const policy = useRetention((state) => state.policy)
  const days = policy[part]
  const known = days === null || choices.includes(days) ? choices : [...choices, days].sort((a, b) => a - b)
  const label = t(`retention.parts.${part}`)
  return (
    <Row title={label} hint={t(`retention.hints.${part}`)}>
      <Select
        label={label}
        value={days === null ? forever : String(days)}
        onChange={(value) => void changeRetention(workspace, { ...policy, [part]: value === forever ? null : Number(value) })}
        options={[
          { value: forever, label: t('retention.forever') },
          ...known.map((count) => ({ value: String(count), label: daysText(count) })),
        ]}
      />
    </Row>
  )
}

function daysText(days: number): string {
  return days % 365 === 0 ? t('retention.years', { count: days / 365 }) : t('retention.days', { count: days })
}

function Preview({ workspace }: { workspace: string }) {
  const items = useRetention((state) => state.items)
  return (
    <div className="flex flex-col gap-3 py-4">
      <div className="flex items-center gap-2">
        <Button onClick={() => void previewRetention(workspace)}>{t('retention.preview')}</Button>
        {items !== null && items.length > 0 && (
          <Button tone="bad" onClick={() => void applyRetention(workspace, items.length)}>
            {t('retention.apply')}
          </Button>
        )}
        {items !== null && (
          <span role="status" className="text-xs text-ink-soft">
            {items.length === 0 ? t('retention.nothing') : t('retention.would', { count: items.length, number: countText(items.length) })}
          </span>
        )}
      </div>
      {items !== null && items.length > 0 && (
        <ul
          aria-label={t('retention.list')}
          className="max-h-56 overflow-y-auto rounded-lg border border-line bg-canvas/60 px-3 py-2 text-xs"
        >
          {items.slice(0, shownItems).map(({ part, id, name, at }) => (
            <li key={`${part} ${id}`} className="flex gap-3 py-0.5">
              <span className="w-24 shrink-0 text-ink-faint">{t(`retention.kinds.${part}`)}</span>
              <span className="min-w-0 flex-1 truncate" title={name}>
                {name}
              </span>
              <span className="shrink-0 text-ink-faint tabular-nums">{dayText(at.slice(0, 10))}</span>
            </li>
          ))}
          {items.length > shownItems && (
            <li className="py-0.5 text-ink-faint">{t('retention.more', { number: countText(items.length - shownItems) })}</li>
          )}
        </ul>
      )}
    </div>
  )
}

function Receipts({ receipts }: { receipts: readonly RetentionReceipt[] }) {
  return (
    <div>
      <h4 className="text-xs font-medium text-ink-soft">{t('retention.receipts')}</h4>
      <ul aria-label={t('retention.receipts')} className="mt-1 flex flex-col gap-0.5 text-xs text-ink-faint">
        {receipts.slice(0, 10).map((receipt) => (
          <li key={receipt.job}>
            {retentionParts
              .filter((part) => receipt[part] > 0)
              .map((part) => `${t(`retention.parts.${part}`)}: ${countText(receipt[part])}`)
              .join(', ')}{' '}
            · {receipt.erasedAt ? t('retention.erased', { at: momentText(receipt.erasedAt) }) : t('retention.erasing')}
          </li>
        ))}
      </ul>
    </div>
  )
}
