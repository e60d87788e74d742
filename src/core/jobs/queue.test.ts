import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors'
import type { JobKind } from '../../contract/jobs'
import { type OpenWorkspace, openWorkspace } from '../workspaces/openWorkspaces'
import { type Outcome, Queue, type Runner } from './queue'

const now = () => new Date().toISOString()
const done: Outcome = { state: 'done' }

let folder = ''
let workspace: OpenWorkspace
const queues: Queue[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-queue-'))
  workspace = openWorkspace('w', folder, { now, embedder: 'hash', backups: join(folder, 'backups') })
})
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.close()
  if (workspace.db.open) workspace.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(
  run: Runner['run'],
  { size = 1, instance = 'one', failed }: { size?: number; instance?: string; failed?: Runner['failed'] } = {},
): Queue {
  const runner: Runner = { run, ...(failed ? { failed } : {}) }
  const kinds: JobKind[] = ['add', 'ingest', 'remove', 'verify', 'optimise', 'learn', 'reindex']
  const queue = new Queue({
    instance,
    now,
    lanes: [{ kinds, size: () => size }],
    runners: Object.fromEntries(kinds.map((kind) => [kind, runner])) as Record<JobKind, Runner>,
    workspaces: () => (workspace.db.open ? [workspace] : []),
    onChange: () => {},
    log: () => {},
  })
  queues.push(queue)
  return queue
}

function enqueue(id: string, { priority = 10, bytes = 0, kind = 'ingest' as JobKind, parent = null as string | null } = {}): void {
  workspace.jobs.insert({ id, kind, title: id, document: id, parent, priority, payload: JSON.stringify({ bytes }), created_at: now() })
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen within 10 seconds')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const state = (id: string) => workspace.jobs.get(id)?.state

describe('the queue', () => {
  it('runs by priority, then in the order the jobs came', async () => {
    const order: string[] = []
    enqueue('late', { priority: 30 })
    enqueue('first')
    enqueue('second')
    enqueue('urgent', { priority: 0 })
    start(async (job) => {
      order.push(job.id)
      return done
    }).wake()
    await until(() => order.length === 4)
    expect(order).toEqual(['urgent', 'first', 'second', 'late'])
  })

  it('never gives every place of a lane to large documents', async () => {
    const running = new Set<string>()
    const release: (() => void)[] = []
    for (const id of ['large1', 'large2', 'large3']) enqueue(id, { priority: 0, bytes: 10 * 2 ** 20 })
    enqueue('small', { priority: 30 })
    start(
      async (job) => {
        running.add(job.id)
        await new Promise<void>((resolve) => release.push(resolve))
        return done
      },
      { size: 2 },
    ).wake()
    await until(() => running.size === 2)
    expect([...running].sort()).toEqual(['large1', 'small'])
    for (const end of release) end()
    await until(() => running.size === 3)
    for (const end of release) end()
    await until(() => running.size === 4)
    for (const end of release) end()
  })

  it('reads a short document of another drop beside a long one that holds the only place, one at a time', async () => {
    const running: string[] = []
    const release = new Map<string, () => void>()
    for (const drop of ['books', 'notes']) enqueue(drop, { kind: 'add' })
    for (const drop of ['books', 'notes']) workspace.jobs.update(drop, { state: 'done' })
    for (const id of ['book1', 'book2']) enqueue(id, { bytes: 3 * 2 ** 20, parent: 'books' })
    enqueue('leaflet', { parent: 'books' })
    const queue = start(async (job) => {
      running.push(job.id)
      await new Promise<void>((resolve) => release.set(job.id, resolve))
      running.splice(running.indexOf(job.id), 1)
      return done
    })
    queue.wake()
    await until(() => running.length === 1)
    for (const id of ['note1', 'note2']) enqueue(id, { parent: 'notes' })
    queue.wake()
    await until(() => running.length === 2)
    expect(running).toEqual(['book1', 'note1'])
    queue.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(running).toEqual(['book1', 'note1'])
    release.get('note1')?.()
    await until(() => running.includes('note2'))
    // The place of the lane goes on by itself: a stream of notes keeps no book waiting.
    release.get('book1')?.()
    await until(() => running.includes('book2'))
    expect(running).toEqual(['note2', 'book2'])
    for (const id of ['note2', 'book2']) release.get(id)?.()
    await until(() => running.includes('leaflet'))
    release.get('leaflet')?.()
    await until(() => state('leaflet') === 'done')
  })

  it('keeps one drop of short documents to the places of the lane', async () => {
    const most: number[] = []
    let running = 0
    for (const id of ['a', 'b', 'c']) enqueue(id)
    start(async () => {
      most.push((running += 1))
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
      return done
    }).wake()
    await until(() => state('c') === 'done')
    expect(most).toEqual([1, 1, 1])
  })

  it('sets a job aside after its second crash, with the reason', async () => {
    enqueue('broken')
    const reasons: string[] = []
    let runs = 0
    start(
      async () => {
        runs += 1
        throw new AppError('READER_CRASHED', 'The reader ended.')
      },
      { failed: (_job, _workspace, error) => void reasons.push(error.message) },
    ).wake()
    await until(() => reasons.length === 1)
    expect({ runs, state: state('broken'), crashes: workspace.jobs.get('broken')?.crashes, reasons }).toEqual({
      runs: 2,
      state: 'failed',
      crashes: 2,
      reasons: [expect.stringMatching(/^The reader ended\. It was tried twice, and is set aside\. .*retry\.$/)],
    })
  })

  it('tries a failure that may pass again after a while', async () => {
    enqueue('full')
    let runs = 0
    start(async () => {
      runs += 1
      if (runs === 1) throw new AppError('DISK_FULL', 'The disk is full.')
      return done
    }).wake()
    await until(() => state('full') === 'done')
    expect(runs).toBe(2)
  })

  it('does not try again what is wrong with the document itself', async () => {
    enqueue('corrupt')
    let runs = 0
    start(async () => {
      runs += 1
      throw new AppError('DOCUMENT_CORRUPT', 'The file is damaged.')
    }).wake()
    await until(() => state('corrupt') === 'failed')
    expect(runs).toBe(1)
  })

  it('stops a running job when it is cancelled, and puts a paused child back', async () => {
    enqueue('stopped')
    enqueue('parent', { kind: 'add', priority: 99 })
    const wait: Runner['run'] = (_job, _workspace, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('CANCELLED', 'stopped'))))
    const queue = start(wait)
    queue.wake()
    await until(() => state('stopped') === 'running')
    expect(queue.stop('stopped', 'cancel')).toBe(true)
    await until(() => state('stopped') === 'cancelled')
    await until(() => state('parent') === 'running')
    queue.stop('parent', 'pause')
    await until(() => state('parent') === 'paused')
  })

  it('gives back what it holds when it closes, and a new instance takes over what a dead one held', async () => {
    enqueue('held')
    const queue = start(
      (_job, _workspace, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('closing')))),
    )
    queue.wake()
    await until(() => state('held') === 'running')
    await queue.close()
    expect(state('held')).toBe('queued')
    workspace.jobs.update('held', { state: 'running', lease: 'dead' })
    expect(workspace.jobs.releaseStaleLeases('two')).toBe(1)
    expect(state('held')).toBe('queued')
  })

  it('loses no job and completes each at most once, whatever happens in whatever order', { timeout: 60_000 }, async () => {
    const commands = fc.array(fc.constantFrom('enqueue', 'cancel', 'crash', 'passing', 'restart', 'settle'), {
      minLength: 5,
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(commands, (steps) => runSteps(steps)),
      { numRuns: process.env.CARREL_LONG ? 400 : 25 },
    )
  })
})

async function runSteps(steps: string[]): Promise<void> {
  const completions = new Map<string, number>()
  const faults: AppError[] = []
  const ids: string[] = []
  const run: Runner['run'] = async (job, _workspace, { signal }) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    const fault = faults.pop()
    if (fault) throw fault
    if (signal.aborted) throw new AppError('CANCELLED', 'stopped')
    completions.set(job.id, (completions.get(job.id) ?? 0) + 1)
    return done
  }
  let queue = start(run, { size: 2, instance: 'i0' })
  for (const [index, step] of steps.entries()) {
    if (step === 'enqueue') {
      const id = `${Math.random().toString(36).slice(2)}-${index}`
      ids.push(id)
      enqueue(id)
    } else if (step === 'cancel') queue.stop(ids[Math.floor(ids.length / 2)] ?? '', 'cancel')
    else if (step === 'crash') faults.push(new AppError('READER_CRASHED', 'ended'))
    else if (step === 'passing') faults.push(new AppError('DOCUMENT_CORRUPT', 'damaged'))
    else if (step === 'restart') {
      await queue.close()
      queue = start(run, { size: 2, instance: `i${index}` })
    } else await new Promise((resolve) => setTimeout(resolve, 3))
    queue.wake()
  }
  await until(() => ids.every((id) => ['done', 'failed', 'cancelled'].includes(state(id) ?? '')))
  expect(ids.every((id) => (completions.get(id) ?? 0) === (state(id) === 'done' ? 1 : 0))).toBe(true)
  await queue.close()
}
