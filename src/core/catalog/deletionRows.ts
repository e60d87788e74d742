import type { Deletion } from '../../contract/deletions'
import type { Database } from './openDatabase'

/** Receipts of the latest deletions that are kept. */
const keptReceipts = 200

const columns = `workspace AS id, name, deleted_at AS deletedAt, erase_after AS eraseAfter, begun_at AS begunAt, erased_at AS erasedAt,
  files, bytes, message`

/** Part of a landed step of `app.db`, which never changes: `kept` is what puts a workspace back on the list. */
export const takeBackStep = `
  ALTER TABLE deletions ADD COLUMN erase_after TEXT;
  ALTER TABLE deletions ADD COLUMN begun_at TEXT;
  ALTER TABLE deletions ADD COLUMN kept TEXT;
`

/** Deleted workspaces in `app.db`. */
export function deletionRows(db: Database) {
  const one = (id: string) => db.prepare(`SELECT ${columns} FROM deletions WHERE workspace = ?`).get(id) as Deletion | undefined
  const set = (id: string, values: Partial<Record<'files' | 'bytes' | 'message', string | number | null>>) => {
    const names = Object.keys(values)
    db.prepare(`UPDATE deletions SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE workspace = @id`).run({ ...values, id })
  }
  return {
    list: () => db.prepare(`SELECT ${columns} FROM deletions ORDER BY seq DESC`).all() as Deletion[],
    get: one,
    /** Oldest first. */
    pending: () => db.prepare(`SELECT ${columns} FROM deletions WHERE erased_at IS NULL ORDER BY seq`).all() as Deletion[],
    progress: set,
    /** From here on it cannot be taken back; false where it was. */
    begin: (id: string, at: string): boolean => {
      db.prepare('UPDATE deletions SET begun_at = coalesce(begun_at, ?) WHERE workspace = ?').run(at, id)
      return one(id) !== undefined
    },
    /** The end: the name goes, the receipt stays. */
    erased: (id: string, at: string) => {
      db.transaction(() => {
        db.prepare('UPDATE deletions SET erased_at = ?, name = NULL, kept = NULL, message = NULL WHERE workspace = ?').run(at, id)
        db.prepare('DELETE FROM deletions WHERE seq NOT IN (SELECT seq FROM deletions ORDER BY seq DESC LIMIT ?)').run(keptReceipts)
      })()
      // What was overwritten in the database still stands in its log.
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
  }
}
