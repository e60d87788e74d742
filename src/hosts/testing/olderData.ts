import { renameSync, rmSync } from 'node:fs'
import BetterSqlite from 'better-sqlite3'
import { type Migration, openDatabase } from '../../core/catalog/openDatabase'

/**
 * Makes of a catalogue what an earlier version of the data would have held: its tables as they were after `version` steps, with the rows
 * and columns that there were then. The catalogue is closed.
 */
export function makeOlder(path: string, migrations: readonly Migration[], version: number): void {
  const old = `${path}.old`
  const db = openDatabase(old, migrations.slice(0, version))
  db.pragma('foreign_keys = OFF')
  db.exec(`ATTACH '${path}' AS newer`)
  for (const table of tablesOf(db, 'main')) {
    db.exec(`DELETE FROM main.${table}`)
    const columns = columnsOf(db, 'newer', table)
    const shared = columnsOf(db, 'main', table).filter((name) => columns.includes(name))
    if (shared.length > 0) db.exec(`INSERT INTO main.${table} (${shared.join(', ')}) SELECT ${shared.join(', ')} FROM newer.${table}`)
  }
  db.exec('DETACH newer')
  db.pragma('journal_mode = DELETE')
  db.close()
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
  renameSync(old, path)
}

/** Number of steps that a catalogue has taken. */
export function versionOf(path: string): number {
  const db = new BetterSqlite(path, { readonly: true })
  try {
    return db.pragma('user_version', { simple: true }) as number
  } finally {
    db.close()
  }
}

function tablesOf(db: BetterSqlite.Database, schema: string): string[] {
  return db.prepare(`SELECT name FROM ${schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).pluck().all() as string[]
}

function columnsOf(db: BetterSqlite.Database, schema: string, table: string): string[] {
  return db.prepare(`SELECT name FROM pragma_table_info(?, ?)`).pluck().all(table, schema) as string[]
}
