import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { figuresOf, keptFigures, marksOf, totalsOf, validFigures } from './figures'
import { openWorkspace } from './openWorkspaces'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-figures-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const now = '2026-11-21T10:00:00.000Z'
const open = () => openWorkspace('w', folder, { now: () => now, embedder: 'hash', backups: join(folder, 'backups') })
const add = ({ db }: ReturnType<typeof open>, id: string, status: string) =>
  db
    .prepare(
      "INSERT INTO documents (id, name, wanted_name, status, bytes, passages, sha256, stored, added_at) VALUES (?, ?, ?, ?, 100, 7, '', 0, '2026-11-20')",
    )
    .run(id, id, id, status)

describe('kept figures', () => {
  it('are those of the catalogue while nobody touched it, and none after a crash, a change or a loss', () => {
    const first = open()
    add(first, 'a', 'ready')
    add(first, 'b', 'failed')
    first.activity.asked()
    first.activity.searched(12)
    const figures = figuresOf(first, now)
    expect(figures).toEqual({
      documents: 2,
      passages: 14,
      bytes: 200,
      failed: 1,
      lastImportAt: '2026-11-20',
      lastQuestionAt: now,
      searchMs: 12,
      slowSearchMs: null,
      answers: 0,
      verifiedAnswers: 0,
      activity: [
        { day: '2026-11-20', added: 2, searches: 0, questions: 0 },
        { day: '2026-11-21', added: 0, searches: 1, questions: 1 },
      ],
    })
    first.close()
    const kept = keptFigures(figures, folder)
    expect(validFigures(kept, folder)).toEqual(figures)
    expect(validFigures(undefined, folder)).toBeNull()

    writeFileSync(join(folder, 'open'), '')
    expect(validFigures(kept, folder), 'a host was cut short').toBeNull()
    rmSync(join(folder, 'open'))

    const second = open()
    expect(validFigures(kept, folder), 'it is open').toBeNull()
    add(second, 'c', 'ready')
    second.close()
    expect(validFigures(kept, folder), 'it was changed').toBeNull()

    const again = keptFigures(figures, folder)
    utimesSync(join(folder, 'workspace.db'), new Date(0), new Date(0))
    expect(validFigures(again, folder), 'it was put back from elsewhere').toBeNull()
    rmSync(join(folder, 'workspace.db'))
    expect(validFigures(again, folder), 'it is gone').toBeNull()
  })
})

describe('the figures of a workspace', () => {
  it('are marked where somebody may want to look after it', () => {
    const workspace = open()
    const begun = '2026-11-21T09:00:00.000Z'
    const marks = (createdAt = begun) => marksOf(figuresOf(workspace, now), createdAt, now)
    expect(marks()).toEqual(['empty'])
    add(workspace, 'a', 'ready')
    expect(marks()).toEqual([])
    add(workspace, 'b', 'failed')
    for (let i = 0; i < 100; i++) workspace.activity.searched(i < 94 ? 9 : 1_500)
    expect(marks()).toEqual(['failed', 'slow'])
    expect(figuresOf(workspace, now)).toMatchObject({ searchMs: 9, slowSearchMs: 1_500 })
    const later = '2027-03-01T10:00:00.000Z'
    const figures = figuresOf(workspace, later)
    expect(marksOf(figures, begun, later)).toContain('stale')
    expect(figures.activity).toEqual([])
    workspace.close()
  })

  it('add up', () => {
    const workspace = open()
    add(workspace, 'a', 'ready')
    workspace.activity.answered(true)
    workspace.activity.answered(false)
    const figures = figuresOf(workspace, now)
    expect(totalsOf([figures, figures])).toEqual({
      workspaces: 2,
      documents: 2,
      passages: 14,
      bytes: 200,
      failed: 0,
      answers: 4,
      verifiedAnswers: 2,
    })
    workspace.close()
  })
})
