import { describe, expect, it } from 'vitest'
import type { Job, JobProgress } from '../../contract'
import { outcomeOf, overviewOf, shareDone, withJobs } from './jobs'

const coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }

function job(id: string, state: Job['state'], progress: Partial<JobProgress> = {}, more: Partial<Job> = {}): Job {
  const documents = { done: 0, total: 1, failed: 0 }
  const whole = { stage: 'reading', documents, pages: { done: 0, total: 0 }, pagesPerSecond: null, etaMs: null, current: [], ...progress }
  return { id, workspace: 'w', kind: 'add', title: '', state, createdAt: '', endedAt: null, progress: whole, ...more }
}

function overview(...jobs: Job[]) {
  return overviewOf({ byId: withJobs(new Map(), jobs), dismissed: new Set() })
}

describe('the overview of jobs', () => {
  it('is nothing when nothing is to be shown', () => {
    expect(overview()).toBeNull()
    expect(overview(job('a', 'running', {}, { kind: 'optimise' }))).toBeNull()
    const byId = withJobs(new Map(), [job('a', 'done')])
    expect(overviewOf({ byId, dismissed: new Set(['a']) })).toBeNull()
  })

  it('adds up documents, pages and rates of all jobs', () => {
    const seen = overview(
      job('a', 'running', { documents: { done: 2, total: 4, failed: 1 }, pages: { done: 10, total: 30 }, pagesPerSecond: 2 }),
      job('b', 'queued', { documents: { done: 0, total: 6, failed: 0 }, pages: { done: 0, total: 5 }, pagesPerSecond: 0.5 }),
    )
    expect(seen).toMatchObject({
      active: ['a', 'b'],
      documents: { done: 2, total: 10, failed: 1 },
      pages: { done: 10, total: 35 },
      pagesPerSecond: 2.5,
      paused: false,
    })
  })

  it('estimates waiting jobs at the pace of the one that runs', () => {
    const running = job('a', 'running', { documents: { done: 5, total: 10, failed: 0 }, etaMs: 10_000 })
    expect(overview(running)?.etaMs).toBe(10_000)
    const waiting = job('b', 'queued', { documents: { done: 0, total: 20, failed: 0 } })
    expect(overview(running, waiting)?.etaMs).toBe(50_000)
    expect(overview(waiting)?.etaMs).toBeNull()
  })

  it('is paused only when every running job is held', () => {
    expect(overview(job('a', 'paused'), job('b', 'done'))?.paused).toBe(true)
    expect(overview(job('a', 'paused'), job('b', 'running'))?.paused).toBe(false)
    expect(overview(job('a', 'done'))?.paused).toBe(false)
  })

  it('lists what failed with its reason; what needs a password has not failed', () => {
    const result = {
      documents: [
        { document: '1', name: 'a.pdf', status: 'ready', pages: 1, passages: 1, coverage },
        { document: '2', name: 'b.pdf', status: 'failed', pages: 0, passages: 0, code: 'DOCUMENT_CORRUPT', message: 'Broken.', coverage },
        { document: '3', name: 'c.pdf', status: 'needs-password', pages: 0, passages: 0, coverage },
      ],
    }
    const seen = overview(job('a', 'done', { documents: { done: 3, total: 3, failed: 1 } }, { result }))!
    expect(seen.locked.map(({ document }) => document)).toEqual(['3'])
    expect(outcomeOf(seen, (document) => document === '3')).toMatchObject({ done: 1, failed: 1, locked: [{ document: '3' }] })
    expect(outcomeOf(seen, () => false)).toMatchObject({ done: 2, failed: 1, locked: [] })
    expect(overview(job('a', 'done', {}, { result }))?.failed.map(({ document }) => document)).toEqual(['2'])
    expect(overview(job('a', 'done', {}, { result: 'odd' }))?.failed).toEqual([])
  })
})

describe('the share that is done', () => {
  const current = [{ document: '1', name: '', stage: 'extracting', done: 25, total: 100, stalled: false }]

  it('goes by documents, those being read by their pages, so that it never jumps back while files are opened', () => {
    expect(shareDone({ documents: { done: 1, total: 5, failed: 0 }, pages: { done: 3, total: 3 }, current })).toBeCloseTo(0.25)
  })

  it('goes by pages for a single document, and is not known before it is opened', () => {
    const documents = { done: 0, total: 1, failed: 0 }
    expect(shareDone({ documents, pages: { done: 3, total: 12 }, current: [] })).toBe(0.25)
    expect(shareDone({ documents, pages: { done: 0, total: 0 }, current: [] })).toBeNull()
  })
})
