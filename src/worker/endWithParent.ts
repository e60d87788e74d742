import { Worker } from 'node:worker_threads'
import type { Port } from '../rpc/port'

/**
 * Ends this process with its host, whatever it is doing: at once when the pipe closes and, because a busy loop sees no message,
 * within two seconds by a thread of its own that looks whether the parent is still there.
 */
export function endWithParent(port: Port): void {
  port.onClose(() => process.exit(0))
  const watchdog = new Worker(`(${watchParent.toString()})(process)`, { eval: true, name: 'watchdog' })
  watchdog.unref()
  watchdog.on('error', () => process.exit(1))
}

/** Runs in the thread, from its own source text: it may use nothing of this module. */
function watchParent(own: NodeJS.Process): void {
  const parent = own.ppid
  const isThere = () => {
    if (own.ppid !== parent) return false
    try {
      return own.kill(parent, 0)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  }
  setInterval(() => isThere() || own.kill(own.pid, 'SIGKILL'), 1_000)
}
