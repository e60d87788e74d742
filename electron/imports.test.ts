import { beforeEach, expect, test } from 'vitest'
import type { AppEvent, Contract, Job } from '../src/contract'
import type { Client } from '../src/rpc/connectPort'
import { watchImports } from './importWatch'
import { describeImport, isWorthTelling, notifyOfImport } from './notifications'
import { recorded, reset } from './testing/electronRecorder'
import { createTray } from './tray'

beforeEach(reset)

function job(change: Partial<Job> & { done?: number; failed?: number } = {}): Job {
  const { done = 3, failed = 0, ...own } = change
  return {
    id: 'j1',
    workspace: 'w',
    kind: 'add',
    title: 'Adding 10 files',
    state: 'running',
    createdAt: '2026-11-21T10:00:00.000Z',
    endedAt: null,
    progress: {
      stage: 'reading',
      documents: { done, total: 10, failed },
      pages: { done: 0, total: 0 },
      pagesPerSecond: null,
      etaMs: null,
      current: [],
    },
    ...own,
  }
}

const ended = (seconds: number, change: Parameters<typeof job>[0] = {}) =>
  job({ state: 'done', done: 10, endedAt: new Date(Date.parse('2026-11-21T10:00:00Z') + seconds * 1000).toISOString(), ...change })

test('imports are summed up as they change, and each ending is told once', async () => {
  const events: AppEvent[] = [
    { type: 'ready' },
    { type: 'job.changed', job: job() },
    { type: 'job.changed', job: job({ id: 'j2', done: 1 }) },
    { type: 'job.changed', job: job({ id: 'v', kind: 'verify' }) },
    { type: 'job.changed', job: ended(60) },
    { type: 'job.changed', job: ended(60) },
    { type: 'job.changed', job: ended(60, { id: 'j2' }) },
  ]
  const client = { events: { watch: async () => events.values() } } as unknown as Client<Contract>
  const told: unknown[] = []
  await watchImports(
    client,
    { onProgress: ({ done, total, text }) => told.push([done, total, text]), onEnd: ({ id }) => told.push(id) },
    { signal: new AbortController().signal },
  )
  expect(told).toEqual([
    [3, 10, 'Reading documents: 3 of 10'],
    [4, 20, 'Reading documents: 4 of 20'],
    'j1',
    [1, 10, 'Reading documents: 1 of 10'],
    [1, 10, 'Reading documents: 1 of 10'],
    'j2',
    [0, 0, ''],
  ])
})

test('a notification comes after a long import that nobody looks at', () => {
  expect(isWorthTelling(ended(60), { focused: false })).toBe(true)
  expect(isWorthTelling(ended(60), { focused: true })).toBe(false)
  expect(isWorthTelling(ended(5), { focused: false })).toBe(false)
  expect(isWorthTelling(ended(60, { state: 'cancelled' }), { focused: false })).toBe(false)
})

test('it says how many documents are ready, and how many failed', () => {
  expect(describeImport(ended(60)).body).toBe('10 documents are ready.')
  expect(describeImport(ended(60, { failed: 9 })).body).toBe('1 document is ready. 9 could not be read; the library says why.')
  expect(describeImport(ended(60, { state: 'failed', error: { code: 'DISK_FULL', message: 'The disk is full.' } })).body).toBe(
    'The disk is full.',
  )
})

test('a click on it brings the window back', () => {
  let clicks = 0
  notifyOfImport(ended(60), { focused: false, onClick: () => clicks++ })
  recorded.notifications[0]?.emit('click')
  expect([recorded.notifications.length, clicks]).toEqual([1, 1])
})

test('the icon beside the clock is there while documents are read, and only then', () => {
  const tray = createTray({ icon: '/tray.png', show: () => {}, quit: () => {} })
  tray.update({ done: 0, total: 0, text: '' })
  expect(recorded.trays).toHaveLength(0)
  tray.update({ done: 1, total: 10, text: 'Reading documents: 1 of 10' })
  tray.update({ done: 2, total: 10, text: 'Reading documents: 2 of 10' })
  expect(recorded.trays.map(({ toolTip, destroyed }) => [toolTip, destroyed])).toEqual([['Carrel: Reading documents: 2 of 10', false]])
  tray.update({ done: 0, total: 0, text: '' })
  expect(recorded.trays[0]?.destroyed).toBe(true)
})
