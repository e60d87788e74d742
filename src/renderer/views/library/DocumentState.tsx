import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, Flame, KeyRound, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Document, warmthOf } from '../../../contract'
import { countText, percentOf } from '../../figures'
import { groupOf } from '../../stores/documents'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { ProgressBar } from '../../ui/ProgressBar'

const line = 'flex h-4 items-center gap-1 text-xs text-ink-faint [&_svg]:size-3 [&_svg]:shrink-0'

/** What became of a document, or how far reading it has come. */
export function DocumentState({ document, folder }: { document: Document; folder: string }) {
  const group = groupOf(document.status)
  if (group === 'working') return <Working document={document} />
  if (group === 'failed' || group === 'locked') {
    const icon = group === 'locked' ? <KeyRound /> : <CircleAlert />
    const reason = document.message ?? t(`status.${document.status}`)
    return (
      <State icon={icon} className={group === 'locked' ? 'text-warn' : 'text-bad'} title={reason}>
        {reason}
      </State>
    )
  }
  if (group === 'cancelled') return <State icon={<CircleSlash />}>{t('status.cancelled')}</State>
  const pages = t('library.pages', { count: document.pages, number: countText(document.pages) })
  if (group === 'partly') {
    const title = document.message ?? t('status.ready-partly')
    return (
      <State icon={<TriangleAlert className="text-warn" />} title={title}>
        {t('library.partly', { pages, failed: document.coverage.failed })}
      </State>
    )
  }
  const recognised = document.coverage.recognised
  return (
    <State icon={<CircleCheck className="text-good" aria-label={t('status.ready')} />} after={<UseMark document={document} />}>
      {recognised ? t('library.pagesRecognised', { pages, recognised: countText(recognised) }) : pages}
      {document.tags && <span title={document.tags.join(', ')}> · {document.tags.map((tag) => `#${tag}`).join(' ')}</span>}
      {folder && <span title={folder}> · {folder}</span>}
    </State>
  )
}

/** A flame where it was used lately; the hint says how much. */
function UseMark({ document }: { document: Document }) {
  const [now] = useState(() => Date.now())
  const { use } = document
  if (!use || warmthOf(document, now) !== 'hot') return null
  const label = t('use.hint', { found: countText(use.found), cited: countText(use.cited), rank: use.meanRank ?? '–' })
  return (
    <span role="img" aria-label={label} title={label} className="ml-0.5 text-warn">
      <Flame aria-hidden />
    </span>
  )
}

interface StateProps {
  icon: ReactNode
  className?: string
  title?: string
  /** Stands behind the text, which is cut before it. */
  after?: ReactNode
  children: ReactNode
}

function State({ icon, className, title, after, children }: StateProps) {
  return (
    <p className={classes(line, className)} title={title}>
      {icon}
      <span className="truncate">{children}</span>
      {after}
    </p>
  )
}

function Working({ document }: { document: Document }) {
  const { status, progress } = document
  if (status === 'queued' || !progress) return <State icon={<CircleDashed />}>{t(`status.${status}`)}</State>
  // Nothing is known of its pages yet.
  const name = t(`status.${status === 'extracting' && progress.total === 0 ? 'opening' : status}`)
  return (
    <div className={line}>
      <span className="truncate">
        {progress.total > 1 ? t('library.stage', { stage: name, done: progress.done, total: progress.total }) : name}
      </span>
      <ProgressBar
        percent={progress.total > 0 ? percentOf(progress.done, progress.total) : null}
        label={t('library.progressOf', { name: document.name })}
        className="ml-1 max-w-28 min-w-8 flex-1"
      />
    </div>
  )
}
