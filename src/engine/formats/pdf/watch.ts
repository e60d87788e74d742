import { Script } from 'node:vm'

/** What is thrown when work takes longer than it may. */
export class TimeOut extends Error {}

/** Name of the global that holds the work while it runs. */
const slot = 'carrelWatchedWork'
const script = new Script(`${slot}()`)

/**
 * Runs synchronous work and ends it after `ms` milliseconds with a TimeOut, wherever it is: V8 also interrupts wasm code that loops.
 * What was interrupted is left in the middle of what it did, so whatever state it keeps has to be thrown away. Calls may be nested.
 */
export function within<T>(ms: number, work: () => T): T {
  const global = globalThis as Record<string, unknown>
  const outer = global[slot]
  global[slot] = work
  try {
    return script.runInThisContext({ timeout: ms }) as T
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TimeOut(`more than ${ms} ms`, { cause: error })
    throw error
  } finally {
    global[slot] = outer
  }
}
