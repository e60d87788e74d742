import type { Contract } from '../../contract'
import { AppError, fromErrorBody } from '../../contract/errors'
import { finalJobStates, type Job } from '../../contract/jobs'
import type { Client } from '../../rpc/connectPort'
import { type Output, readableTime } from './output'

interface Follow {
  client: Client<Contract>
  output: Output
  signal: AbortSignal
}

/** Why a command is told to stop: Ctrl-C means the work, the end of the process does not. */
export type Interruption = 'interrupted' | 'terminated'

/**
 * Waits for a job while showing how far it is. Ctrl-C cancels the job; where only this process is ended, the job stays and goes on
 * with the next host. Throws what the job failed with, or CANCELLED.
 */
export async function followJob(ref: { workspace: string; job: string }, { client, output, signal }: Follow): Promise<Job> {
  const leaving = new AbortController()
  const onAbort = () => {
    if ((signal.reason as Interruption) === 'terminated') leaving.abort()
    else client.jobs.cancel(ref).catch(() => leaving.abort())
  }
  signal.addEventListener('abort', onAbort)
  try {
    let job: Job | null = null
    for await (const next of await client.jobs.watch(ref, { signal: leaving.signal })) {
      job = next
      if (!finalJobStates.includes(job.state)) output.progress(progressLine(job))
    }
    output.progress(null)
    if (leaving.signal.aborted) throw ended()
    if (!job || !finalJobStates.includes(job.state)) job = (await client.jobs.get(ref)).job
    if (job.state === 'failed') throw job.error ? fromErrorBody(job.error) : new AppError('INTERNAL', 'The job failed.')
    if (job.state === 'cancelled') throw new AppError('CANCELLED', 'Cancelled. What was finished stays.')
    return job
  } catch (error) {
    throw leaving.signal.aborted ? ended() : error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function ended(): AppError {
  return new AppError('CANCELLED', 'Ended before everything was read. What is left goes on the next time Carrel runs.')
}

function progressLine({ progress, state }: Job): string {
  if (state === 'paused') return 'paused'
  const { documents, pages, current } = progress
  if (progress.steps) return `${progress.stage} ${progress.steps.done}/${progress.steps.total}`
  const parts = [`${progress.stage} ${documents.done}/${documents.total} documents`]
  if (pages.total > 0) parts.push(`${pages.done}/${pages.total} pages`)
  if (progress.pagesPerSecond !== null) parts.push(`${progress.pagesPerSecond} pages/s`)
  if (progress.etaMs !== null && progress.etaMs > 0) parts.push(`${readableTime(progress.etaMs)} left`)
  if (documents.failed > 0) parts.push(`${documents.failed} failed`)
  const first = current[0]
  if (first)
    parts.push(`${first.stage} ${first.name}${first.total > 1 ? ` ${first.done}/${first.total}` : ''}${first.stalled ? ' (stalled)' : ''}`)
  return parts.join(' · ')
}
