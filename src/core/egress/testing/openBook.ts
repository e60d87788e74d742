import BetterSqlite from 'better-sqlite3'
import type { EgressPolicy } from '../../../contract/egress'
import { egressRows, egressTable } from '../../catalog/egressRows'
import type { EgressBook } from '../admit'

/** A real ledger in memory, beside a policy. */
export function openBook(policy: EgressPolicy = { mode: 'ask', hosts: [] }) {
  const db = new BetterSqlite(':memory:')
  db.exec(egressTable)
  const ledger = egressRows(db, () => new Date().toISOString())
  return { policy: { get: () => policy }, ledger } satisfies EgressBook
}
