import type { Learning } from '../../contract/learning'
import { type Database, preparedStatements } from './openDatabase'

/** A document of one edition as a table holds it. */
export interface TableDocument {
  document: string
  edition: number
  digest: string
  passages: number
}

interface Named {
  id: string
  previous: string | null
  next: string | null
}

/**
 * The tables of a workspace: the one that is searched, the one before it, kept for the way back, and the one being built. A table other
 * than the searched one notes which edition of each document it holds, so that only what differs is built. `preferred` is taken where
 * nothing was indexed yet.
 */
export function tableRows(db: Database, preferred: string) {
  const sql = preparedStatements(db)
  begin(db, preferred)
  let named = sql('SELECT id, previous, next FROM embedder').get() as Named
  const write = (change: Partial<Named>) => {
    named = { ...named, ...change }
    sql('UPDATE embedder SET id = @id, previous = @previous, next = @next').run(named)
  }
  const note = sql(`
    INSERT INTO table_documents (embedder, document, edition, digest, passages) VALUES (@embedder, @document, @edition, @digest, @passages)
    ON CONFLICT (embedder, document) DO UPDATE SET edition = excluded.edition, digest = excluded.digest, passages = excluded.passages`)
  const rows = {
    /** Id of the embedder whose table is searched. */
    current: () => named.id,
    previous: () => named.previous,
    next: () => named.next,
    all: () => [...new Set([named.id, named.previous, named.next])].filter((id) => id !== null),
    beginNext: (id: string | null) => write({ next: id }),
    /** Documents that a table does not hold in their newest edition, oldest first. */
    pending: (embedder: string) =>
      sql(`
        SELECT documents.id AS document, documents.edition, documents.passages FROM documents
        LEFT JOIN table_documents AS held ON held.embedder = ? AND held.document = documents.id
        WHERE documents.digest IS NOT NULL AND held.edition IS NOT documents.edition ORDER BY documents.seq`).all(embedder) as {
        document: string
        edition: number
        passages: number
      }[],
    /** Documents that a table still holds although they are gone. */
    gone: (embedder: string) =>
      sql(`
        SELECT held.document FROM table_documents AS held LEFT JOIN documents ON documents.id = held.document
        WHERE held.embedder = ? AND documents.digest IS NULL`)
        .pluck()
        .all(embedder) as string[],
    built: (embedder: string, documents: readonly TableDocument[]) =>
      db.transaction(() => {
        for (const one of documents) note.run({ embedder, ...one })
      })(),
    forgetDocuments: (documents: readonly string[]) =>
      void sql('DELETE FROM table_documents WHERE document IN (SELECT value FROM json_each(?))').run(JSON.stringify(documents)),
    /** A table that is no longer there. */
    forget: (embedder: string) => {
      sql('DELETE FROM table_documents WHERE embedder = ?').run(embedder)
      write({ previous: named.previous === embedder ? null : named.previous, next: named.next === embedder ? null : named.next })
    },
    /** After the whole index went: only the searched table comes again. */
    forgetAll: () => {
      sql('DELETE FROM table_documents').run()
      write({ previous: null, next: null })
    },
    /**
     * Makes a table the searched one, all at once, and gives the id of the one that is no longer kept; `later` where something was
     * added, changed or removed since it was built.
     */
    switchTo: (embedder: string): { state: 'later' } | { state: 'switched'; unneeded: string | null } =>
      db
        .transaction(() => {
          if (rows.pending(embedder).length > 0 || rows.gone(embedder).length > 0) return { state: 'later' as const }
          const { id: before, previous } = named
          sql('DELETE FROM table_documents WHERE embedder = ?').run(before)
          sql(`
            INSERT INTO table_documents (embedder, document, edition, digest, passages)
            SELECT ?, id, edition, digest, passages FROM documents WHERE digest IS NOT NULL`).run(before)
          sql(`
            UPDATE documents SET digest = held.digest, passages = held.passages FROM table_documents AS held
            WHERE held.embedder = ? AND held.document = documents.id`).run(embedder)
          sql('DELETE FROM table_documents WHERE embedder = ?').run(embedder)
          write({ id: embedder, previous: before, next: null })
          return { state: 'switched' as const, unneeded: previous === embedder ? null : previous }
        })
        .immediate(),
    noteLearning: (learning: Learning) =>
      void sql(
        'INSERT INTO learnings (at, passages, embedder, switched, before, after) VALUES (@at, @passages, @embedder, @switched, @before, @after)',
      ).run({
        ...learning,
        switched: learning.switched ? 1 : 0,
      }),
    lastLearning: (): Learning | null => {
      const row = sql('SELECT at, passages, embedder, switched, before, after FROM learnings ORDER BY seq DESC LIMIT 1').get() as
        | (Omit<Learning, 'switched'> & { switched: number })
        | undefined
      return row ? { ...row, switched: row.switched === 1 } : null
    },
    noteCheck: (check: object) => void sql('INSERT INTO self_checks (content) VALUES (?)').run(JSON.stringify(check)),
    /** The latest self-checks, newest first. */
    checks: (limit: number) =>
      (sql('SELECT content FROM self_checks ORDER BY seq DESC LIMIT ?').pluck().all(limit) as string[]).map(
        (content) => JSON.parse(content) as unknown,
      ),
  }
  return rows
}

function begin(db: Database, preferred: string): void {
  if (db.prepare('SELECT 1 FROM embedder').get()) return
  const isBegun = db.prepare('SELECT 1 FROM documents LIMIT 1').get() !== undefined
  // Workspaces of before embedders were noted hold vectors of this one.
  db.prepare('INSERT INTO embedder (id) VALUES (?)').run(isBegun ? 'hash' : preferred)
}
