import type { WorkerContract } from '../../contract/worker'
import { type Client, connectPort } from '../../rpc/connectPort'
import { connectPlainCalls, type PlainHandlers, servePlainCalls } from '../../rpc/plainCalls'
import type { SpawnWorker } from '../../rpc/spawnWorker'
import { wellSpoken } from './wellSpoken'

/** A worker process with its connection. */
export interface LiveWorker {
  readonly pid: number
  readonly client: Client<WorkerContract>
  /** A plain call: what is asked at every search, by the short way. */
  plainly<Output>(name: string, input: unknown): Promise<Output>
  readonly dead: boolean
  /**
   * The work, or a rejection as soon as the process ends. Not a race with one promise of its death: that promise would keep the result
   * of every race until it settles, which is the whole life of the process.
   */
  orDeath<T>(work: Promise<T>): Promise<T>
  /** Documents read since it started. */
  documents: number
  memory(): Promise<number | null>
  /** Ends the process at once. */
  kill(): void
}

/** How the worker processes of a host are started, and what they may ask of it. */
export interface WorkerStart {
  spawn: SpawnWorker
  entry: string
  /** Plain calls of the workers that the host answers. */
  answers?: PlainHandlers
}

/** Starts a worker process; it answers once it is up. `stillborn` is called where it ends by itself before it has answered anything. */
export function startWorker(
  { spawn, entry, answers = {} }: WorkerStart,
  kind: 'ingest' | 'index' | 'learn' | 'generate',
  stillborn: () => void = () => {},
): LiveWorker {
  const child = spawn(entry, { kind })
  // A word that is no answer would fall over where nobody catches it: whoever says one is not listened to any longer.
  const spoken = wellSpoken(child.port, () => child.kill('SIGKILL'))
  let hasSpoken = false
  let hasClosed = false
  let isKilled = false
  spoken.onMessage(() => (hasSpoken = true))
  spoken.onClose(() => (hasClosed = true))
  const plain = connectPlainCalls(servePlainCalls(spoken, answers, 'up'))
  const connection = connectPort<WorkerContract>(plain.port)
  let dead = false
  let ended: Error | undefined
  const waiting = new Set<(reason: Error) => void>()
  child.onExit(() => {
    if (!isKilled && !hasSpoken) stillborn()
    dead = true
    connection.close()
    ended = new Error('The worker process ended.')
    for (const reject of waiting) reject(ended)
    waiting.clear()
  })
  return {
    pid: child.pid,
    client: connection.client,
    plainly: plain.call,
    get dead() {
      return dead
    },
    orDeath: (work) =>
      new Promise((resolve, reject) => {
        if (ended) reject(ended)
        else waiting.add(reject)
        work.then(resolve, reject).finally(() => waiting.delete(reject))
      }),
    documents: 0,
    memory: () => child.memory(),
    kill: () => {
      dead = true
      // One whose pipe has closed has ended by itself.
      isKilled ||= !hasClosed
      child.kill('SIGKILL')
    },
  }
}
