import { AppError, isAppError, toErrorBody, type ErrorCode } from '../../contract/errors'
import type { JobKind } from '../../contract/jobs'
import type { JobRow } from '../catalog/jobRows'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** Why a running job was told to stop. */
export type StopReason = 'cancel' | 'pause' | 'close'

export interface RunContext {
  signal: AbortSignal
  /** Once aborted: why. */
  reason(): StopReason | null
  /** Gives the place in the lane to the next job, although this one has still something to wait for. */
  leaveLane(): void
}

/** What became of one run of a job: ended, or still open and waiting for its documents. */
export type Outcome = { state: 'done'; result?: unknown } | { state: 'waiting' }

export interface Runner {
  run(job: JobRow, workspace: OpenWorkspace, context: RunContext): Promise<Outcome>
  /** After the last attempt: note the failure where the user sees it. */
  failed?(job: JobRow, workspace: OpenWorkspace, error: AppError): Promise<void> | void
  /** After a cancel. */
  cancelled?(job: JobRow, workspace: OpenWorkspace): Promise<void> | void
}

/** Jobs that may run at the same time. */
export interface Lane {
  kinds: readonly JobKind[]
  size: () => number
}

interface QueueOptions {
  instance: string
  now: () => string
  lanes: readonly Lane[]
  runners: Record<JobKind, Runner>
  workspaces: () => Iterable<OpenWorkspace>
  onChange: (job: JobRow, workspace: OpenWorkspace) => void
  log: (message: string, details: Record<string, unknown>) => void
}

export interface Queue {
  /** Looks for work; called after anything that may have made some. */
  wake(): void
  /** Tells a running job to stop; false where it does not run. */
  stop(job: string, reason: StopReason): boolean
  /** Resolves when none of these documents is being read. */
  unread(documents: readonly string[]): Promise<void>
  /** Stops what runs for a workspace that is about to go. */
  release(workspace: string): Promise<void>
  /** Nothing new starts; running jobs are stopped and go back to the queue. */
  close(): Promise<void>
}

/** Failures that may pass by themselves, tried again after 1, 4 and 16 seconds. */
const passing: readonly ErrorCode[] = ['DISK_FULL', 'INDEX_FAILED', 'INTERNAL', 'BUSY']
const passingAttempts = 4
const backoffMs = (attempt: number) => 1_000 * 4 ** (attempt - 1)

/** Failures that ended the worker. A second one sets the document aside. */
const deadly: readonly ErrorCode[] = ['READER_CRASHED', 'READER_MEMORY', 'READER_TIMEOUT']
const deadlyAttempts = 2

/** Jobs that left their lane and still wait for something, at most: beyond it no new one starts. */
const outsideLimit = 64

/** A document above this size is large: large ones never take every place of a lane. */
const largeBytes = 5 * 2 ** 20

interface Running {
  job: JobRow
  workspace: OpenWorkspace
  /** null once it has left. */
  lane: Lane | null
  large: boolean
  controller: AbortController
  reason: StopReason | null
  ended: Promise<void>
}

/** Runs the durable jobs of all open workspaces: by priority, then age; each lane at most `size` at once. */
export function createQueue(options: QueueOptions): Queue {
  const running = new Map<string, Running>()
  const notBefore = new Map<string, number>()
  let closed = false
  let wakeTimer: ReturnType<typeof setTimeout> | undefined

  const wakeIn = (ms: number) => {
    setTimeout(wake, ms).unref()
  }
  const wake = () => {
    if (closed || wakeTimer) return
    wakeTimer = setTimeout(() => {
      wakeTimer = undefined
      if (!closed) for (const lane of options.lanes) fill(lane)
    }, 0)
  }
  const fill = (lane: Lane) => {
    for (;;) {
      if ([...running.values()].filter((one) => one.lane === null).length >= outsideLimit) return
      const inLane = [...running.values()].filter((one) => one.lane === lane)
      const free = lane.size() - inLane.length
      if (free <= 0) return
      const larges = inLane.filter((one) => one.large).length
      const next = pick(lane, lane.size() > 1 && larges >= lane.size() - 1)
      if (!next) return
      start(next.job, next.workspace, lane)
    }
  }
  const pick = (lane: Lane, noLarge: boolean) => {
    let best: { job: JobRow; workspace: OpenWorkspace } | null = null
    const now = performance.now()
    for (const workspace of options.workspaces()) {
      const job = workspace.jobs
        .runnable(lane.kinds, 64)
        .find((one) => !running.has(one.id) && (notBefore.get(one.id) ?? 0) <= now && !(noLarge && isLarge(one)))
      if (!job) continue
      if (!best || job.priority < best.job.priority || (job.priority === best.job.priority && job.created_at < best.job.created_at)) {
        best = { job, workspace }
      }
    }
    return best
  }
  const start = (job: JobRow, workspace: OpenWorkspace, lane: Lane) => {
    workspace.jobs.update(
      job.id,
      { state: 'running', lease: options.instance, attempts: job.attempts + 1 },
      { event: 'leased', detail: { attempt: job.attempts + 1 } },
    )
    const entry: Running = {
      job: { ...job, attempts: job.attempts + 1 },
      workspace,
      lane,
      large: isLarge(job),
      controller: new AbortController(),
      reason: null,
      ended: Promise.resolve(),
    }
    running.set(job.id, entry)
    entry.ended = runOne(entry).finally(() => {
      running.delete(job.id)
      const row = closed ? undefined : workspace.jobs.get(job.id)
      if (row) options.onChange(row, workspace)
      wake()
    })
  }
  const runOne = async (entry: Running) => {
    const { job, workspace } = entry
    options.onChange(job, workspace)
    try {
      const outcome = await options.runners[job.kind].run(job, workspace, {
        signal: entry.controller.signal,
        reason: () => entry.reason,
        leaveLane: () => {
          entry.lane = null
          wake()
        },
      })
      if (outcome.state === 'done') finish(workspace, job, { state: 'done', result: JSON.stringify(outcome.result ?? null) }, 'done')
    } catch (error) {
      await settle(entry, error).catch((cause: unknown) =>
        options.log('the end of a job could not be noted', { job: job.id, kind: job.kind, error: cause }),
      )
    }
  }
  const finish = (workspace: OpenWorkspace, job: JobRow, values: Partial<JobRow>, event: string, detail?: unknown) => {
    notBefore.delete(job.id)
    workspace.jobs.update(job.id, { lease: null, ended_at: options.now(), ...values }, { event, detail })
  }
  const settle = async (entry: Running, thrown: unknown) => {
    const { job, workspace, reason } = entry
    if (reason === 'close' || closed) return workspace.jobs.update(job.id, { state: 'queued', lease: null }, { event: 'released' })
    if (reason === 'pause') {
      const state = job.parent ? 'queued' : 'paused'
      return workspace.jobs.update(job.id, { state, lease: null }, { event: 'paused' })
    }
    if (reason === 'cancel') {
      finish(workspace, job, { state: 'cancelled' }, 'cancelled')
      return options.runners[job.kind].cancelled?.(job, workspace)
    }
    const error = isAppError(thrown) ? thrown : new AppError('INTERNAL', toErrorBody(thrown).message, { cause: thrown })
    if (!isAppError(thrown)) options.log('a job failed unexpectedly', { job: job.id, kind: job.kind, error: thrown })
    if (tryAgain(entry, error)) return
    finish(workspace, job, { state: 'failed', error: JSON.stringify(toErrorBody(error)) }, 'failed', toErrorBody(error))
    await options.runners[job.kind].failed?.(job, workspace, error)
  }
  const tryAgain = ({ job, workspace }: Running, error: AppError): boolean => {
    const died = deadly.includes(error.code)
    const crashes = job.crashes + (died ? 1 : 0)
    if (died && crashes < deadlyAttempts && error.details?.['final'] !== true) {
      workspace.jobs.update(job.id, { state: 'queued', lease: null, crashes }, { event: 'crashed', detail: toErrorBody(error) })
      return true
    }
    if (died) workspace.jobs.update(job.id, { crashes })
    if (!passing.includes(error.code) || job.attempts >= passingAttempts) return false
    const waitMs = backoffMs(job.attempts)
    notBefore.set(job.id, performance.now() + waitMs)
    workspace.jobs.update(job.id, { state: 'queued', lease: null }, { event: 'backoff', detail: { ...toErrorBody(error), waitMs } })
    wakeIn(waitMs + 5)
    return true
  }

  const stopAll = async (entries: Running[]) => {
    for (const entry of entries) {
      entry.reason ??= 'close'
      entry.controller.abort()
    }
    await Promise.allSettled(entries.map((entry) => entry.ended))
  }

  return {
    wake,
    unread: async (documents) => {
      const reading = [...running.values()].filter((one) => one.job.kind === 'ingest' && documents.includes(one.job.document ?? ''))
      await Promise.allSettled(reading.map((one) => one.ended))
    },
    stop: (job, reason) => {
      const entry = running.get(job)
      if (!entry) return false
      entry.reason ??= reason
      entry.controller.abort()
      return true
    },
    release: (workspace) => stopAll([...running.values()].filter((entry) => entry.workspace.id === workspace)),
    close: async () => {
      closed = true
      clearTimeout(wakeTimer)
      await stopAll([...running.values()])
    },
  }
}

function isLarge(job: JobRow): boolean {
  return job.kind === 'ingest' && ((JSON.parse(job.payload) as { bytes?: number }).bytes ?? 0) > largeBytes
}
