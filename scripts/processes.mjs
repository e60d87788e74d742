// Child processes that never outlive the command that started them.
import { spawn, spawnSync } from 'node:child_process'

/** Signals that end a command from outside. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Exit code a shell gives for a child that ended with this code or signal. */
export function exitCodeOf(code, signal) {
  if (typeof code === 'number') return code
  return { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 }[signal] ?? 1
}

/** Sends a signal to a child and everything it started; a process that has gone already is no error. */
export function signalTree(child, signal) {
  if (!child.pid) return
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}

/**
 * Starts a program in a process group of its own. When this process is told to end, the group is told so once (SIGTERM), and after
 * `graceMs` it is killed; what a child leaves behind when it ends is swept away. Resolves to `{code, signal, interrupted}`.
 */
export function startTree(file, args, { graceMs = 8000, onStarted, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, detached: process.platform !== 'win32', windowsHide: true })
    let interrupted = null
    let timer
    const end = (signal) => {
      if (interrupted) return
      interrupted = signal
      signalTree(child, 'SIGTERM')
      timer = setTimeout(() => signalTree(child, 'SIGKILL'), graceMs)
    }
    for (const signal of endingSignals) process.on(signal, end)
    const finish = () => {
      clearTimeout(timer)
      for (const signal of endingSignals) process.off(signal, end)
    }
    child.once('error', (error) => {
      finish()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      finish()
      signalTree(child, 'SIGKILL')
      resolve({ code: exitCodeOf(code, signal), signal, interrupted })
    })
    onStarted?.(child)
  })
}

/**
 * @typedef {import('node:child_process').SpawnOptions & {timeoutMs?: number, onOutput?: (text: string) => void}} QuietOptions
 */

/**
 * Runs a program to its end and keeps what it printed (standard output and errors together, in `output`).
 * With `onOutput` the text is passed on as it comes; after `timeoutMs` the whole tree is killed and `timedOut` is true.
 * @param {string} file
 * @param {string[]} args
 * @param {QuietOptions} options
 */
export async function runQuietly(file, args, { timeoutMs, onOutput, ...options }) {
  const chunks = []
  let timedOut = false
  let timer
  const ended = await startTree(file, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    onStarted: (child) => {
      if (timeoutMs) {
        timer = setTimeout(() => {
          timedOut = true
          signalTree(child, 'SIGKILL')
        }, timeoutMs)
      }
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8')
        stream.on('data', (text) => {
          chunks.push(text)
          onOutput?.(text)
        })
      }
    },
  }).finally(() => clearTimeout(timer))
  return { ...ended, timedOut, output: chunks.join('') }
}
