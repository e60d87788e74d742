import type { Deletion } from '../../contract/deletions'
import type { Log } from '../context'

/** Deletions that can be taken back for a while: what runs in their workspaces ends at once, their files stay where they are. */
export interface Graces {
  /** Whether the time to take it back is over. The first time it is asked of one, its time begins to run. */
  isOver: (deletion: Deletion) => boolean
  /** Resolves when the workspace is not being let go of. */
  rested: (id: string) => Promise<void>
  close: () => void
}

interface GracesOptions {
  now: () => string
  letGo: (id: string) => Promise<void>
  log: Log
  /** The time of one is over. */
  onOver: () => void
}

const longestMs = 86_400_000

/** Counts by the monotonic clock: a clock that is set anew erases nothing earlier. */
export function createGraces({ now, letGo, log, onOver }: GracesOptions): Graces {
  const over = new Map<string, number>()
  const resting = new Map<string, Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  const begin = ({ id, eraseAfter }: Deletion): number => {
    const leftMs = Math.min(Math.max(Date.parse(eraseAfter!) - Date.parse(now()), 0), longestMs)
    const at = performance.now() + leftMs
    over.set(id, at)
    const timer = setTimeout(() => {
      timers.delete(timer)
      onOver()
    }, leftMs + 1).unref()
    timers.add(timer)
    const rest = letGo(id).catch((error: unknown) => log('a deleted workspace could not be closed', { workspace: id, error }))
    resting.set(
      id,
      rest.finally(() => resting.delete(id)),
    )
    return at
  }
  return {
    isOver: (deletion) => {
      if (deletion.eraseAfter === null || deletion.begunAt !== null) return true
      return performance.now() >= (over.get(deletion.id) ?? begin(deletion))
    },
    rested: async (id) => {
      await resting.get(id)
      over.delete(id)
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
