import { ChevronDown, ChevronUp, CircleAlert, CircleCheck, LoaderCircle, Pause, Play, Upload, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { cancelUploads, dismissUploads } from '../../actions/intake'
import { cancelJobs, dismissJobs, pauseJobs, resumeJobs } from '../../actions/jobs'
import { countText, etaText, percentOf, rateText } from '../../figures'
import { useDocuments } from '../../stores/documents'
import { outcomeOf, overviewOf, shareDone, useJobs, type Overview } from '../../stores/jobs'
import { uploadsOverview, useUploads } from '../../stores/uploads'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { ProgressBar } from '../../ui/ProgressBar'
import { TrayDetails } from './TrayDetails'

/** How long a finished import without failures stays in sight. */
const doneShownMs = 6_000

/** What the host is busy with, below every view: rate, time left, pause and cancel; opens to what is being read and what failed. */
export function ProgressTray() {
  const [open, setOpen] = useState(false)
  const jobs = useJobs()
  const overview = overviewOf(jobs)
  const uploads = uploadsOverview(useUploads((state) => state.batches))
  useAutoDismiss(overview, open)
  if (!overview && !uploads) return null
  const opens =
    Boolean(overview && (overview.current.length || overview.failed.length || overview.locked.length)) || Boolean(uploads?.failed)
  return (
    <section
      aria-label={t('tray.label')}
      className="mx-2 mb-2 shrink-0 overflow-hidden rounded-xl border border-line bg-raised shadow-card motion-safe:animate-rise"
    >
      {open && opens && <TrayDetails overview={overview} />}
      {uploads && (uploads.done + uploads.failed < uploads.total || uploads.listing || uploads.failed > 0) && (
        <UploadLine {...uploads}>{!overview && opens && <Opener open={open} onToggle={() => setOpen(!open)} />}</UploadLine>
      )}
      {overview && (
        <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
          <Summary overview={overview} />
          {opens && <Opener open={open} onToggle={() => setOpen(!open)} />}
          <Controls overview={overview} />
        </div>
      )}
    </section>
  )
}

function Opener({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  return (
    <IconButton label={open ? t('tray.collapse') : t('tray.expand')} aria-expanded={open} onClick={onToggle}>
      {open ? <ChevronDown /> : <ChevronUp />}
    </IconButton>
  )
}

function Summary({ overview }: { overview: Overview }) {
  const { documents, pages, active, paused, failed } = overview
  if (active.length === 0) return <Done overview={overview} />
  const share = shareDone(overview)
  const percent = share === null ? null : percentOf(share, 1)
  const rate = paused ? '' : rateText(overview.pagesPerSecond)
  const eta = paused ? '' : etaText(overview.etaMs)
  const stalled = overview.current.some((current) => current.stalled)
  return (
    <>
      {paused ? (
        <Pause className="size-4 text-ink-faint" aria-hidden />
      ) : (
        <LoaderCircle className="size-4 text-accent motion-safe:animate-spin" aria-hidden />
      )}
      <span className="font-medium">
        {documents.total > 0
          ? t('tray.documents', { done: countText(documents.done), total: countText(documents.total) })
          : t(`tray.stages.${stageKey(overview.stage)}`)}
      </span>
      <ProgressBar percent={percent} paused={paused} label={t('tray.progress')} className="min-w-16 flex-1" />
      <span className="flex gap-3 text-xs text-ink-soft tabular-nums">
        {paused && <span>{t('tray.paused')}</span>}
        {pages.total > 0 && <span>{pagesText(overview)}</span>}
        {rate && <span className="max-narrow:hidden">{rate}</span>}
        {eta && <span>{eta}</span>}
        {stalled && <span className="font-medium text-warn">{t('tray.stalled')}</span>}
        {Math.max(failed.length, documents.failed) > 0 && (
          <span className="font-medium text-bad">{t('tray.failed', { count: Math.max(failed.length, documents.failed) })}</span>
        )}
      </span>
    </>
  )
}

/** The number of pages is known for one document; of many it grows while they are opened. */
function pagesText({ documents, pages }: Overview): string {
  if (documents.total > 1) return t('tray.pagesRead', { count: pages.done, number: countText(pages.done) })
  return t('tray.pages', { done: countText(pages.done), total: countText(pages.total) })
}

function Done({ overview }: { overview: Overview }) {
  const byId = useDocuments((state) => state.byId)
  const { done, failed: count, locked } = outcomeOf(overview, (document) => byId.get(document)?.status === 'needs-password')
  const broken = overview.jobs.find(({ state }) => state === 'failed')
  const Icon = count || broken ? CircleAlert : CircleCheck
  return (
    <>
      <Icon className={classes('size-4', count || broken ? 'text-bad' : 'text-good')} aria-hidden />
      <span className="flex-1">
        {broken?.error?.message ?? t('tray.done', { count: done, number: countText(done) })}
        {count > 0 && <span className="ml-2 font-medium text-bad">{t('tray.failed', { count })}</span>}
        {locked.length > 0 && <span className="ml-2 font-medium text-warn">{t('tray.locked', { count: locked.length })}</span>}
      </span>
    </>
  )
}

function stageKey(stage: string): 'listing' | 'removing' | 'checking' | 'reading' {
  return stage === 'listing' || stage === 'removing' || stage === 'checking' ? stage : 'reading'
}

function Controls({ overview }: { overview: Overview }) {
  const { active, paused } = overview
  if (active.length === 0) {
    return (
      <IconButton label={t('actions.dismiss')} onClick={() => dismissJobs(overview)}>
        <X />
      </IconButton>
    )
  }
  return (
    <>
      {paused ? (
        <IconButton label={t('tray.resume')} onClick={() => void resumeJobs(active)}>
          <Play />
        </IconButton>
      ) : (
        <IconButton label={t('tray.pause')} onClick={() => void pauseJobs(active)}>
          <Pause />
        </IconButton>
      )}
      <IconButton label={t('tray.cancel')} onClick={() => void cancelJobs(active)}>
        <X />
      </IconButton>
    </>
  )
}

interface UploadLineProps {
  done: number
  total: number
  failed: number
  listing: boolean
  children: ReactNode
}

function UploadLine({ done, total, failed, listing, children }: UploadLineProps) {
  const busy = listing || done + failed < total
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5 last:border-b-0">
      <Upload className="size-4 text-ink-faint" aria-hidden />
      <span className="font-medium">
        {busy
          ? t('tray.uploading', { done: countText(done), total: countText(total) + (listing ? '+' : '') })
          : t('tray.uploaded', { number: countText(done) })}
      </span>
      <ProgressBar percent={percentOf(done + failed, total)} label={t('tray.uploadProgress')} className="min-w-16 flex-1" />
      {failed > 0 && <span className="text-xs font-medium text-bad">{t('tray.failed', { count: failed })}</span>}
      {children}
      <IconButton label={busy ? t('tray.cancelUpload') : t('actions.dismiss')} onClick={busy ? cancelUploads : dismissUploads}>
        <X />
      </IconButton>
    </div>
  )
}

/** A finished import with nothing to tell goes away by itself. */
function useAutoDismiss(overview: Overview | null, open: boolean): void {
  const quiet =
    overview !== null && overview.active.length === 0 && overview.failed.length === 0 && !overview.jobs.some(({ error }) => error)
  const ids = overview?.jobs.map(({ id }) => id).join() ?? ''
  useEffect(() => {
    if (!quiet || open) return
    const timer = setTimeout(() => {
      const now = overviewOf(useJobs.getState())
      if (now) dismissJobs(now)
    }, doneShownMs)
    return () => clearTimeout(timer)
  }, [quiet, open, ids])
}
