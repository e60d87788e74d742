import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { documentRows } from '../catalog/documentRows'
import { openDatabase } from '../catalog/openDatabase'
import { workspaceMigrations } from '../catalog/workspaceSchema'
import { belowRoot } from './belowRoot'

const folder = mkdtempSync(join(tmpdir(), 'carrel-below-'))
const db = openDatabase(join(folder, 'workspace.db'), workspaceMigrations)
const documents = documentRows(db)
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

function insert(id: string, parent: string | null, bytes: number): { id: string } {
  documents.insert({
    id,
    name: id,
    wanted_name: id,
    origin: null,
    status: 'ready',
    bytes,
    sha256: id,
    stored: 1,
    added_at: '',
    ocr: 'auto',
    parent,
  })
  return { id }
}

it('what lies in a container may have 4 GB together, whichever container within it brings them', () => {
  insert('mail', null, 9e9)
  const outer = insert('mail/outer.zip', 'mail', 3 * 2 ** 30)
  const inner = insert('mail/outer.zip/inner.zip', 'mail/outer.zip', 2 ** 29)
  const catalogue = { documents }
  expect(belowRoot(inner, catalogue).excess({ bytes: 2 ** 28 })).toBeNull()
  expect(belowRoot(outer, catalogue).excess({ bytes: 2 ** 28 })).toBeNull()
  expect(belowRoot(inner, catalogue).excess({ bytes: 1 })).toBe('What lies in it has more than 4 GB: unpack it and add the parts you need.')
  // Read again from the outside, only what is really there counts.
  expect(belowRoot({ id: 'mail' }, catalogue).excess({ bytes: 2 ** 28 })).toBeNull()
})

it('a container has 50,000 documents at most', () => {
  insert('box', null, 1)
  db.transaction(() => {
    for (let n = 0; n < 49_999; n++) insert(`box/${n}`, 'box', 1)
  })()
  const below = belowRoot({ id: 'box' }, { documents })
  expect(below.excess({ bytes: 1 })).toBeNull()
  expect(below.excess({ bytes: 1 })).toBe('More than 50000 documents lie in it: unpack it and add the parts you need.')
})
