import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { egressPolicyRow } from '../catalog/egressRows'
import { type Database, openDatabase } from '../catalog/openDatabase'
import { workspaceMigrations } from '../catalog/workspaceSchema'

/**
 * Judges the catalogue of an imported workspace and takes out of it what would make this machine act: jobs, watched folders, what is to be
 * erased by age, answers that would be given again, paths to files outside, hosts something may be sent to. Throws ARCHIVE_DAMAGED, DATA_NEWER.
 */
export function disarmCatalogue(folder: string): void {
  const path = join(folder, 'workspace.db')
  if (!existsSync(path)) throw damaged('it holds no catalogue')
  const db = openAny(path)
  try {
    if (schemaOf(db) !== expectedSchema()) throw damaged('its catalogue is built in another way')
    const [first] = db.pragma('integrity_check') as { integrity_check: string }[]
    if (first?.integrity_check !== 'ok' || (db.pragma('foreign_key_check') as unknown[]).length > 0)
      throw damaged('its catalogue is broken')
    db.transaction(() => {
      for (const table of ['job_documents', 'job_events', 'jobs', 'watch_files', 'watches', 'retention', 'kept_answers'])
        db.prepare(`DELETE FROM ${table}`).run()
      disarmDocuments(db, folder)
      disarmNames(db)
    })()
    const policy = egressPolicyRow(db)
    // What was consented to elsewhere was not consented to here; what was forbidden stays so.
    policy.set({ mode: policy.get().mode === 'local' ? 'local' : 'ask', hosts: [] })
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

function openAny(path: string): Database {
  try {
    return openDatabase(path, workspaceMigrations)
  } catch (cause) {
    if ((cause as { code?: string }).code === 'DATA_NEWER') throw cause
    throw damaged('its catalogue cannot be opened', cause)
  }
}

/** Everything SQLite would run or hold, triggers and views among it, as one text. */
function schemaOf(db: Database): string {
  const rows = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all()
  return JSON.stringify(rows)
}

function expectedSchema(): string {
  const fresh = openDatabase(':memory:', workspaceMigrations)
  try {
    return schemaOf(fresh)
  } finally {
    fresh.close()
  }
}

interface Row {
  id: string
  sha256: string
  pages_key: string | null
  stored: number
  origin: string | null
}

/** Names of files are made of these columns: none may lead anywhere else, and an original counts as kept where it came along. */
function disarmDocuments(db: Database, folder: string): void {
  const names = (part: string) => new Set(existsSync(join(folder, part)) ? readdirSync(join(folder, part)) : [])
  const sources = names('sources')
  const rows = db.prepare('SELECT id, sha256, pages_key, stored, origin FROM documents').all() as Row[]
  const set = db.prepare('UPDATE documents SET stored = ?, origin = ? WHERE id = ?')
  for (const { id, sha256, pages_key: key, stored, origin } of rows) {
    if (
      !/^[A-Za-z0-9-]{1,64}$/.test(id) ||
      !/^([0-9a-f]{64})?$/.test(sha256) ||
      !/^[0-9a-f]{64}-[\w.-]{1,100}\.pages$/.test(key ?? `${'0'.repeat(64)}-none.pages`)
    )
      throw damaged('a document of its catalogue has an impossible name')
    const isKept = sources.has(sha256)
    // A path of another machine leads to nothing here, or to a file that is nobody’s business.
    const isAddress = /^https?:\/\//.test(origin ?? '')
    if (isKept !== Boolean(stored) || !isAddress) set.run(isKept ? 1 : 0, isAddress ? origin : null, id)
  }
  db.prepare('UPDATE documents SET next_sha256 = NULL, next_bytes = NULL').run()
}

function disarmNames(db: Database): void {
  const named = db.prepare('SELECT id, previous, next FROM embedder').all() as Record<string, string | null>[]
  const names = named.flatMap((row) => Object.values(row)).filter((name) => name !== null)
  if (named.length !== 1 || !names.every((name) => /^[a-z]+(-[0-9a-f]{8})?$/.test(name)))
    throw damaged('its catalogue names an impossible embedding')
  // A table that was being built is begun again by whoever wants it.
  db.prepare('UPDATE embedder SET next = NULL').run()
}

function damaged(what: string, cause?: unknown): AppError {
  return new AppError('ARCHIVE_DAMAGED', `The archive is damaged: ${what}. Nothing was imported.`, { cause })
}
