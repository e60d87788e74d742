import { AppError } from '../../contract/errors'
import { isConnectionLost } from '../../rpc/errorBorder'
import type { LiveWorker } from './liveWorker'

export interface Limits {
  /** Longest time without a sign of life, in milliseconds. */
  silenceMs: number
  /** Longest time in all, in milliseconds; asked anew each time, because it grows with the pages found. */
  totalMs: () => number
  /** Largest resident memory of the process, in bytes. */
  memoryBytes: number
}

interface Supervised {
  signal: AbortSignal
  limits: Limits
  /** What is being read, for the messages. */
  name: string
}

const checkEveryMs = 250

/**
 * Runs work in a worker under limits of time, silence and memory. `touch` is the sign of life.
 * Throws READER_TIMEOUT, READER_MEMORY, READER_CRASHED, or CANCELLED when the signal was aborted; in each case the worker was ended.
 * Clocks are monotonic: a clock change or a sleeping machine ends nothing early.
 */
export async function supervise<T>(
  worker: LiveWorker,
  work: (context: { touch: () => void; signal: AbortSignal }) => Promise<T>,
  { signal, limits, name }: Supervised,
): Promise<T> {
  if (signal.aborted) throw new AppError('CANCELLED', `Reading ${name} was cancelled.`)
  const started = performance.now()
  let heard = started
  let watched = started
  let verdict: AppError | null = null
  const end = (error: AppError) => {
    verdict ??= error
    worker.kill()
  }
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - watched > 20 * checkEveryMs) heard = now
    watched = now
    const broken = breach({ silent: now - heard, total: now - started, memory: 0 }, limits, name)
    if (broken) return end(broken)
    void worker.memory().then((memory) => {
      const over = breach({ silent: 0, total: 0, memory: memory ?? 0 }, limits, name)
      if (over) end(over)
    })
  }, checkEveryMs)
  try {
    return await worker.orDeath(work({ touch: () => (heard = performance.now()), signal }))
  } catch (error) {
    if (verdict) throw verdict
    if (signal.aborted) {
      // A reader that computes hears nothing, and whoever got it next would wait for it: what it has finished is kept, so it is ended.
      worker.kill()
      throw new AppError('CANCELLED', `Reading ${name} was cancelled.`)
    }
    // The pipe breaks a moment before the end of the process is known.
    if (isConnectionLost(error)) worker.kill()
    if (worker.dead) throw crashed(name)
    throw error
  } finally {
    clearInterval(timer)
  }
}

function crashed(name: string): AppError {
  return new AppError('READER_CRASHED', `The reader process ended unexpectedly while reading ${name}.`)
}

function breach(state: { silent: number; total: number; memory: number }, limits: Limits, name: string): AppError | null {
  if (state.memory > limits.memoryBytes) {
    const megabytes = Math.round(limits.memoryBytes / 2 ** 20)
    return new AppError(
      'READER_MEMORY',
      `${name} needs more than the ${megabytes} MB of memory a reader may use. Split it into smaller files.`,
    )
  }
  if (state.silent > limits.silenceMs) {
    return new AppError(
      'READER_TIMEOUT',
      `The reader made no progress on ${name} for ${Math.round(limits.silenceMs / 1000)} seconds and was ended. The file is probably broken.`,
    )
  }
  if (state.total > limits.totalMs()) {
    return new AppError(
      'READER_TIMEOUT',
      `Reading ${name} took longer than ${Math.round(limits.totalMs() / 1000)} seconds and was ended. Split it into smaller files.`,
    )
  }
  return null
}
