import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './openDatabase'
import { workspaceMigrations } from './workspaceSchema'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'carrel-db-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const codeOf = (run: () => unknown) => {
  try {
    run()
    return null
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('opening a catalogue', () => {
  it('creates the newest schema and opens it again without a change', () => {
    const path = join(folder, 'a.db')
    openDatabase(path, workspaceMigrations).close()
    const db = openDatabase(path, workspaceMigrations)
    expect(db.pragma('user_version', { simple: true })).toBe(workspaceMigrations.length)
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    db.close()
  })

  it('refuses a newer one and writes nothing to it', () => {
    const path = join(folder, 'newer.db')
    const db = openDatabase(path, workspaceMigrations)
    db.pragma('user_version = 999')
    db.pragma('journal_mode = DELETE')
    db.close()
    const before = readFileSync(path)
    expect(codeOf(() => openDatabase(path, workspaceMigrations))).toBe('DATA_NEWER')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('names a file that is no database, or not ours, as damaged', () => {
    const text = join(folder, 'text.db')
    writeFileSync(text, 'this is no database, only words that go on for a while')
    expect(codeOf(() => openDatabase(text, workspaceMigrations))).toBe('DATA_DAMAGED')
    const foreign = join(folder, 'foreign.db')
    const db = new BetterSqlite(foreign)
    db.pragma('application_id = 7')
    db.exec('CREATE TABLE t (x)')
    db.close()
    expect(codeOf(() => openDatabase(foreign, workspaceMigrations))).toBe('DATA_DAMAGED')
    const nameless = join(folder, 'nameless.db')
    const other = new BetterSqlite(nameless)
    other.exec('CREATE TABLE t (x)')
    other.close()
    expect(codeOf(() => openDatabase(nameless, workspaceMigrations))).toBe('DATA_DAMAGED')
  })

  it('leaves nothing behind of a migration that fails half-way', () => {
    const path = join(folder, 'half.db')
    openDatabase(path, workspaceMigrations).close()
    const broken = [...workspaceMigrations, (db: BetterSqlite.Database) => void db.exec('CREATE TABLE half (x); SELECT nonsense')]
    expect(() => openDatabase(path, broken)).toThrow(/nonsense/)
    const db = openDatabase(path, workspaceMigrations)
    expect(db.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'half'").pluck().get()).toBe(0)
    db.close()
  })
})
