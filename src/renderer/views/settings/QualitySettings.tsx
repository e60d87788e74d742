import { useEffect } from 'react'
import type { Job, LearningStatus } from '../../../contract'
import { cancelLearning, checkItself, learn, pauseLearning, readLearning, reindex, resumeLearning } from '../../actions/learning'
import { percentOf } from '../../figures'
import { isActive, useJobs } from '../../stores/jobs'
import { useLearning } from '../../stores/learning'
import { useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { ProgressBar } from '../../ui/ProgressBar'
import { ReadingSettings } from './ReadingSettings'
import { Row } from './Row'
import { SelfChecks } from './SelfChecks'
import { UpkeepSettings } from './UpkeepSettings'

/** How well the open workspace is searched: what it has learnt of its words, and its self-checks. */
export function QualitySettings() {
  const workspace = useWorkspaces((state) => state.current)
  const job = useJobs(({ byId }) => [...byId.values()].find((one) => (one.kind === 'learn' || one.kind === 'reindex') && isActive(one)))
  const isChecking = useJobs(({ byId }) => [...byId.values()].some((one) => one.kind === 'check' && isActive(one)))
  const { status, checks, checking, workspace: read } = useLearning()
  const running = job?.id
  useEffect(() => {
    if (workspace) void readLearning(workspace)
  }, [workspace, running, isChecking])
  if (!workspace) return <p className="text-ink-soft">{t('settings.quality.none')}</p>
  if (!status || read !== workspace) return null
  return (
    <div className="flex flex-col">
      <Row title={t('settings.quality.learning')} hint={stateOf(status)}>
        {job ? <Running job={job} workspace={workspace} /> : <Choices status={status} workspace={workspace} />}
      </Row>
      <Row title={t('settings.quality.check')} hint={t('settings.quality.checkHint')}>
        <Button disabled={checking || isChecking} onClick={() => void checkItself(workspace)}>
          {t(checking || isChecking ? 'settings.quality.checking' : 'settings.quality.checkNow')}
        </Button>
      </Row>
      <SelfChecks checks={checks} />
      <UpkeepSettings />
      <ReadingSettings />
    </div>
  )
}

function stateOf({ outdated, embedder, last }: LearningStatus): string {
  if (outdated) return t('settings.quality.outdated')
  if (embedder.startsWith('learned-')) return t('settings.quality.learnt', { passages: last?.passages ?? 0 })
  if (last?.embedder) return t('settings.quality.noBetter')
  return t('settings.quality.notYet')
}

function Choices({ status, workspace }: { status: LearningStatus; workspace: string }) {
  return (
    <div className="flex gap-2">
      {status.previous && <Button onClick={() => void reindex(workspace, { back: true })}>{t('settings.quality.back')}</Button>}
      {status.outdated ? (
        <Button onClick={() => void reindex(workspace, { back: false })}>{t('settings.quality.reindex')}</Button>
      ) : (
        <Button onClick={() => void learn(workspace)}>{t('settings.quality.learn')}</Button>
      )}
    </div>
  )
}

function Running({ job, workspace }: { job: Job; workspace: string }) {
  const { stage, steps } = job.progress
  const text = t(`settings.quality.stages.${stage}` as 'settings.quality.stages.learning', { defaultValue: stage })
  const isHeld = job.state === 'paused'
  return (
    <div className="flex items-center gap-3">
      <span className="text-xs text-ink-faint">{isHeld ? t('tray.paused') : text}</span>
      <ProgressBar percent={steps && steps.total > 0 ? percentOf(steps.done, steps.total) : null} label={text} className="w-24" />
      <Button size="small" onClick={() => void (isHeld ? resumeLearning : pauseLearning)(workspace, job.id)}>
        {t(isHeld ? 'settings.quality.resume' : 'settings.quality.pause')}
      </Button>
      <Button size="small" onClick={() => void cancelLearning(workspace, job.id)}>
        {t('settings.quality.cancel')}
      </Button>
    </div>
  )
}
