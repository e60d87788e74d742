import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SearchHit } from '../src/contract/search'
import { expect, test } from './app'
import { makeMixedFolder } from './folders'
import { runCommand, runJson } from './host'
import { attemptsIn, guardedPids } from './networkLog'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { switcher } from './pages/switcher'

interface Added {
  added: { name: string; status: string; code?: string; message?: string }[]
  totals: { documents: number; failed: number }
}

test('while the window is open, the command line works on the same data through its host, and the window shows what it did', async ({
  app,
}) => {
  const { page, options } = app
  const { path, readable, broken } = makeMixedFolder(app.scratch)

  await runJson(['workspace', 'create', 'Quay'], options)
  await switcher(page).open('Quay')

  const before = guardedPids(options.networkLog).length
  const { added, totals } = await runJson<Added>(['add', 'Quay', path], options, 1)
  const started = guardedPids(options.networkLog).length - before
  expect(added.map(({ name }) => name).sort()).toEqual([...readable, broken].sort())
  expect(totals).toMatchObject({ documents: readable.length + 1, failed: 1 })
  expect(added.find(({ name }) => name === broken)).toMatchObject({ status: 'failed', code: 'DOCUMENT_CORRUPT' })
  await library(page).expectReady(readable)

  const { hits } = await runJson<{ hits: SearchHit[] }>(['search', 'Quay', 'notice period', '--limit', '3'], options)
  expect(hits[0]?.text.toLowerCase()).toContain('notice period')

  await page.reload()
  await conversation(page).ask('What is the notice period?')
  await conversation(page).expectWhole()
  const asked = await runJson<{ answer: string; citations: { name: string }[] }>(['ask', 'Quay', 'What is the notice period?'], options)
  expect(asked.citations.length).toBeGreaterThan(0)
  await expect(conversation(page).answers).toHaveCount(1)

  const removed = await runCommand(['remove', 'Quay', 'page.html'], options)
  expect(removed.code, removed.stderr).toBe(0)
  await expect(library(page).rowOf('page.html')).toHaveCount(0)

  const verified = await runJson<{ ok: boolean; problems: unknown[] }>(['workspace', 'verify', 'Quay'], options)
  expect(verified).toEqual({ ok: true, problems: [] })
  expect(started, 'the command itself, and workers of the host it asked').toBeGreaterThan(0)
})

test('the command line alone reads a folder, answers, tells its exit codes and leaves no process behind', async ({ app }) => {
  const options = { ...app.options, data: join(app.scratch, 'own'), networkLog: join(app.scratch, 'own.jsonl') }
  const { path, readable } = makeMixedFolder(app.scratch)

  expect((await runCommand(['no-such-command'], options)).code).toBe(2)
  expect((await runCommand(['add', 'Missing', path], options)).code).toBe(4)
  await runJson(['workspace', 'create', 'Quay'], options)
  const { added } = await runJson<Added>(['add', 'Quay', path], options, 1)
  expect(
    added
      .filter(({ status }) => status === 'ready')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...readable].sort())

  const answer = await runJson<{ claims: { verified: boolean }[]; citations: { quote: string }[] }>(
    ['ask', 'Quay', 'How much is the monthly rent?'],
    options,
  )
  expect(answer.claims.length).toBeGreaterThan(0)
  expect(answer.claims.every(({ verified }) => verified)).toBe(true)
  expect(answer.citations.some(({ quote }) => quote.includes('4,200'))).toBe(true)

  const pids = guardedPids(options.networkLog)
  expect(pids.length, 'commands and their workers').toBeGreaterThan(4)
  expect(pids.filter(isAlive), 'processes left behind').toEqual([])
  expect(attemptsIn(options.networkLog)).toEqual([])
})

/** Whether a process runs; one that has ended and only waits for its end to be noticed does not. */
function isAlive(pid: number): boolean {
  try {
    if (process.platform === 'linux') return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
