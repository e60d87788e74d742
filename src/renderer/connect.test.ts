import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppEvent, Document, Job } from '../contract'
import { AppError } from '../contract'
import { applyEvents, refusalOf } from './connect'
import { EventQueue } from './eventQueue'
import { emptyLibrary, useDocuments } from './stores/documents'
import { useJobs } from './stores/jobs'
import { useWorkspaces } from './stores/workspaces'

const coverage = { read: 0, recognised: 0, empty: 0, failed: 0 }

function document(id: string, status: Document['status']): Document {
  const rest = { format: null, mediaType: null, pages: 1, passages: 0, bytes: 1, sha256: '', addedAt: '', origin: null }
  return { id, name: id, status, coverage, ...rest }
}

const changed = (workspace: string, ...documents: Document[]): AppEvent => ({ type: 'documents.changed', workspace, documents })

const job = (id: string, workspace: string): Job => ({
  id,
  workspace,
  kind: 'add',
  title: '',
  state: 'running',
  createdAt: '',
  endedAt: null,
  progress: {
    stage: 'reading',
    documents: { done: 0, total: 1, failed: 0 },
    pages: { done: 0, total: 1 },
    pagesPerSecond: null,
    etaMs: null,
    current: [],
  },
})

beforeEach(() => {
  useDocuments.setState({ ...emptyLibrary, workspace: 'w', loaded: true, checked: new Set() })
  useJobs.setState({ byId: new Map(), dismissed: new Set() })
  useWorkspaces.setState({ list: [], current: 'w', loaded: true })
})

describe('what the host says', () => {
  it('changes the library once for a whole group of events', () => {
    let changes = 0
    const stop = useDocuments.subscribe(() => changes++)
    applyEvents([changed('w', document('a', 'queued')), changed('w', document('b', 'queued')), changed('w', document('a', 'ready'))])
    stop()
    expect(changes).toBe(1)
    expect(useDocuments.getState().tally).toMatchObject({ ready: 1, working: 1 })
  })

  it('keeps its order: a document added and removed is gone, one removed and added again is there', () => {
    const removed = (id: string): AppEvent => ({ type: 'documents.removed', workspace: 'w', documents: [id] })
    applyEvents([
      changed('w', document('a', 'ready'), document('b', 'ready')),
      removed('a'),
      removed('b'),
      changed('w', document('b', 'queued')),
    ])
    expect(useDocuments.getState().order).toEqual(['b'])
  })

  it('of another workspace does not touch the open one', () => {
    applyEvents([changed('other', document('x', 'ready')), { type: 'job.changed', job: job('j', 'other') }])
    expect(useDocuments.getState().order).toEqual([])
    expect(useJobs.getState().byId.size).toBe(0)
  })

  it('about jobs leaves the library alone, so that progress does not redraw it', () => {
    let changes = 0
    const stop = useDocuments.subscribe(() => changes++)
    applyEvents(Array.from({ length: 50 }, () => ({ type: 'job.changed', job: job('j', 'w') }) as const))
    stop()
    expect(changes).toBe(0)
    expect(useJobs.getState().byId.get('j')?.state).toBe('running')
  })

  it('takes removed documents out of the scope of the next question', () => {
    applyEvents([changed('w', document('a', 'ready'), document('b', 'ready'))])
    useDocuments.setState({ checked: new Set(['a', 'b']) })
    applyEvents([{ type: 'documents.removed', workspace: 'w', documents: ['a'] }])
    expect([...useDocuments.getState().checked]).toEqual(['b'])
  })

  it('renames a workspace and keeps its figures', () => {
    const summary = {
      id: 'w',
      name: 'Old',
      createdAt: '',
      model: null,
      sealedAt: null,
      documents: 3,
      passages: 9,
      bytes: 1,
      failed: 0,
      lastImportAt: null,
      lastQuestionAt: null,
      searchMs: 12,
      slowSearchMs: 40,
      answers: 4,
      verifiedAnswers: 3,
      activity: [],
      marks: [],
    }
    useWorkspaces.setState({ list: [summary] })
    applyEvents([{ type: 'workspace.changed', workspace: { id: 'w', name: 'New', createdAt: '', model: 'm', sealedAt: null } }])
    expect(useWorkspaces.getState().list).toEqual([{ ...summary, name: 'New', model: 'm' }])
  })
})

describe('a connection that is refused', () => {
  it('says that Carrel was started again where the key was good before, and tries again where nobody answers', () => {
    const unauthorized = new AppError('UNAUTHORIZED', 'Another token.')
    expect(refusalOf(unauthorized, true)).toBe('restarted')
    expect(refusalOf(unauthorized, false)).toBe('refused')
    expect(refusalOf(new AppError('FORBIDDEN', 'Another page.'), true)).toBe('refused')
    expect(refusalOf(new Error('lost'), true)).toBeNull()
  })
})

describe('the queue of events', () => {
  const events: AppEvent[][] = []
  afterEach(() => void events.splice(0))
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  it('holds events back until the state has been read, then gives them in order and in few groups', async () => {
    const queue = new EventQueue((group) => events.push([...group]))
    for (let index = 0; index < 5; index++) queue.push(changed('w', document(`d${index}`, 'queued')))
    await pause(150)
    expect(events).toEqual([])
    queue.start()
    for (let index = 5; index < 8; index++) queue.push(changed('w', document(`d${index}`, 'queued')))
    await pause(250)
    expect(events).toHaveLength(1)
    expect(events.flat().map((event) => (event.type === 'documents.changed' ? event.documents[0]?.id : ''))).toEqual(
      Array.from({ length: 8 }, (_, index) => `d${index}`),
    )
    queue.stop()
  })

  it('gives thousands of documents in several groups, so that the window can draw in between', async () => {
    const queue = new EventQueue((group) => events.push([...group]))
    queue.start()
    for (let index = 0; index < 1_200; index++) queue.push(changed('w', document(`d${index}`, 'queued')))
    await expect.poll(() => events.map((group) => group.length)).toEqual([500, 500, 200])
    queue.stop()
  })

  it('gives nothing any more once it is stopped', async () => {
    const queue = new EventQueue((group) => events.push([...group]))
    queue.start()
    queue.push(changed('w', document('a', 'queued')))
    queue.stop()
    await pause(200)
    expect(events).toEqual([])
  })
})
