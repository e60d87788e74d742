import { setTimeout } from 'node:timers/promises'

/** How often work that goes on is told of, in milliseconds: well below the silence after which a reader is taken for hung. */
const beatMs = 1_000

/** Waits for a piece of work, and yields at most once a second as long as it gives signs of life. */
export async function* whileWorking<T>(start: (alive: () => void) => Promise<T>): AsyncGenerator<void, T> {
  let alive = false
  let isDone = false
  const work = start(() => void (alive = true)).finally(() => void (isDone = true))
  const timer = new AbortController()
  while (!isDone) {
    await Promise.race([work, setTimeout(beatMs, undefined, timer).catch(() => {})])
    if (!isDone && alive) yield
    alive = false
  }
  timer.abort()
  return work
}
