import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { childPort } from '../rpc/childPort'
import type { SpawnWorker } from '../rpc/spawnWorker'

export interface SpawnChildOptions {
  /** Added to the few variables a worker gets. */
  env?: Record<string, string>
  /** Flags for Node, e.g. `--max-old-space-size=1024`. */
  execArgv?: readonly string[]
}

/** What a worker may know of its surroundings: enough to run, nothing that could be a key. */
const inheritedNames = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL', 'TZ', 'LANCEDB_LOG', 'RUST_LOG']

/** Size of a memory page in /proc/PID/statm, in bytes, on every Linux Node 24 is built for. */
const memoryPageBytes = 4096

/**
 * A reader makes much short-lived garbage. With the default young generation most of it is promoted before it dies, and 5,000 pages
 * of a PDF took 360 MB where 8 MiB of young generation take 220 with the same processor time (Node 24, 2026-11-21).
 */
const readerFlags = ['--max-semi-space-size=8']

/** Starts workers as child processes of Node, with their messages over an IPC channel; what they print to stderr is seen. */
export function spawnChild({ env = {}, execArgv = [] }: SpawnChildOptions = {}): SpawnWorker {
  return (entry, { kind, env: own } = {}) => {
    const child = fork(entry, kind ? [kind] : [], {
      execArgv: [...(kind === 'ingest' ? readerFlags : []), ...execArgv],
      env: { ...inherited(), ...own, ...env },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 2, 'ipc'],
    })
    const listeners: Parameters<ReturnType<SpawnWorker>['onExit']>[0][] = []
    let ended: { code: number | null; signal: string | null } | undefined
    const end = (code: number | null, signal: string | null) => {
      if (ended) return
      ended = { code, signal }
      for (const listener of listeners) listener(ended)
    }
    child.on('exit', end)
    child.on('error', () => child.pid === undefined && end(null, null))
    return {
      pid: child.pid ?? 0,
      port: childPort(child),
      kill: (signal = 'SIGKILL') => void child.kill(signal),
      onExit: (listener) => (ended ? listener(ended) : void listeners.push(listener)),
      memory: () => (ended || child.pid === undefined ? Promise.resolve(null) : residentBytes(child.pid)),
    }
  }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(inheritedNames.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}

/** The second field of statm counts resident pages: proc(5). */
async function residentBytes(pid: number): Promise<number | null> {
  try {
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')
    return Number(pages) * memoryPageBytes
  } catch {
    return null
  }
}
