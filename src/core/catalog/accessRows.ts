import { type Database, preparedStatements, withoutSync } from './openDatabase'

/** Part of a landed step, which never changes. What a document is used goes with it; what its passages are, with every new reading. */
export const accessStep = `
  ALTER TABLE documents ADD COLUMN found INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE documents ADD COLUMN cited INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE documents ADD COLUMN rank_sum INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE documents ADD COLUMN used_at TEXT;
  CREATE TABLE passage_use (
    passage TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    found INTEGER NOT NULL,
    cited INTEGER NOT NULL,
    rank_sum INTEGER NOT NULL,
    best_rank INTEGER NOT NULL,
    used_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX passage_use_document ON passage_use (document);
  CREATE TRIGGER passage_use_outdated AFTER UPDATE OF digest ON documents WHEN NEW.digest IS NOT OLD.digest BEGIN
    DELETE FROM passage_use WHERE document = NEW.id;
  END;
`

/** A passage that was shown to a reader or a model. */
export interface Shown {
  passage: string
  document: string
  page: number
  /** Its place among what was found, from 1. */
  rank: number
}

export interface PassageUseRow {
  passage: string
  document: string
  page: number
  found: number
  cited: number
  rank_sum: number
  best_rank: number
  used_at: string
}

type Noted = Omit<PassageUseRow, 'passage' | 'used_at'>

/** Passages noted in memory before they are written. */
const mostNoted = 1_000

/** Which passages and documents are used, and how well they rank. Notes are gathered and written together: a kill forgets the last few. */
export function accessRows(db: Database, now: () => string) {
  const sql = preparedStatements(db)
  const noted = new Map<string, Noted>()
  const noteOf = ({ passage, document, page, rank }: Shown): Noted => {
    const known = noted.get(passage) ?? { document, page, found: 0, cited: 0, rank_sum: 0, best_rank: rank }
    noted.set(passage, known)
    return known
  }
  const write = (at: string): string[] => {
    const use = sql(`
      INSERT INTO passage_use (passage, document, page, found, cited, rank_sum, best_rank, used_at)
      SELECT @passage, @document, @page, @found, @cited, @rank_sum, @best_rank, @at
        WHERE EXISTS (SELECT 1 FROM documents WHERE id = @document)
      ON CONFLICT DO UPDATE SET found = found + excluded.found, cited = cited + excluded.cited,
        rank_sum = rank_sum + excluded.rank_sum, best_rank = min(best_rank, excluded.best_rank), used_at = excluded.used_at`)
    const sum = sql(
      'UPDATE documents SET found = found + @found, cited = cited + @cited, rank_sum = rank_sum + @rank_sum, used_at = @at WHERE id = @document',
    )
    const documents = new Set<string>()
    for (const [passage, one] of noted) {
      use.run({ passage, at, ...one })
      const { document, found, cited, rank_sum } = one
      if (sum.run({ document, found, cited, rank_sum, at }).changes > 0) documents.add(document)
    }
    return [...documents]
  }
  return {
    found: (shown: readonly Shown[]) => {
      for (const one of shown.slice(0, Math.max(0, mostNoted - noted.size))) {
        const known = noteOf(one)
        known.found += 1
        known.rank_sum += one.rank
        known.best_rank = Math.min(known.best_rank, one.rank)
      }
    },
    cited: (shown: readonly Shown[]) => {
      for (const one of shown) noteOf(one).cited += 1
    },
    /** Writes what was noted, and gives the documents it is of. */
    flush: (): string[] => {
      if (noted.size === 0) return []
      let documents: string[] = []
      try {
        withoutSync(db, () => (documents = db.transaction(() => write(now()))()))
      } finally {
        noted.clear()
      }
      return documents
    },
    /** The passages used most: cited counts more than found, then the latest. */
    passages: ({ document, limit }: { document?: string | undefined; limit: number }) =>
      sql(`
        SELECT passage, document, page, found, cited, rank_sum, best_rank, used_at FROM passage_use
        WHERE @document IS NULL OR document = @document
        ORDER BY 5 * cited + found DESC, used_at DESC, passage LIMIT @limit`).all({ document: document ?? null, limit }) as PassageUseRow[],
    /** How many documents were used since a moment, before it, and never. */
    tally: (since: string) =>
      sql(`
        SELECT count(*) FILTER (WHERE used_at >= @since) AS hot, count(*) FILTER (WHERE used_at < @since) AS cold,
          count(*) FILTER (WHERE used_at IS NULL) AS never FROM documents`).get({ since }) as { hot: number; cold: number; never: number },
  }
}
