import { existsSync } from 'node:fs'
import BetterSqlite from 'better-sqlite3'
import { AppError } from '../../contract/errors'

/** An open SQLite database. */
export interface Database extends BetterSqlite.Database {}

/** One step of a schema: from version `index` to `index + 1`, run inside a transaction. */
export type Migration = (db: Database) => void

/** "Carl" in ASCII: tells a Carrel database from any other file (PRAGMA application_id). */
const applicationId = 0x43_61_72_6c

/**
 * Opens a SQLite database in WAL mode with full fsync, checks that it is ours and brings it to the newest schema.
 * Throws DATA_NEWER for a file of a later version (nothing is written to it) and DATA_DAMAGED for a file that is no database of ours.
 */
export function openDatabase(path: string, migrations: readonly Migration[]): Database {
  const existed = existsSync(path)
  const db = new BetterSqlite(path)
  try {
    const found = db.pragma('application_id', { simple: true }) as number
    const version = db.pragma('user_version', { simple: true }) as number
    const isEmpty = db.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined
    checkIdentity({ path, existed, found, version, newest: migrations.length, isEmpty })
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('busy_timeout = 5000')
    db.pragma('secure_delete = ON')
    migrate(db, version, migrations)
    return db
  } catch (error) {
    db.close()
    if (isSqliteError(error) && ['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(error.code)) throw damaged(path, error)
    throw error
  }
}

interface Identity {
  path: string
  existed: boolean
  found: number
  version: number
  newest: number
  /** It has no tables: a host was killed before it had made them. */
  isEmpty: boolean
}

function checkIdentity({ path, existed, found, version, newest, isEmpty }: Identity): void {
  if (version > newest) {
    throw new AppError('DATA_NEWER', `${path} was written by a newer Carrel. Update Carrel to open it; nothing was changed.`, {
      details: { version, newest },
    })
  }
  const fresh = found === 0 && version === 0 && isEmpty
  if (existed && !fresh && found !== applicationId) throw damaged(path)
}

function migrate(db: Database, version: number, migrations: readonly Migration[]): void {
  if (version === migrations.length) return
  db.transaction(() => {
    db.pragma(`application_id = ${applicationId}`)
    for (const migration of migrations.slice(version)) migration(db)
    db.pragma(`user_version = ${migrations.length}`)
  }).immediate()
}

function damaged(path: string, cause?: unknown): AppError {
  return new AppError(
    'DATA_DAMAGED',
    `${path} is damaged or is not a Carrel database. Put back a backup of it, or move it aside to start empty.`,
    { cause },
  )
}

/** Whether the pages of a database fit together, and with `whole` its indices too; reads all of it. */
export function isSound(db: Database, { whole = false } = {}): boolean {
  try {
    return (db.pragma(whole ? 'integrity_check(1)' : 'quick_check(1)', { simple: true }) as string) === 'ok'
  } catch {
    return false
  }
}

/** Whether an error came from SQLite; its `code` is SQLite's own. */
export function isSqliteError(error: unknown): error is Error & { code: string } {
  return error instanceof BetterSqlite.SqliteError
}

/** Prepares each statement once, however often it is asked for. */
export function preparedStatements(db: Database): (sql: string) => BetterSqlite.Statement {
  const known = new Map<string, BetterSqlite.Statement>()
  return (sql) => {
    const statement = known.get(sql) ?? db.prepare(sql)
    known.set(sql, statement)
    return statement
  }
}

/**
 * Runs a write that need not survive a power cut: it is not waited for until it is on the disk, but keeps its place in the order of
 * writes. For notes a restart makes anew, such as who holds a lease.
 */
export function withoutSync(db: Database, write: () => void): void {
  db.pragma('synchronous = NORMAL')
  try {
    write()
  } finally {
    db.pragma('synchronous = FULL')
  }
}
