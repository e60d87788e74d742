import { type LiveWorker, startWorker, type WorkerStart } from './liveWorker'
import { createStartCap } from './startCap'

export interface IngestPool {
  /** Lends an idle worker, or starts one; how many run at once is the queue's business. Workers that cannot live are not started over and over. */
  use<T>(work: (worker: LiveWorker) => Promise<T>, signal?: AbortSignal): Promise<T>
  pids(): number[]
  close(): void
}

/** Native memory never shrinks: a worker above this, or after this many documents, is replaced. */
const recycleBytes = 400 * 2 ** 20
const recycleDocuments = 200

/** An idle worker is ended after this long. */
const idleMs = 60_000

/** Worker processes that read documents, kept warm between documents and replaced before they grow. */
export function createIngestPool(start: WorkerStart): IngestPool {
  const cap = createStartCap()
  const idle: LiveWorker[] = []
  const all = new Set<LiveWorker>()
  const timers = new Map<LiveWorker, ReturnType<typeof setTimeout>>()

  const end = (worker: LiveWorker) => {
    clearTimeout(timers.get(worker))
    timers.delete(worker)
    all.delete(worker)
    if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    if (!worker.dead) worker.kill()
  }
  const take = (): LiveWorker => {
    for (;;) {
      const worker = idle.pop()
      if (!worker) break
      clearTimeout(timers.get(worker))
      if (!worker.dead) return worker
      all.delete(worker)
    }
    const worker = startWorker(start, 'ingest', cap.stillborn)
    all.add(worker)
    return worker
  }
  const giveBack = async (worker: LiveWorker) => {
    worker.documents += 1
    const memory = worker.dead ? null : await worker.memory()
    if (worker.dead || closed || worker.documents >= recycleDocuments || (memory ?? 0) > recycleBytes) return end(worker)
    idle.push(worker)
    timers.set(
      worker,
      setTimeout(() => end(worker), idleMs),
    )
  }

  let closed = false
  return {
    use: async (work, signal) => {
      if (idle.length === 0) await cap.ready(signal)
      const worker = take()
      try {
        return await work(worker)
      } finally {
        await giveBack(worker)
      }
    },
    pids: () => [...all].map((worker) => worker.pid),
    close: () => {
      closed = true
      for (const worker of [...all]) end(worker)
    },
  }
}
