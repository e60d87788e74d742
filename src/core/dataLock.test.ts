import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acquireDataLock, readHostAddress } from './dataLock'

let folder = ''
let entry = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-lock-'))
  const outDir = join(import.meta.dirname, '../../out/lockTest')
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'dataLock.ts'),
      outDir,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'dataLock.mjs' } },
    },
  })
  entry = join(outDir, 'dataLock.mjs')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function contend(data: string) {
  const program = `import { acquireDataLock } from ${JSON.stringify(entry)}; const lock = acquireDataLock(process.argv[1]); process.stdout.write(lock ? 'won' : 'lost'); if (lock) setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const answer = new Promise<string>((resolve) => child.stdout.once('data', (bytes: Buffer) => resolve(String(bytes))))
  return { child, answer }
}

describe('the lock of a data folder', () => {
  it('is won by exactly one of twenty programs that start at once, and taken over at once after kill -9', { timeout: 60_000 }, async () => {
    const contenders = Array.from({ length: 20 }, () => contend(folder))
    const answers = await Promise.all(contenders.map((one) => one.answer))
    expect(answers.filter((answer) => answer === 'won')).toHaveLength(1)
    expect(acquireDataLock(folder)).toBeNull()
    const winner = contenders[answers.indexOf('won')]
    const ended = new Promise((resolve) => winner?.child.once('exit', resolve))
    winner?.child.kill('SIGKILL')
    await ended
    const lock = acquireDataLock(folder)
    expect(lock).not.toBeNull()
    lock?.release()
  })

  it('tells where the host is in a file only this user can read, for as long as it is held', () => {
    const lock = acquireDataLock(folder)
    expect(readHostAddress(folder)).toBeNull()
    lock?.announce({ address: 'http://127.0.0.1:1', token: 'secret', pid: 1 })
    expect(readHostAddress(folder)?.address).toBe('http://127.0.0.1:1')
    expect(statSync(join(folder, 'host.json')).mode & 0o777).toBe(0o600)
    lock?.release()
    expect(readHostAddress(folder)).toBeNull()
  })
  it('says what to do where its file is something else or the folder cannot be written', () => {
    const other = mkdtempSync(join(folder, 'other-'))
    writeFileSync(join(other, 'host.lock'), 'This is no database, and it is longer than its header of a hundred bytes. '.repeat(20))
    expect(() => acquireDataLock(other)).toThrow(
      expect.objectContaining({ code: 'DATA_DAMAGED', message: expect.stringMatching(/Delete it/) }),
    )
    expect(() => acquireDataLock(join(other, 'host.lock'))).toThrow(expect.objectContaining({ code: 'FILE_PERMISSION' }))
  })
})
