import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runQuietly } from './processes.mjs'
import { inProject } from './project.mjs'

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    // A killed process whose parent has not asked for its code yet still has a number.
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** A launcher with a child that ignores SIGTERM and a grandchild; prints the two process numbers. */
const family = `
  const { startTree } = await import(${JSON.stringify(inProject('scripts/processes.mjs'))})
  const grandchild = "setInterval(() => {}, 1000)"
  const child = "process.on('SIGTERM', () => {}); const c = require('node:child_process').spawn(process.execPath, ['-e', " + JSON.stringify(grandchild) + "]); console.log(process.pid, c.pid); setInterval(() => {}, 1000)"
  const ended = await startTree(process.execPath, ['-e', child], { stdio: ['ignore', 'inherit', 'inherit'], graceMs: 300 })
  console.log('interrupted by ' + ended.interrupted)`

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the child and what the child started, even where it does not listen',
  async (signal) => {
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', family])
    let output = ''
    launcher.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    await expect.poll(() => /^(\d+) (\d+)\n/.test(output), { timeout: 10_000 }).toBe(true)
    const pids = output.split(/\s/).slice(0, 2).map(Number)
    expect(pids.map(isAlive)).toEqual([true, true])
    launcher.kill(signal)
    await new Promise((resolve) => launcher.once('close', resolve))
    expect(output).toContain(`interrupted by ${signal}`)
    await expect.poll(() => pids.map(isAlive), { timeout: 5_000 }).toEqual([false, false])
  },
)

test('what runs too long is killed with everything it printed kept', async () => {
  const result = await runQuietly(process.execPath, ['-e', "console.log('begun'); setInterval(() => {}, 1000)"], {
    cwd: mkdtempSync(join(tmpdir(), 'carrel-processes-')),
    timeoutMs: 1500,
  })
  expect(result).toMatchObject({ timedOut: true, output: 'begun\n' })
  expect(result.code).not.toBe(0)
})
