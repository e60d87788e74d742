import { setTimeout as wait } from 'node:timers/promises'

/** A worker that ends before it has answered anything is started this often within this time, and then no more until it has passed. */
const mostStillborn = 5
const withinMs = 60_000

/** Keeps workers that cannot live from being started over and over: a library is missing, or the machine has no memory left. */
export interface StartCap {
  /** A worker ended by itself before it answered anything. */
  stillborn(): void
  /** Milliseconds until another may be started; 0: at once. */
  waitMs(): number
  /** Waits that long, or until the signal is aborted. */
  ready(signal?: AbortSignal): Promise<void>
}

/** One cap for a kind of worker; `now` is a monotonic clock in milliseconds. */
export function createStartCap(now: () => number = () => performance.now()): StartCap {
  let ends: number[] = []
  const waitMs = () => {
    ends = ends.filter((at) => now() - at < withinMs)
    return ends.length < mostStillborn ? 0 : ends[0]! + withinMs - now()
  }
  return {
    stillborn: () => void ends.push(now()),
    waitMs,
    ready: async (signal) => {
      for (let left = waitMs(); left > 0; left = waitMs()) await wait(left, undefined, signal ? { signal } : {})
    },
  }
}
