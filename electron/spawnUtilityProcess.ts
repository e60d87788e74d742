import { app, utilityProcess } from 'electron'
import type { SpawnWorker, WorkerProcess } from '../src/rpc/spawnWorker'
import type { Port } from '../src/rpc/port'

/** What a worker may know of its surroundings: enough to run, nothing that could be a key. */
export const workerEnvironmentNames = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL', 'TZ'] as const

function workerEnvironment(): Record<string, string> {
  return Object.fromEntries(workerEnvironmentNames.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}

type Exit = { code: number | null; signal: string | null }

/** Listeners that hear of an ending once, also where they come too late. */
function ending<Event>() {
  const listeners: ((event: Event) => void)[] = []
  let ended: { event: Event } | null = null
  return {
    end(event: Event) {
      if (ended) return
      ended = { event }
      for (const listener of listeners) listener(event)
    },
    hear: (listener: (event: Event) => void) => (ended ? listener(ended.event) : void listeners.push(listener)),
    hasEnded: () => ended !== null,
  }
}

/** Starts workers as utility processes of Electron: Node without a window, whose crash costs one job. */
export const spawnUtilityProcess: SpawnWorker = (entry, { kind, env } = {}): WorkerProcess => {
  const child = utilityProcess.fork(entry, kind ? [kind] : [], {
    env: { ...workerEnvironment(), ...env },
    serviceName: `Carrel ${kind ?? 'worker'}`,
    // What a library prints is not for the standard output of the app; errors are seen where it was started from.
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exit = ending<Exit>()
  const close = ending<void>()
  child.once('exit', (code) => {
    exit.end({ code, signal: null })
    close.end()
  })
  const port: Port = {
    send: (message) => {
      if (!exit.hasEnded()) child.postMessage(message)
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: close.hear,
    close: () => {
      child.kill()
      close.end()
    },
  }
  return {
    get pid() {
      return child.pid ?? 0
    },
    port,
    kill: (signal = 'SIGKILL') => end(child, signal),
    onExit: exit.hear,
    memory: async () => residentBytes(child.pid),
  }
}

/**
 * Electron's own kill asks politely; a worker that hangs in native code hears nothing and has to be killed by its number,
 * which it has once it runs.
 */
function end(child: Electron.UtilityProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) {
    child.once('spawn', () => end(child, signal))
    return
  }
  if (signal === 'SIGTERM') child.kill()
  else process.kill(child.pid, signal)
}

function residentBytes(pid: number | undefined): number | null {
  const metric = app.getAppMetrics().find((process) => process.pid === pid)
  return metric ? metric.memory.workingSetSize * 1024 : null
}
