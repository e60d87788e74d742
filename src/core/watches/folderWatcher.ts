import { basename } from 'node:path'
import type { FSWatcher } from 'chokidar'
import type { WatchRow } from '../catalog/watchRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { isIgnored } from './listFolder'
import { look } from './look'

/** Hears of changes in watched folders while a host runs, and brings the library in step with them. */
export interface FolderWatcher {
  /** Looks through every watched folder of a workspace once, and from then on listens. */
  follow(workspace: OpenWorkspace): void
  forget(watch: string): void
  /** Whether changes of a folder are heard as they happen, and why not. */
  hears(watch: string): { live: boolean; message?: string }
  close(): Promise<void>
}

/** What is said in quick succession is looked at once, this long after the last word. */
const quietMs = 1_000
/** A file is taken when it has not changed for this long… */
const settleMs = 1_500
/** …or when the first change was this long ago: a log that never rests is taken as it is. */
const longestWaitMs = 30_000
/** Folders that were not there are looked for again. */
const offlineEveryMs = 20_000

interface Followed {
  id: string
  workspace: OpenWorkspace
  watcher: FSWatcher | null
  timer: ReturnType<typeof setTimeout> | null
  /** Monotonic time of the first change that was not looked at yet. */
  changedAt: number | null
  looking: Promise<void> | null
  failure: string | null
}

/** Listens with chokidar, which is plain JavaScript over the system's own messages: what it says is a hint, the look is what counts. */
export function createFolderWatcher(core: CoreContext): FolderWatcher {
  const followed = new Map<string, Followed>()
  const closing = new AbortController()
  const offlineTimer = setInterval(() => {
    for (const one of followed.values()) if (rowOf(one)?.offline) later(one, 0)
  }, offlineEveryMs)
  offlineTimer.unref()

  const forget = (id: string) => {
    const one = followed.get(id)
    if (!one) return
    followed.delete(id)
    if (one.timer) clearTimeout(one.timer)
    void one.watcher?.close()
  }
  const later = (one: Followed, ms: number) => {
    if (closing.signal.aborted || !followed.has(one.id)) return
    if (one.timer) clearTimeout(one.timer)
    one.timer = setTimeout(() => {
      one.timer = null
      one.looking ??= lookAt(one).finally(() => (one.looking = null))
    }, ms)
  }
  const heard = (one: Followed) => {
    one.changedAt ??= performance.now()
    later(one, quietMs)
  }
  const lookAt = async (one: Followed) => {
    const row = rowOf(one)
    if (!row) return forget(one.id)
    const since = one.changedAt
    const patient = since !== null && performance.now() - since < longestWaitMs
    try {
      const found = await look(row, one.workspace, core, { signal: closing.signal, settleMs: patient ? settleMs : 0 })
      if (found === 'later') return later(one, settleMs)
      if (one.changedAt === since) one.changedAt = null
      if (row.offline && rowOf(one)?.offline === 0) await listen(one, row)
    } catch (error) {
      if (!closing.signal.aborted) core.log('a watched folder could not be looked through', { watch: one.id, error })
    }
  }
  const listen = async (one: Followed, row: WatchRow) => {
    await one.watcher?.close()
    one.watcher = await openWatcher(row.path, {
      heard: () => heard(one),
      failed: (error) => {
        one.failure = `Changes are not heard as they happen (${error.message}): they are found when the folder is added again or Carrel starts.`
        core.log('a folder cannot be listened to', { watch: one.id, message: error.message })
      },
    })
    if (closing.signal.aborted || !followed.has(one.id)) await one.watcher.close()
  }

  return {
    follow: (workspace) => {
      for (const row of workspace.watches.list()) {
        if (followed.has(row.id)) continue
        const one: Followed = { id: row.id, workspace, watcher: null, timer: null, changedAt: null, looking: null, failure: null }
        followed.set(row.id, one)
        listen(one, row).catch((error: unknown) => core.log('a folder cannot be listened to', { watch: row.id, error }))
        later(one, 0)
      }
    },
    forget,
    hears: (id) => {
      const one = followed.get(id)
      return { live: Boolean(one && !one.failure), ...(one?.failure ? { message: one.failure } : {}) }
    },
    close: async () => {
      closing.abort()
      clearInterval(offlineTimer)
      const all = [...followed.values()]
      for (const { id } of all) forget(id)
      await Promise.allSettled(all.flatMap(({ looking, watcher }) => [looking, watcher?.close()]))
    },
  }
}

/** The row of a folder; none once it is watched no longer, or its workspace is gone. */
function rowOf({ id, workspace }: Followed): WatchRow | null {
  return (workspace.db.open && workspace.watches.find(id)) || null
}

async function openWatcher(path: string, { heard, failed }: { heard: () => void; failed: (error: Error) => void }): Promise<FSWatcher> {
  const { watch } = await import('chokidar')
  const watcher = watch(path, {
    ignored: (inner) => inner !== path && isIgnored(basename(inner)),
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    awaitWriteFinish: { stabilityThreshold: quietMs, pollInterval: 200 },
  })
  watcher.on('all', heard)
  watcher.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))))
  return watcher
}
