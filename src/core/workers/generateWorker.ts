import { AppError } from '../../contract/errors'
import type { LlmEvent, LocalRequest } from '../../engine/llm'
import { isConnectionLost } from '../../rpc/errorBorder'
import { type LiveWorker, startWorker, type WorkerStart } from './liveWorker'
import { createStartCap } from './startCap'

export interface GenerateWorker {
  /**
   * Streams the answer of a model of this machine. Ends at once when the signal is aborted. Throws MODEL_ANSWER where the process ends
   * under it, MODEL_STALLED, and what the model throws.
   */
  generate(request: LocalRequest, signal: AbortSignal): AsyncGenerator<LlmEvent>
  pid(): number | null
  close(): void
}

export interface GenerateLimits {
  /** A worker that nobody asks is ended after this long, and its memory is free again. */
  idleMs: number
  /** Longest time until the first word: the model is loaded and reads all passages. */
  firstMs: number
  /** Longest silence between words. */
  silenceMs: number
  /** How long a stopped answer may take to end by itself before its process is ended. */
  stopMs: number
}

const usual: GenerateLimits = { idleMs: 5 * 60_000, firstMs: 10 * 60_000, silenceMs: 60_000, stopMs: 20_000 }

/** Owner of the one process that runs a language model: started at its first use, ended when nobody has asked for a while. */
export function createGenerateWorker(start: WorkerStart, limits: Partial<GenerateLimits> = {}): GenerateWorker {
  const { idleMs, firstMs, silenceMs, stopMs } = { ...usual, ...limits }
  const cap = createStartCap()
  const stuck = new WeakSet<LiveWorker>()
  let worker: LiveWorker | null = null
  let users = 0
  let idle: ReturnType<typeof setTimeout> | undefined

  const live = () => {
    if (worker && !worker.dead) return worker
    if (cap.waitMs() > 0)
      throw new AppError(
        'MODEL_ANSWER',
        'The process that runs the model ends as soon as it is started. Try again in a minute, or choose another model.',
      )
    return (worker = startWorker(start, 'generate', cap.stillborn))
  }
  const end = () => {
    if (worker && !worker.dead) worker.kill()
    worker = null
  }
  const leave = () => {
    users -= 1
    if (users > 0) return
    idle = setTimeout(end, idleMs)
    idle.unref()
  }

  /** One try; `again`: its process was ended before the first word, because the answer before would not stop. */
  async function* once(request: LocalRequest, signal: AbortSignal): AsyncGenerator<LlmEvent, 'again' | undefined> {
    const used = live()
    let events: AsyncIterator<LlmEvent> | null = null
    let hasEnded = false
    let hasSpoken = false
    try {
      events = await orStop(used.orDeath(used.client.generate.answer(request, { signal })), signal)
      while (events) {
        const work = orStalled(used.orDeath(events.next()), hasSpoken ? silenceMs : firstMs)
        const next: IteratorResult<LlmEvent> | null = await orStop(work, signal)
        if (!next || next.done) break
        hasSpoken = true
        yield next.value
      }
      hasEnded = !signal.aborted
    } catch (error) {
      if (signal.aborted) return undefined
      // The pipe breaks a moment before the end of the process is known.
      if (isConnectionLost(error) || isStall(error)) used.kill()
      if (isStall(error) || !used.dead) throw error
      if (!hasSpoken && stuck.has(used)) return 'again'
      throw new AppError(
        'MODEL_ANSWER',
        'The process that runs the model ended unexpectedly, perhaps for want of memory. Ask again; if it goes on, choose a smaller model.',
        { cause: error },
      )
    } finally {
      if (!hasEnded) letEnd(used, events)
    }
    return undefined
  }
  /** Whoever stopped does not wait: the answer ends behind their back, or its process does. */
  const letEnd = (used: LiveWorker, events: AsyncIterator<LlmEvent> | null) => {
    if (used.dead) return
    const timer = setTimeout(() => {
      stuck.add(used)
      used.kill()
    }, stopMs)
    timer.unref()
    events?.return?.(undefined).catch(() => {})
    used
      .orDeath(used.client.generate.rest())
      .catch(() => {})
      .finally(() => clearTimeout(timer))
  }

  return {
    async *generate(request, signal) {
      if (signal.aborted) return
      clearTimeout(idle)
      users += 1
      try {
        const end = yield* once(request, signal)
        if (end === 'again') yield* once(request, signal)
      } finally {
        leave()
      }
    },
    pid: () => (worker && !worker.dead ? worker.pid : null),
    close: () => {
      clearTimeout(idle)
      end()
    },
  }
}

/** The work, or null as soon as the signal is aborted. */
function orStop<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  work.catch(() => {})
  return new Promise((resolve, reject) => {
    const stop = () => resolve(null)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function orStalled<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(
        new AppError(
          'MODEL_STALLED',
          `The model said nothing for ${Math.round(milliseconds / 1_000)} seconds and was ended. It may be too large for this machine: choose a smaller one.`,
        ),
      )
    const timer = setTimeout(late, milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function isStall(error: unknown): boolean {
  return (error as { code?: string }).code === 'MODEL_STALLED'
}
