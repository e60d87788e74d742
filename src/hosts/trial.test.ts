import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finalStatuses, type Document } from '../contract/documents'
import { finalJobStates } from '../contract/jobs'
import { acquireDataLock } from '../core/dataLock'
import { type RunningHost, startHost } from './startHost'

/* A real host with real worker processes, whose reader does its worst: every way of it ends in the state that is named here. */

const workspace = 'w'
let folder = ''
let host: RunningHost
const logged: object[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-trial-'))
  mkdirSync(join(folder, 'data'))
  const lock = acquireDataLock(join(folder, 'data'))
  if (!lock) throw new Error('the data folder is locked')
  host = await startHost(lock, {
    data: join(folder, 'data'),
    kind: 'cli',
    port: 0,
    log: (message, details) => void logged.push({ message, ...details }),
  })
  await host.client.workspaces.create({ name: workspace })
  // Two that go silent are waited for at once.
  await host.client.settings.update({ ingestWorkers: 2 })
})
afterAll(async () => {
  await host.close()
  expect(logged.filter((line) => 'error' in line)).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const submit = async (path: string) => (await host.client.documents.add({ workspace, sources: [{ kind: 'path', path }] })).job
async function end(job: string): Promise<void> {
  for await (const next of await host.client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) return
}
const find = async (name: string) => (await host.client.documents.get({ workspace, document: name })).document

async function outcomeOf(name: string, instructions: object): Promise<Document> {
  await end(await submit(file(`${name}.carrel-trial`, JSON.stringify({ carrelTrial: instructions }))))
  return find(`${name}.carrel-trial`)
}

let good = 0
async function readsOn(): Promise<void> {
  const name = `good-${++good}.txt`
  await end(await submit(file(name, `Good file number ${good}.`)))
  expect(await find(name)).toMatchObject({ status: 'ready', passages: 1 })
}

describe('a reader that ends its process', () => {
  it.each([
    ['with a code', 'exit', { exit: 1 }],
    ['with the code of success', 'exit-0', { exit: 0 }],
    ['by a native fault', 'segv', { segv: true }],
    ['by a native check', 'abort', { abort: true }],
  ])('%s is set aside, and the next file is read', { timeout: 60_000 }, async (_how, name, mischief) => {
    expect(await outcomeOf(name, { pages: 3, at: [2], ...mischief })).toMatchObject({ status: 'failed', code: 'READER_CRASHED' })
    await readsOn()
  })

  it('by taking all memory is set aside for that', { timeout: 90_000 }, async () => {
    expect(await outcomeOf('oom', { oom: true })).toMatchObject({ status: 'failed', code: 'READER_MEMORY' })
    await readsOn()
  })
})

describe('a reader that goes silent', () => {
  const silent = { status: 'failed', code: 'READER_TIMEOUT', message: expect.stringMatching(/no progress .* for 30 seconds/) }
  it('asleep, or in a computation without end, is ended after half a minute', { timeout: 150_000 }, async () => {
    const start = performance.now()
    const ended = await Promise.all([outcomeOf('sleep', { sleep: true }), outcomeOf('spin', { spin: true })])
    expect(ended).toEqual([expect.objectContaining(silent), expect.objectContaining(silent)])
    // One after the other where there is a single reader.
    expect(performance.now() - start).toBeLessThan(90_000)
    await readsOn()
  })

  it('and does not hear that it is cancelled is ended within three seconds', { timeout: 60_000 }, async () => {
    const job = await submit(file('deaf.carrel-trial', JSON.stringify({ carrelTrial: { ignoreCancel: true } })))
    while ((await find('deaf.carrel-trial').catch(() => null))?.status !== 'extracting')
      await new Promise((resolve) => setTimeout(resolve, 30))
    const start = performance.now()
    await host.client.jobs.cancel({ workspace, job })
    while (!finalStatuses.includes((await find('deaf.carrel-trial')).status)) await new Promise((resolve) => setTimeout(resolve, 30))
    expect(performance.now() - start).toBeLessThan(3_000)
    expect(await find('deaf.carrel-trial')).toMatchObject({ status: 'cancelled' })
    await readsOn()
  })
})

describe('a reader that says too much', () => {
  const ready = { status: 'ready', pages: 3, passages: 3, coverage: { read: 3, recognised: 0, empty: 0, failed: 0 } }

  it('prints a gigabyte and is read all the same', { timeout: 60_000 }, async () => {
    expect(await outcomeOf('flood', { pages: 3, at: [2], flood: 1_024 })).toMatchObject(ready)
    await readsOn()
  })

  it('sends a word of 200 MB and is set aside, while the host goes on', { timeout: 60_000 }, async () => {
    expect(await outcomeOf('giant', { pages: 3, at: [2], giant: 200, sleep: true })).toMatchObject({
      status: 'failed',
      code: 'READER_CRASHED',
    })
    await readsOn()
  })

  it('gives a reason of 200 MB and is told the beginning of it', { timeout: 60_000 }, async () => {
    const document = await outcomeOf('reason', { pages: 3, failOnPage: 2, reasonLength: 200 << 20 })
    expect(document).toMatchObject({ status: 'ready-partly', coverage: { read: 2, failed: 1 } })
    expect(document.message!.length).toBeLessThan(5_000)
    await readsOn()
  })

  it('answers twice and counts once', { timeout: 60_000 }, async () => {
    expect(await outcomeOf('twice', { pages: 3, twice: true })).toMatchObject(ready)
    const { hits } = await host.client.search.query({ workspace, query: 'trial', documents: ['twice.carrel-trial'] })
    expect(hits).toHaveLength(3)
    await readsOn()
  })

  it('answers other calls than its own, which nobody hears', { timeout: 60_000 }, async () => {
    expect(await outcomeOf('foreign', { pages: 3, foreign: true })).toMatchObject(ready)
    await readsOn()
  })
})

it('leaves a workspace in which everything is as it should be', { timeout: 60_000 }, async () => {
  const { job } = await host.client.workspaces.verify({ workspace })
  await end(job)
  expect((await host.client.jobs.get({ workspace, job })).job).toMatchObject({ result: { ok: true, problems: [] } })
})
