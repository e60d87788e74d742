import type { OcrMode } from '../../contract/documents'
import { type Database, preparedStatements } from './openDatabase'

/** A row of the watches table. */
export interface WatchRow {
  id: string
  path: string
  ocr: OcrMode
  /** 1: the folder could not be looked into the last time. */
  offline: number
  message: string | null
  looked_at: string | null
  added_at: string
}

/** A file of a watched folder as it was when it was last taken. */
export interface WatchFileRow {
  watch: string
  path: string
  bytes: number
  modified_ms: number
  /** When content, name or permissions last changed: no program can set it. */
  changed_ms: number
  /** Empty where it could not be read. */
  sha256: string
  document: string | null
  /** 1: gone, and its document waits for the user's answer. */
  missing: number
}

/** Reads and writes of the watched folders of a workspace and of what lay in them. */
export function watchRows(db: Database) {
  const sql = preparedStatements(db)
  const putFile = sql(`
    INSERT INTO watch_files (watch, path, bytes, modified_ms, changed_ms, sha256, document, missing)
    VALUES (@watch, @path, @bytes, @modified_ms, @changed_ms, @sha256, @document, @missing)
    ON CONFLICT (watch, path) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms, changed_ms = excluded.changed_ms,
      sha256 = excluded.sha256, document = excluded.document, missing = excluded.missing`)
  const dropFile = sql('DELETE FROM watch_files WHERE watch = ? AND path = ?')
  const markFile = sql('UPDATE watch_files SET missing = ? WHERE watch = ? AND path = ?')
  return {
    list: () => sql('SELECT * FROM watches ORDER BY path').all() as WatchRow[],
    /** By id or path. */
    find: (ref: string) => sql('SELECT * FROM watches WHERE id = ? OR path = ? LIMIT 1').get(ref, ref) as WatchRow | undefined,
    insert: (row: Pick<WatchRow, 'id' | 'path' | 'ocr' | 'added_at'>) =>
      void sql('INSERT INTO watches (id, path, ocr, added_at) VALUES (@id, @path, @ocr, @added_at)').run(row),
    update: (id: string, values: Partial<WatchRow>) => {
      const names = Object.keys(values)
      sql(`UPDATE watches SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`).run({ ...values, id })
    },
    remove: (id: string) => void sql('DELETE FROM watches WHERE id = ?').run(id),
    files: (watch: string) => sql('SELECT * FROM watch_files WHERE watch = ?').all(watch) as WatchFileRow[],
    putFile: (row: WatchFileRow) => void putFile.run(row),
    dropFiles: (watch: string, paths: readonly string[]) => db.transaction(() => paths.forEach((path) => dropFile.run(watch, path)))(),
    markMissing: (watch: string, paths: readonly string[], missing: boolean) =>
      db.transaction(() => paths.forEach((path) => markFile.run(missing ? 1 : 0, watch, path)))(),
    /** Documents that follow a folder, and those of them that wait for an answer. */
    figures: (watch: string) =>
      sql(
        `SELECT count(*) AS documents, coalesce(sum(missing), 0) AS pending
           FROM watch_files JOIN documents ON documents.id = watch_files.document WHERE watch = ?`,
      ).get(watch) as { documents: number; pending: number },
    /** Lets a job name every document that follows a folder. */
    nameFollowers: (watch: string, job: string) =>
      void sql(
        `INSERT OR IGNORE INTO job_documents (job, document)
           SELECT ?, documents.id FROM watch_files JOIN documents ON documents.id = watch_files.document WHERE watch = ?`,
      ).run(job, watch),
    /** Files that are gone and whose documents are still there. */
    pending: (watch: string) =>
      sql(
        `SELECT watch_files.*, documents.name FROM watch_files JOIN documents ON documents.id = watch_files.document
           WHERE watch = ? AND missing = 1 ORDER BY documents.name`,
      ).all(watch) as (WatchFileRow & { name: string })[],
  }
}
