import { KeyRound, RotateCw } from 'lucide-react'
import type { JobDocument, JobProgress } from '../../../contract'
import { askPassword, retryDocuments } from '../../actions/documents'
import { percentOf } from '../../figures'
import { useDocuments } from '../../stores/documents'
import type { Overview } from '../../stores/jobs'
import { useUploads } from '../../stores/uploads'
import { t } from '../../texts'
import { IconButton } from '../../ui/IconButton'
import { ProgressBar } from '../../ui/ProgressBar'

/** What is being read at this moment, what failed with its reason, and what waits for its password. */
export function TrayDetails({ overview }: { overview: Overview | null }) {
  const batches = useUploads((state) => state.batches)
  const byId = useDocuments((state) => state.byId)
  const locked = overview?.locked.filter(({ document }) => byId.get(document)?.status === 'needs-password') ?? []
  const failedUploads = batches.flatMap(({ failed }) => failed)
  return (
    <div className="flex max-h-56 flex-col gap-3 overflow-y-auto border-b border-line p-3">
      {overview && overview.current.length > 0 && (
        <ul aria-label={t('tray.current')} className="flex flex-col gap-1.5">
          {overview.current.map((current) => (
            <Current key={current.document} current={current} />
          ))}
        </ul>
      )}
      {overview && overview.failed.length > 0 && (
        <ul aria-label={t('tray.failedList')} className="flex flex-col gap-1">
          {overview.failed.map((document) => (
            <Failed key={document.document} document={document} />
          ))}
        </ul>
      )}
      {locked.length > 0 && (
        <ul aria-label={t('tray.lockedList')} className="flex flex-col gap-1">
          {locked.map((document) => (
            <Locked key={document.document} document={document} />
          ))}
        </ul>
      )}
      {failedUploads.length > 0 && (
        <ul aria-label={t('tray.failedUploads')} className="flex flex-col gap-1">
          {failedUploads.slice(0, 200).map(({ name, message }) => (
            <li key={name} className="flex min-w-0 gap-2 text-xs">
              <span className="max-w-60 truncate font-medium">{name}</span>
              <span className="truncate text-bad">{message}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type CurrentDocument = JobProgress['current'][number]

function Current({ current }: { current: CurrentDocument }) {
  const name = current.stage === 'extracting' && current.total === 0 ? 'opening' : current.stage
  const stage = t(`status.${name}` as 'status.extracting', { defaultValue: name })
  return (
    <li className="flex items-center gap-3 text-xs">
      <span className="min-w-24 flex-1 truncate">{current.name}</span>
      <span className="shrink-0 text-ink-faint tabular-nums">
        {current.total > 1 ? t('library.stage', { stage, done: current.done, total: current.total }) : stage}
      </span>
      {current.stalled && (
        <span className="shrink-0 rounded-full bg-warn-soft px-1.5 font-medium text-warn" title={t('tray.stalledLong')}>
          {t('tray.stalled')}
        </span>
      )}
      <ProgressBar
        percent={current.total > 0 ? percentOf(current.done, current.total) : null}
        label={t('library.progressOf', { name: current.name })}
        className="w-24 shrink-0"
      />
    </li>
  )
}

function Failed({ document }: { document: JobDocument }) {
  return (
    <li className="flex items-center gap-2 text-xs">
      <span className="max-w-60 shrink-0 truncate font-medium">{document.name}</span>
      <span className="min-w-0 flex-1 truncate text-bad" title={document.message}>
        {document.message ?? t('status.failed')}
      </span>
      <IconButton
        label={t('library.retry', { name: document.name })}
        className="size-6 [&_svg]:size-3.5"
        onClick={() => void retryDocuments([document.document])}
      >
        <RotateCw />
      </IconButton>
    </li>
  )
}

function Locked({ document }: { document: JobDocument }) {
  return (
    <li className="flex items-center gap-2 text-xs">
      <span className="max-w-60 shrink-0 truncate font-medium">{document.name}</span>
      <span className="min-w-0 flex-1 truncate text-warn">{t('status.needs-password')}</span>
      <IconButton
        label={t('password.enterShort')}
        className="size-6 [&_svg]:size-3.5"
        onClick={() => askPassword(document.document, document.name)}
      >
        <KeyRound />
      </IconButton>
    </li>
  )
}
