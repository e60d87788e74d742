import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { figuresOf, keptFigures, validFigures } from './figures'
import { openWorkspace } from './openWorkspaces'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-figures-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = () => openWorkspace('w', folder, { now: () => '2026-11-21T10:00:00.000Z', embedder: 'hash', backups: join(folder, 'backups') })
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
    const figures = figuresOf(first)
    expect(figures).toEqual({ documents: 2, passages: 14, bytes: 200, failed: 1, lastImportAt: '2026-11-20', lastQuestionAt: null })
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
