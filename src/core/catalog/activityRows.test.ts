import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activityRows } from './activityRows'
import { documentRows, type DocumentRow } from './documentRows'
import { openDatabase } from './openDatabase'
import { workspaceMigrations } from './workspaceSchema'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-activity-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const now = '2026-11-21T10:00:00.000Z'
const open = (steps = workspaceMigrations.length) => openDatabase(join(folder, 'workspace.db'), workspaceMigrations.slice(0, steps))
/** The step that brought the counters. */
const before = workspaceMigrations.findIndex((step) => String(step).includes('countsStep'))

const statuses = ['queued', 'ready', 'ready-partly', 'failed'] as const
const change = fc.record({
  what: fc.constantFrom('add', 'update', 'remove'),
  which: fc.nat(6),
  status: fc.constantFrom(...statuses),
  count: fc.nat(50),
})

describe('the counters of documents', () => {
  it('are what the documents say after any changes, also those that were rolled back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.boolean()), { maxLength: 40 }), (changes) => {
        const db = openDatabase(':memory:', workspaceMigrations)
        const rows = documentRows(db)
        const counters = activityRows(db, () => now)
        for (const [{ what, which, status, count }, fails] of changes) {
          const id = `d${which}`
          const values: Partial<DocumentRow> = { status, pages: count, passages: 2 * count, pages_read: count }
          const known = rows.get(id) !== undefined
          const step = db.transaction(() => {
            if (what === 'add' && !known) rows.insert({ ...document, id, name: id, status, bytes: count })
            if (what === 'update') rows.update(id, values)
            if (what === 'remove') rows.remove(id)
            if (fails) throw new Error('rolled back')
          })
          try {
            step()
          } catch (error) {
            if (!fails) throw error
          }
          expect(counters.drift()).toEqual([])
        }
        const all = rows.all()
        const sum = (name: 'pages' | 'passages' | 'bytes') => all.reduce((total, row) => total + row[name], 0)
        expect(rows.totals()).toMatchObject({
          documents: all.length,
          pages: sum('pages'),
          passages: sum('passages'),
          bytes: sum('bytes'),
          read: all.reduce((total, row) => total + row.pages_read, 0),
        })
        expect(Object.values(rows.statuses()).reduce((total: number, n) => total + (n as number), 0)).toBe(all.length)
        db.close()
      }),
      { numRuns: 200 },
    )
  })

  it('are found wrong where somebody changed them, and counted anew', () => {
    const db = open()
    const counters = activityRows(db, () => now)
    documentRows(db).insert({ ...document, id: 'a', name: 'a', status: 'ready', bytes: 5 })
    db.exec('UPDATE document_counts SET bytes = bytes + 1')
    expect(counters.drift()).toEqual(['ready'])
    db.exec("DELETE FROM document_counts; INSERT INTO document_counts VALUES ('failed', 3, 0, 0, 0, 0, 0, 0, 0)")
    expect(counters.drift()).toEqual(['ready', 'failed'])
    counters.recount()
    expect(counters.drift()).toEqual([])
    expect(documentRows(db).totals()).toMatchObject({ documents: 1, bytes: 5 })
    db.close()
  })

  it('begin with what an earlier version left: documents, questions, answers and which were verified', () => {
    const old = open(before)
    documentRows(old).insert({ ...document, id: 'a', name: 'a', status: 'ready', bytes: 5 })
    const say = old.prepare('INSERT INTO messages (id, role, text, answer, created_at) VALUES (?, ?, ?, ?, ?)')
    const claims = (...verified: boolean[]) => JSON.stringify({ claims: verified.map((one) => ({ text: 'x', verified: one })) })
    say.run('1', 'question', 'q', null, '2026-11-19T08:00:00.000Z')
    say.run('2', 'answer', 'a', claims(true, true), '2026-11-19T08:00:01.000Z')
    say.run('3', 'question', 'q', null, '2026-11-19T09:00:00.000Z')
    say.run('4', 'answer', 'a', claims(true, false), '2026-11-19T09:00:01.000Z')
    say.run('5', 'answer', '', claims(), '2026-11-19T09:00:02.000Z')
    old.close()
    const db = open()
    const counters = activityRows(db, () => now)
    expect(counters.drift()).toEqual([])
    expect(counters.answers()).toEqual({ answers: 2, verified: 1 })
    expect(counters.lastQuestionAt()).toBe('2026-11-19T09:00:00.000Z')
    expect(counters.since('2026-11-01')).toEqual([
      { day: '2026-11-19', added: 0, searches: 0, questions: 2 },
      { day: '2026-11-20', added: 1, searches: 0, questions: 0 },
    ])
    db.close()
  })

  it('keep the times of the latest hundred searches, also over a restart', () => {
    let db = open()
    for (let i = 1; i <= 130; i++) activityRows(db, () => now).searched(i)
    db.close()
    db = open()
    const times = activityRows(db, () => now).searchTimes()
    expect([times.length, times[0], times.at(-1)]).toEqual([100, 31, 130])
    expect(activityRows(db, () => now).since('2026-11-21')).toMatchObject([{ searches: 130 }])
    db.close()
  })
})

const document = {
  wanted_name: 'x',
  origin: null,
  sha256: '',
  stored: 0,
  added_at: '2026-11-20T10:00:00.000Z',
  ocr: 'auto',
} as const
