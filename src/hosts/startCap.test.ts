import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { spawnChild } from './spawnChild'
import { createIndexWorker } from '../core/workers/indexWorker'
import { createStartCap } from '../core/workers/startCap'

const folder = mkdtempSync(join(tmpdir(), 'carrel-cap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('after five stillborn workers within a minute, the next start waits until the first is a minute ago', () => {
  let now = 0
  const cap = createStartCap(() => now)
  for (let i = 0; i < 5; i++) {
    expect(cap.waitMs()).toBe(0)
    cap.stillborn()
    now += 1_000
  }
  expect(cap.waitMs()).toBe(55_000)
  now += 55_000
  expect(cap.waitMs()).toBe(0)
  cap.stillborn()
  expect(cap.waitMs()).toBe(1_000)
})

test('waiting ends with the signal', async () => {
  const cap = createStartCap()
  for (let i = 0; i < 5; i++) cap.stillborn()
  await expect(cap.ready(AbortSignal.timeout(20))).rejects.toThrow('aborted')
})

test('an index process that cannot start is started about five times, then said to be so at once', async () => {
  const entry = join(folder, 'entry.mjs')
  writeFileSync(entry, 'process.exit(1)')
  let starts = 0
  const spawn = spawnChild()
  const index = createIndexWorker({ entry, spawn: (...words) => (starts++, spawn(...words)) })
  const messages: string[] = []
  for (let i = 0; i < 5; i++)
    await index.call((client) => client.stats({ index: folder, embedder: 'hash' })).catch((error: Error) => messages.push(error.message))
  // The end of a process may be known a moment after its pipe has broken.
  expect(starts).toBeLessThanOrEqual(6)
  expect(messages.at(-1)).toMatch(/ends as soon as it is started.*doctor/)
  await index.close()
})
