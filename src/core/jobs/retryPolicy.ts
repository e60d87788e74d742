import { AppError, type ErrorCode } from '../../contract/errors'
import type { JobRow } from '../catalog/jobRows'

/** Failures that may pass by themselves, tried again after 1, 4 and 16 seconds. */
const passing: readonly ErrorCode[] = ['DISK_FULL', 'INDEX_FAILED', 'INTERNAL', 'BUSY']
const passingAttempts = 4
const backoffMs = (attempt: number) => 1_000 * 4 ** (attempt - 1)

/** Failures that ended the worker. A second one sets the document aside. */
const deadly: readonly ErrorCode[] = ['READER_CRASHED', 'READER_MEMORY', 'READER_TIMEOUT']
const deadlyAttempts = 2

export interface Verdict {
  /** Times a worker ended under this job, with this one. */
  crashes: number
  /** When to try again, and how the attempt is noted; null: it has failed for good. */
  again: { waitMs: number; event: 'crashed' | 'backoff' } | null
}

/** What follows a failed run of a job. An error with `details.final` is not tried again. */
export function judgeFailure(job: Pick<JobRow, 'attempts' | 'crashes'>, error: AppError): Verdict {
  const died = deadly.includes(error.code)
  const crashes = job.crashes + (died ? 1 : 0)
  if (died) return { crashes, again: crashes < deadlyAttempts && error.details?.final !== true ? { waitMs: 0, event: 'crashed' } : null }
  const again = passing.includes(error.code) && job.attempts < passingAttempts
  return { crashes, again: again ? { waitMs: backoffMs(job.attempts), event: 'backoff' } : null }
}

/** The error a job is left with once it is not tried again: after a second crash with what became of the document, and what to do. */
export function finalError(error: AppError, crashes: number): AppError {
  if (error.code !== 'READER_CRASHED' || crashes < deadlyAttempts) return error
  const message = `${error.message} It was tried twice, and is set aside. The file is probably broken: save it anew in its own program and retry.`
  return new AppError(error.code, message, { cause: error, ...(error.details ? { details: error.details } : {}) })
}
