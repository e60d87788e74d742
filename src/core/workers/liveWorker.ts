import type { WorkerContract } from '../../contract/worker'
import { type Client, connectPort } from '../../rpc/connectPort'
import type { SpawnWorker } from '../../rpc/spawnWorker'
import { wellSpoken } from './wellSpoken'

/** A worker process with its connection. */
export interface LiveWorker {
  readonly pid: number
  readonly client: Client<WorkerContract>
  readonly dead: boolean
  /** Rejects when the process ends. */
  readonly died: Promise<never>
  /** Documents read since it started. */
  documents: number
  memory(): Promise<number | null>
  /** Ends the process at once. */
  kill(): void
}

/** Starts a worker process; it answers once it is up. */
export function startWorker(spawn: SpawnWorker, entry: string, kind: 'ingest' | 'index'): LiveWorker {
  const child = spawn(entry, { kind })
  // A word that is no answer would fall over where nobody catches it: whoever says one is not listened to any longer.
  const connection = connectPort<WorkerContract>(wellSpoken(child.port, () => child.kill('SIGKILL')))
  let dead = false
  const died = new Promise<never>((_resolve, reject) => {
    child.onExit(() => {
      dead = true
      connection.close()
      reject(new Error('The worker process ended.'))
    })
  })
  died.catch(() => {})
  return {
    pid: child.pid,
    client: connection.client,
    get dead() {
      return dead
    },
    died,
    documents: 0,
    memory: () => child.memory(),
    kill: () => {
      dead = true
      child.kill('SIGKILL')
    },
  }
}
