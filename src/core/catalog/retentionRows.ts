import { keepAll, type RetentionItem, RetentionPolicy, type RetentionReceipt } from '../../contract/retention'
import { type Database, preparedStatements } from './openDatabase'

/** Part of a landed step, which never changes. */
export const retentionStep = `
  CREATE TABLE retention (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), policy TEXT NOT NULL) STRICT;
  CREATE TABLE retention_receipts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    erased_at TEXT,
    documents INTEGER NOT NULL,
    chats INTEGER NOT NULL,
    history INTEGER NOT NULL,
    ledger INTEGER NOT NULL,
    job TEXT NOT NULL
  ) STRICT;
  CREATE INDEX egress_at ON egress (at);
`

/** Receipts that are kept. */
const keptReceipts = 100

const ended = "state IN ('done', 'failed', 'cancelled') AND kind <> 'ingest'"

type Due = Omit<RetentionItem, 'part'>

/** How long what is kept, what is due, and receipts. Moments are ISO 8601; what is older than one is due. */
export function retentionRows(db: Database) {
  const sql = preparedStatements(db)
  return {
    policy: (): RetentionPolicy => {
      const kept = sql('SELECT policy FROM retention').pluck().get() as string | undefined
      // What cannot be understood is no order to erase anything.
      return kept ? (RetentionPolicy.safeParse(JSON.parse(kept)).data ?? keepAll) : keepAll
    },
    setPolicy: (policy: RetentionPolicy) =>
      void sql('INSERT INTO retention (only_row, policy) VALUES (1, ?) ON CONFLICT DO UPDATE SET policy = excluded.policy').run(
        JSON.stringify(policy),
      ),
    /** Outermost documents that were added before and are not being read; oldest first. */
    dueDocuments: (before: string) =>
      sql(`
        SELECT id, name, added_at AS at FROM documents WHERE added_at < ? AND parent IS NULL
          AND NOT EXISTS (SELECT 1 FROM jobs WHERE kind = 'ingest' AND document = documents.id AND state IN ('queued', 'running', 'paused'))
        ORDER BY added_at, seq`).all(before) as Due[],
    dueChats: (before: string) =>
      sql('SELECT id, title AS name, changed_at AS at FROM chats WHERE changed_at < ? AND pinned = 0 ORDER BY changed_at, seq').all(
        before,
      ) as Due[],
    dueHistory: (before: string) =>
      sql(`SELECT id, title AS name, ended_at AS at FROM jobs WHERE ended_at < ? AND ${ended} ORDER BY ended_at, seq`).all(before) as Due[],
    dueLedger: (before: string) =>
      sql('SELECT CAST(seq AS TEXT) AS id, host AS name, at FROM egress WHERE at < ? ORDER BY seq').all(before) as Due[],
    forgetHistory: (ids: readonly string[]) => {
      const these = JSON.stringify(ids)
      sql("DELETE FROM jobs WHERE kind = 'ingest' AND ended_at IS NOT NULL AND parent IN (SELECT value FROM json_each(?))").run(these)
      sql('DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?))').run(these)
      sql('DELETE FROM job_events WHERE job NOT IN (SELECT id FROM jobs)').run()
    },
    forgetLedger: (ids: readonly string[]) =>
      void sql('DELETE FROM egress WHERE seq IN (SELECT CAST(value AS INTEGER) FROM json_each(?))').run(JSON.stringify(ids)),
    noteReceipt: (receipt: Omit<RetentionReceipt, 'erasedAt'>) => {
      sql(`INSERT INTO retention_receipts (at, documents, chats, history, ledger, job)
        VALUES (@at, @documents, @chats, @history, @ledger, @job)`).run(receipt)
      sql(
        `DELETE FROM retention_receipts WHERE seq NOT IN (SELECT seq FROM retention_receipts ORDER BY seq DESC LIMIT ${keptReceipts})`,
      ).run()
    },
    /** The job that erases has ended. */
    erased: (job: string, at: string) => void sql('UPDATE retention_receipts SET erased_at = ? WHERE job = ?').run(at, job),
    receipts: () =>
      sql(
        'SELECT at, erased_at AS erasedAt, documents, chats, history, ledger, job FROM retention_receipts ORDER BY seq DESC',
      ).all() as RetentionReceipt[],
  }
}
