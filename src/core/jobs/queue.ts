import { AppError, isAppError, toErrorBody } from '../../contract/errors'
import type { JobKind } from '../../contract/jobs'
import type { JobRow } from '../catalog/jobRows'
import { withoutSync } from '../catalog/openDatabase'
import type { Log } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { isLarge, isLong, pickJob } from './pickJob'
import { finalError, judgeFailure } from './retryPolicy'

/** Why a running job was told to stop. */
export type StopReason = 'cancel' | 'pause' | 'close'

export interface RunContext {
  signal: AbortSignal
  /** Gives the place in the lane to the next job, although this one has still something to wait for. */
  leaveLane(): void
}

/** What became of one run of a job: done; ended and noted by its runner; or still open and waiting for its documents. */
export type Outcome = { state: 'done'; result?: unknown } | { state: 'ended' } | { state: 'waiting' }

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
  /** Name of this run of the host, written on every lease. */
  instance: string
  now: () => string
  lanes: readonly Lane[]
  runners: Record<JobKind, Runner>
  workspaces: () => Iterable<OpenWorkspace>
  onChange: (job: JobRow, workspace: OpenWorkspace) => void
  log: Log
}

/** Jobs that left their lane and still wait for something, at most: beyond it no new one starts. */
const outsideLimit = 64

/** After this long, what could not be noted is tried again. */
const againAfterMs = 2_000

interface Running {
  job: JobRow
  workspace: OpenWorkspace
  /** null once it has left. */
  lane: Lane | null
  /** Whether it has the place beside the lane that is kept for short documents. */
  beside: boolean
  controller: AbortController
  reason: StopReason | null
  ended: Promise<void>
}

/** Runs the durable jobs of all open workspaces: by priority, then age; each lane at most `size` at once, and one short document beside long ones. */
export class Queue {
  readonly #options: QueueOptions
  readonly #running = new Map<string, Running>()
  /** Monotonic time before which a job is not tried again. */
  readonly #notBefore = new Map<string, number>()
  #closed = false
  #wakeTimer: ReturnType<typeof setTimeout> | undefined

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** Looks for work; called after anything that may have made some. */
  wake(): void {
    if (this.#closed || this.#wakeTimer) return
    this.#wakeTimer = setTimeout(() => {
      this.#wakeTimer = undefined
      if (!this.#closed) this.#fillAll()
    }, 0)
  }

  /** Tells a running job to stop; false where it does not run. */
  stop(job: string, reason: StopReason): boolean {
    const entry = this.#running.get(job)
    if (!entry) return false
    entry.reason ??= reason
    entry.controller.abort()
    return true
  }

  /** Resolves when none of these documents is being read. */
  async unread(documents: readonly string[]): Promise<void> {
    const reading = this.#entries().filter((one) => one.job.kind === 'ingest' && documents.includes(one.job.document ?? ''))
    await Promise.allSettled(reading.map((one) => one.ended))
  }

  /** Stops what runs for a workspace that is about to go. */
  async release(workspace: string): Promise<void> {
    await this.#stopAll(this.#entries().filter((entry) => entry.workspace.id === workspace))
  }

  /** Nothing new starts; running jobs are stopped and go back to the queue. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#wakeTimer)
    await this.#stopAll(this.#entries())
  }

  #entries(): Running[] {
    return [...this.#running.values()]
  }

  async #stopAll(entries: Running[]): Promise<void> {
    for (const entry of entries) {
      entry.reason ??= 'close'
      entry.controller.abort()
    }
    await Promise.allSettled(entries.map((entry) => entry.ended))
  }

  /** Where not even the start of a job can be noted, as on a full disk, the queue waits. */
  #fillAll(): void {
    try {
      for (const lane of this.#options.lanes) this.#fill(lane)
    } catch (error) {
      this.#options.log('no job could be started; it is tried again', { error })
      setTimeout(() => this.wake(), againAfterMs).unref()
    }
  }

  #fill(lane: Lane): void {
    for (;;) {
      const entries = this.#entries()
      const inLane = entries.filter((one) => one.lane === lane && !one.beside)
      const outside = entries.filter((one) => one.lane === null).length
      if (outside >= outsideLimit) return
      if (inLane.length >= lane.size()) return this.#fillBeside(lane, inLane)
      const noLarge = lane.size() > 1 && inLane.filter((one) => isLarge(one.job)).length >= lane.size() - 1
      const now = performance.now()
      const next = pickJob(lane.kinds, this.#options.workspaces(), (job) => this.#mayStart(job, now) && !(noLarge && isLarge(job)))
      if (!next) return
      this.#start(next.job, next.workspace, lane)
    }
  }

  /** While a long document holds a full lane, one short document of another job is read beside it: a note does not wait for a book. */
  #fillBeside(lane: Lane, inLane: readonly Running[]): void {
    if (this.#entries().some((one) => one.lane === lane && one.beside)) return
    const long = inLane.filter(({ job, workspace }) => isLong(job, workspace))
    if (long.length === 0) return
    const now = performance.now()
    const next = pickJob(
      lane.kinds,
      this.#options.workspaces(),
      (job, workspace) =>
        job.kind === 'ingest' &&
        this.#mayStart(job, now) &&
        !isLong(job, workspace) &&
        long.every((one) => one.workspace !== workspace || one.job.parent !== job.parent),
    )
    if (next) this.#start(next.job, next.workspace, lane, true)
  }

  #mayStart(job: JobRow, now: number): boolean {
    return !this.#running.has(job.id) && (this.#notBefore.get(job.id) ?? 0) <= now
  }

  #start(queued: JobRow, workspace: OpenWorkspace, lane: Lane, beside = false): void {
    const attempts = queued.attempts + 1
    const lease = this.#options.instance
    withoutSync(workspace.db, () =>
      workspace.jobs.update(queued.id, { state: 'running', lease, attempts }, { event: 'leased', detail: { attempt: attempts } }),
    )
    const job = { ...queued, attempts }
    const entry: Running = { job, workspace, lane, beside, controller: new AbortController(), reason: null, ended: Promise.resolve() }
    this.#running.set(job.id, entry)
    entry.ended = this.#run(entry).finally(() => {
      this.#running.delete(job.id)
      const row = workspace.db.open ? workspace.jobs.get(job.id) : undefined
      if (row) this.#options.onChange(row, workspace)
      this.wake()
    })
  }

  async #run(entry: Running): Promise<void> {
    const { job, workspace } = entry
    const leaveLane = () => {
      entry.lane = null
      this.wake()
    }
    this.#options.onChange(job, workspace)
    try {
      const outcome = await this.#options.runners[job.kind].run(job, workspace, { signal: entry.controller.signal, leaveLane })
      if (outcome.state === 'done') this.#end(entry, { state: 'done', result: JSON.stringify(outcome.result ?? null) }, 'done')
    } catch (error) {
      await this.#settle(entry, error).catch((cause: unknown) => {
        this.#options.log('the end of a job could not be noted', { job: job.id, kind: job.kind, error: cause })
        this.#putBackLater(entry)
      })
    }
  }

  /** A job whose end could not be noted runs again, once that can be noted. */
  #putBackLater({ job, workspace }: Pick<Running, 'job' | 'workspace'>): void {
    setTimeout(() => {
      if (this.#closed || !workspace.db.open || this.#running.has(job.id)) return
      try {
        if (workspace.jobs.get(job.id)?.state === 'running')
          workspace.jobs.update(job.id, { state: 'queued', lease: null }, { event: 'released' })
        this.wake()
      } catch {
        this.#putBackLater({ job, workspace })
      }
    }, againAfterMs).unref()
  }

  #end({ workspace, job }: Running, values: Partial<JobRow>, event: string, detail?: unknown): void {
    this.#notBefore.delete(job.id)
    workspace.jobs.update(job.id, { lease: null, ended_at: this.#options.now(), ...values }, { event, detail })
  }

  async #settle(entry: Running, thrown: unknown): Promise<void> {
    const { job, workspace } = entry
    const runner = this.#options.runners[job.kind]
    const reason = this.#closed ? 'close' : entry.reason
    if (reason === 'close') return workspace.jobs.update(job.id, { state: 'queued', lease: null }, { event: 'released' })
    if (reason === 'pause') {
      // A child waits in the queue: it does not start while its parent is paused.
      return workspace.jobs.update(job.id, { state: job.parent ? 'queued' : 'paused', lease: null }, { event: 'paused' })
    }
    if (reason === 'cancel') {
      this.#end(entry, { state: 'cancelled' }, 'cancelled')
      return runner.cancelled?.(job, workspace)
    }
    if (!isAppError(thrown)) this.#options.log('a job failed unexpectedly', { job: job.id, kind: job.kind, error: thrown })
    const { code, message } = toErrorBody(thrown)
    const error = isAppError(thrown) ? thrown : new AppError(code, message, { cause: thrown })
    const { crashes, again } = judgeFailure(job, error)
    if (again) return this.#tryAgain(entry, crashes, again, error)
    const last = finalError(error, crashes)
    this.#end(entry, { state: 'failed', crashes, error: JSON.stringify(toErrorBody(last)) }, 'failed', toErrorBody(last))
    await runner.failed?.(job, workspace, last)
  }

  #tryAgain({ job, workspace }: Running, crashes: number, { waitMs, event }: { waitMs: number; event: string }, error: AppError): void {
    workspace.jobs.update(job.id, { state: 'queued', lease: null, crashes }, { event, detail: { ...toErrorBody(error), waitMs } })
    if (waitMs === 0) return
    this.#notBefore.set(job.id, performance.now() + waitMs)
    setTimeout(() => this.wake(), waitMs + 5).unref()
  }
}
