import { AppError } from '../../contract/errors'
import type { WorkerContract } from '../../contract/worker'
import type { Client } from '../../rpc/connectPort'
import { isConnectionLost } from '../../rpc/errorBorder'
import { type LiveWorker, startWorker, type WorkerStart } from './liveWorker'
import { createStartCap } from './startCap'

type IndexClient = Client<WorkerContract>['index']
type Search = IndexClient['search']

export interface IndexWorker {
  /**
   * Calls the one process that owns every LanceDB handle. Where the process ends under the call it is started again and the
   * call repeated once, so every call must be safe to do twice. Throws INDEX_FAILED when it ends again.
   */
  call<T>(ask: (index: IndexClient) => Promise<T>): Promise<T>
  /** The search of the worker contract by a plain call, half as long on the way; as safe as `call`. */
  search(input: Parameters<Search>[0]): ReturnType<Search>
  /** Starts the process ahead of the first call. */
  warm(): void
  pid(): number | null
  close(): Promise<void>
}

/** How long a running write may take to end when the host closes. */
const closeGraceMs = 3_000

/** Owner of the index worker process. */
export function createIndexWorker(start: WorkerStart): IndexWorker {
  const cap = createStartCap()
  let worker: LiveWorker | null = null
  let running = 0
  const live = () => {
    if (worker && !worker.dead) return worker
    if (cap.waitMs() > 0) throw neverUp(cap.waitMs())
    return (worker = startWorker(start, 'index', cap.stillborn))
  }
  const once = async <T>(ask: (worker: LiveWorker) => Promise<T>): Promise<T> => {
    const used = live()
    running += 1
    try {
      return await used.orDeath(ask(used))
    } catch (error) {
      // The pipe breaks a moment before the end of the process is known.
      if (isConnectionLost(error)) used.kill()
      if (used.dead)
        throw new AppError('INDEX_FAILED', 'The index process ended unexpectedly. Try again; if it goes on, verify the workspace.', {
          cause: error,
        })
      throw error
    } finally {
      running -= 1
    }
  }
  const twice = async <T>(ask: (worker: LiveWorker) => Promise<T>): Promise<T> => {
    const used = live()
    try {
      return await once(ask)
    } catch (error) {
      if (!used.dead) throw error
      return await once(ask)
    }
  }
  return {
    call: (ask) => twice((used) => ask(used.client.index)),
    search: (input) => twice((used) => used.plainly('search', input)),
    warm: () => {
      if (cap.waitMs() === 0) live()
    },
    pid: () => (worker && !worker.dead ? worker.pid : null),
    close: async () => {
      const until = performance.now() + closeGraceMs
      while (running > 0 && worker && !worker.dead && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      if (worker && !worker.dead) worker.kill()
      worker = null
    },
  }
}

function neverUp(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1_000)
  return new AppError(
    'INDEX_FAILED',
    `The index process ends as soon as it is started, again and again. It is tried again in ${seconds} seconds; run “carrel doctor” to see what is missing.`,
  )
}
