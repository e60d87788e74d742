import { AppError } from '../../contract/errors'

export interface SourceLimits {
  /** Longest time for one fetch with all its redirects, in milliseconds. */
  totalMs: number
  /** Longest silence, in milliseconds. */
  stallMs: number
  /** Most bytes of an answer, as sent and as inflated. */
  maxBytes: number
  maxRedirects: number
}

export const sourceLimits: SourceLimits = { totalMs: 20_000, stallMs: 10_000, maxBytes: 10 * 2 ** 20, maxRedirects: 5 }

/** The time one fetch has. */
export interface Clock {
  /** Aborted by the caller, by the end of the time, or by silence. */
  signal: AbortSignal
  /** Why it was aborted, where it was for its time. */
  verdict: AppError | null
  /** Who is being asked. */
  host: string
  heard: () => void
  stop: () => void
}

/** Starts the time of a fetch: as a whole, and for each silence. */
export function startClock({ totalMs, stallMs }: SourceLimits, outer: AbortSignal): Clock {
  const cut = new AbortController()
  const end = (sentence: string) => {
    clock.verdict ??= new AppError('SOURCE_UNREACHABLE', `${clock.host} ${sentence} Retry later, or save the page as a file and add that.`)
    cut.abort()
  }
  const silent = () => end(`said nothing for ${Math.round(stallMs / 100) / 10} seconds.`)
  let stall = setTimeout(silent, stallMs)
  const total = setTimeout(() => end(`took longer than ${Math.round(totalMs / 100) / 10} seconds.`), totalMs)
  const clock: Clock = {
    signal: AbortSignal.any([outer, cut.signal]),
    verdict: null,
    host: 'The host',
    heard: () => {
      clearTimeout(stall)
      stall = setTimeout(silent, stallMs)
    },
    stop: () => {
      clearTimeout(stall)
      clearTimeout(total)
    },
  }
  return clock
}

/** A name that is never answered for must not outlast the time. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
