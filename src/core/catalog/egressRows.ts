import type { EgressEntry, EgressPolicy, EgressPurpose, EgressTotals } from '../../contract/egress'
import { EgressPolicy as Policy } from '../../contract/egress'
import { type Database, preparedStatements, withoutSync } from './openDatabase'

/** The ledger of connections, in `workspace.db` and, for what belongs to no workspace, in `app.db`. Part of landed steps of both: it never changes. */
export const egressTable = `
  CREATE TABLE egress (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    host TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    requests INTEGER NOT NULL DEFAULT 1,
    sent INTEGER NOT NULL DEFAULT 0,
    received INTEGER NOT NULL DEFAULT 0,
    documents TEXT NOT NULL
  ) STRICT;`

export interface EgressNote {
  host: string
  purpose: EgressPurpose
  outcome: EgressEntry['outcome']
  /** Bytes. */
  sent: number
  /** Ids of the documents whose text goes along. */
  documents: readonly string[]
}

type Row = Omit<EgressEntry, 'documents'> & { documents: string }
export type LedgerRow = Omit<EgressEntry, 'documents'> & { documents: string[] }

/** Entries alike within this time are one: an import asks for vectors some thousand times. */
const alikeWithinMs = 60_000

export type EgressRows = ReturnType<typeof egressRows>

/** Reads and writes of the ledger. */
export function egressRows(db: Database, now: () => string) {
  const sql = preparedStatements(db)
  return {
    /** Notes a connection before it is made, on the disk when this returns; gives its place. */
    note: ({ documents, ...note }: EgressNote): number => {
      const at = now()
      const named = JSON.stringify([...new Set(documents)].sort())
      const last = sql('SELECT * FROM egress ORDER BY seq DESC LIMIT 1').get() as Row | undefined
      const isAlike =
        last &&
        last.host === note.host &&
        last.purpose === note.purpose &&
        last.outcome === note.outcome &&
        last.documents === named &&
        Math.abs(Date.parse(at) - Date.parse(last.at)) < alikeWithinMs
      if (isAlike) {
        sql('UPDATE egress SET requests = requests + 1, sent = sent + ? WHERE seq = ?').run(note.sent, last.seq)
        return last.seq
      }
      const inserted = sql(
        'INSERT INTO egress (at, host, purpose, outcome, sent, documents) VALUES (@at, @host, @purpose, @outcome, @sent, @documents)',
      )
      return Number(inserted.run({ ...note, at, documents: named }).lastInsertRowid)
    },
    /** Adds what came back. */
    received: (seq: number, bytes: number) =>
      withoutSync(db, () => void sql('UPDATE egress SET received = received + ? WHERE seq = ?').run(bytes, seq)),
    /** The connection was not made or broke off. */
    failed: (seq: number) =>
      withoutSync(db, () => void sql("UPDATE egress SET outcome = 'failed' WHERE seq = ? AND requests = 1").run(seq)),
    /** Newest first. */
    list: ({ before, limit }: { before?: number | undefined; limit: number }): LedgerRow[] =>
      (sql('SELECT * FROM egress WHERE seq < ? ORDER BY seq DESC LIMIT ?').all(before ?? Number.MAX_SAFE_INTEGER, limit) as Row[]).map(
        (row) => ({
          ...row,
          documents: JSON.parse(row.documents) as string[],
        }),
      ),
    totals: (): EgressTotals => {
      const sums = sql(`
        SELECT coalesce(sum(requests) FILTER (WHERE outcome <> 'refused'), 0) AS requests,
          coalesce(sum(requests) FILTER (WHERE outcome = 'refused'), 0) AS refused,
          coalesce(sum(sent), 0) AS sent, coalesce(sum(received), 0) AS received FROM egress`).get() as Omit<EgressTotals, 'hosts'>
      const hosts = sql("SELECT DISTINCT host FROM egress WHERE outcome <> 'refused' ORDER BY host").pluck().all() as string[]
      return { ...sums, hosts }
    },
  }
}

/** What a workspace starts with: a host is asked for before anything goes there. */
export const firstPolicy: EgressPolicy = { mode: 'ask', hosts: [] }

/** The policy of a workspace, in memory, for every connection asks. */
export function egressPolicyRow(db: Database) {
  const kept = db.prepare<[], { policy: string }>('SELECT policy FROM egress_policy').get()
  // What cannot be understood is no permission.
  let policy = kept ? read(kept.policy) : firstPolicy
  const write = db.prepare('INSERT INTO egress_policy (only_row, policy) VALUES (1, ?) ON CONFLICT DO UPDATE SET policy = excluded.policy')
  return {
    get: () => policy,
    set: (changed: EgressPolicy) => {
      write.run(JSON.stringify(changed))
      policy = changed
    },
  }
}

function read(text: string): EgressPolicy {
  const { success, data } = Policy.safeParse(JSON.parse(text))
  return success ? data : { mode: 'local', hosts: [] }
}
