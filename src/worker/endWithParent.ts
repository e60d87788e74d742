import { Worker } from 'node:worker_threads'
import type { Port } from '../rpc/port'

/**
 * Ends this process with its host, whatever it is doing: at once when the pipe closes and, because a busy loop sees no message,
 * within two seconds by a thread of its own that looks whether the parent is still there.
 */
export function endWithParent(port: Port): void {
  // Not process.exit, which waits for threads and native code to end, on a busy machine for seconds.
  port.onClose(() => process.kill(process.pid, 'SIGKILL'))
  // Its own parent now, not when the thread has started: a process whose parent is gone gets another one, which lives for ever.
  const watchdog = new Worker(`(${watchParent.toString()})(process, ${process.ppid})`, { eval: true, name: 'watchdog' })
  watchdog.unref()
  watchdog.on('error', () => process.exit(1))
}

/** Runs in the thread, from its own source text: it may use nothing of this module. */
function watchParent(own: NodeJS.Process, parent: number): void {
  const isThere = () => {
    if (own.ppid !== parent) return false
    try {
      return own.kill(parent, 0)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  }
  const look = () => isThere() || own.kill(own.pid, 'SIGKILL')
  look()
  setInterval(look, 1_000)
}
