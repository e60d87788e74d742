import type { Deletion } from '../../contract/deletions'
import type { Database } from './openDatabase'

/** Receipts of the latest deletions that are kept. */
const keptReceipts = 200

const columns = 'workspace AS id, name, deleted_at AS deletedAt, erased_at AS erasedAt, files, bytes, message'

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
    /** The end: the name goes, the receipt stays. */
    erased: (id: string, at: string) => {
      db.transaction(() => {
        db.prepare('UPDATE deletions SET erased_at = ?, name = NULL, message = NULL WHERE workspace = ?').run(at, id)
        db.prepare('DELETE FROM deletions WHERE seq NOT IN (SELECT seq FROM deletions ORDER BY seq DESC LIMIT ?)').run(keptReceipts)
      })()
      // What was overwritten in the database still stands in its log.
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
  }
}
