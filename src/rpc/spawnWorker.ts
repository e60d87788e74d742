import type { PortLike } from './port'

/** A running worker process, whichever host started it. */
export interface WorkerProcess {
  /** 0 where the process could not be started. */
  readonly pid: number
  /** Speaks the worker contract. */
  readonly port: PortLike
  /** Ends the process: SIGTERM asks, SIGKILL (the default) does not. */
  kill(signal?: 'SIGTERM' | 'SIGKILL'): void
  /** Called once when the process has ended, at once where it has ended already; code is null where a signal or a failed start ended it. */
  onExit(listener: (exit: { code: number | null; signal: string | null }) => void): void
  /** Resident memory in bytes; null where this system does not tell, or the process is gone. */
  memory(): Promise<number | null>
}

export interface SpawnWorkerOptions {
  /** What the process is for: shown in process lists, and readers get a young generation of their size. */
  kind?: 'ingest' | 'index' | 'learn' | 'generate'
  /** Variables the process gets beside the few that every worker may have. */
  env?: Record<string, string>
}

/** Starts one worker process from a bundled entry (absolute path); core is given this by its host. */
export type SpawnWorker = (entry: string, options?: SpawnWorkerOptions) => WorkerProcess
