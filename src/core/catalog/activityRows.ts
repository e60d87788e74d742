import { type Database, preparedStatements, withoutSync } from './openDatabase'

const counted = ['pages', 'passages', 'bytes', 'pages_read', 'pages_recognised', 'pages_empty', 'pages_failed'] as const

const takeOut = `UPDATE document_counts SET documents = documents - 1, ${counted.map((name) => `${name} = ${name} - OLD.${name}`).join(', ')}
  WHERE status = OLD.status;`
const putIn = `INSERT INTO document_counts (status, documents, ${counted.join(', ')})
  VALUES (NEW.status, 1, ${counted.map((name) => `NEW.${name}`).join(', ')})
  ON CONFLICT DO UPDATE SET documents = documents + 1, ${counted.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')};`

const countAll = `INSERT INTO document_counts (status, documents, ${counted.join(', ')})
  SELECT status, count(*), ${counted.map((name) => `sum(${name})`).join(', ')} FROM documents GROUP BY status`

/**
 * Part of a landed step, which never changes. Counters of documents are kept by the database itself, in the transaction that changes a
 * document, so that no crash leaves them apart; what is asked and searched is counted by day.
 */
export const countsStep = `
  CREATE TABLE document_counts (
    status TEXT PRIMARY KEY,
    documents INTEGER NOT NULL,
    ${counted.map((name) => `${name} INTEGER NOT NULL`).join(',\n    ')}
  ) STRICT, WITHOUT ROWID;
  ${countAll};
  CREATE TABLE activity (
    day TEXT PRIMARY KEY,
    added INTEGER NOT NULL DEFAULT 0,
    searches INTEGER NOT NULL DEFAULT 0,
    questions INTEGER NOT NULL DEFAULT 0,
    answers INTEGER NOT NULL DEFAULT 0,
    verified INTEGER NOT NULL DEFAULT 0,
    asked_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE search_times (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), times TEXT NOT NULL) STRICT;
  INSERT INTO activity (day, added) SELECT substr(added_at, 1, 10) AS day, count(*) FROM documents GROUP BY day;
  INSERT INTO activity (day, questions, asked_at)
    SELECT substr(created_at, 1, 10) AS day, count(*), max(created_at) FROM messages WHERE role = 'question' GROUP BY day
    ON CONFLICT DO UPDATE SET questions = excluded.questions, asked_at = excluded.asked_at;
  INSERT INTO activity (day, answers, verified)
    SELECT substr(created_at, 1, 10) AS day, count(*),
      count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM json_each(answer, '$.claims') WHERE value ->> '$.verified' = 0))
    FROM messages WHERE role = 'answer' AND json_array_length(answer, '$.claims') > 0 GROUP BY day
    ON CONFLICT DO UPDATE SET answers = excluded.answers, verified = excluded.verified;
  CREATE INDEX documents_added_at ON documents (added_at);
  CREATE TRIGGER documents_counted_in AFTER INSERT ON documents BEGIN
    ${putIn}
    INSERT INTO activity (day, added) VALUES (substr(NEW.added_at, 1, 10), 1) ON CONFLICT DO UPDATE SET added = added + 1;
  END;
  CREATE TRIGGER documents_counted_out AFTER DELETE ON documents BEGIN
    ${takeOut}
  END;
  CREATE TRIGGER documents_counted_anew AFTER UPDATE OF status, ${counted.join(', ')} ON documents BEGIN
    ${takeOut}
    ${putIn}
  END;
`

/** Searches whose times are kept: enough for a percentile that is of now. */
const keptTimes = 100

export interface ActivityDay {
  /** UTC, as YYYY-MM-DD. */
  day: string
  added: number
  searches: number
  questions: number
}

interface Counts {
  status: string
  documents: number
}

/** What is done in a workspace, in counters: exact after a killed host, for every note is written before its answer is given. */
export function activityRows(db: Database, now: () => string) {
  const sql = preparedStatements(db)
  let times: number[] | null = null
  const readTimes = () => {
    const kept = sql('SELECT times FROM search_times').pluck().get() as string | undefined
    return (times ??= kept ? (JSON.parse(kept) as number[]) : [])
  }
  return {
    /** Notes a search and what it took, where that is known; a power cut may forget the latest. */
    searched: (elapsedMs: number | null) => {
      if (elapsedMs !== null) times = [...readTimes(), Math.round(elapsedMs * 10) / 10].slice(-keptTimes)
      const kept = JSON.stringify(readTimes())
      withoutSync(db, () =>
        db.transaction(() => {
          sql('INSERT INTO search_times (only_row, times) VALUES (1, ?) ON CONFLICT DO UPDATE SET times = excluded.times').run(kept)
          sql('INSERT INTO activity (day, searches) VALUES (?, 1) ON CONFLICT DO UPDATE SET searches = searches + 1').run(
            now().slice(0, 10),
          )
        })(),
      )
    },
    asked: () => {
      const at = now()
      sql(`INSERT INTO activity (day, questions, asked_at) VALUES (?, 1, ?)
        ON CONFLICT DO UPDATE SET questions = questions + 1, asked_at = excluded.asked_at`).run(at.slice(0, 10), at)
    },
    /** Notes an answer that says something; `verified`: every sentence of it was found in its sources. */
    answered: (verified: boolean) =>
      void sql(`INSERT INTO activity (day, answers, verified) VALUES (?, 1, ?)
        ON CONFLICT DO UPDATE SET answers = answers + 1, verified = verified + excluded.verified`).run(
        now().slice(0, 10),
        verified ? 1 : 0,
      ),
    lastQuestionAt: () =>
      (sql('SELECT asked_at FROM activity WHERE asked_at IS NOT NULL ORDER BY day DESC LIMIT 1').pluck().get() as string | undefined) ??
      null,
    answers: () =>
      sql('SELECT coalesce(sum(answers), 0) AS answers, coalesce(sum(verified), 0) AS verified FROM activity').get() as {
        answers: number
        verified: number
      },
    /** Days from this one on, oldest first; days on which nothing was done are left out. */
    since: (day: string) =>
      sql('SELECT day, added, searches, questions FROM activity WHERE day >= ? ORDER BY day').all(day) as ActivityDay[],
    /** Milliseconds of the latest searches, oldest first. */
    searchTimes: (): readonly number[] => readTimes(),
    /** Statuses whose counters are not what the documents say. */
    drift: (): string[] => {
      const truth = sql(`SELECT status, count(*) AS documents, ${counted.map((name) => `sum(${name}) AS ${name}`).join(', ')}
        FROM documents GROUP BY status ORDER BY status`).all() as Counts[]
      const kept = sql('SELECT * FROM document_counts ORDER BY status').all() as Counts[]
      const known = new Map(kept.map((row) => [row.status, JSON.stringify(row)]))
      const wrong = truth.filter((row) => known.get(row.status) !== JSON.stringify(row))
      const gone = kept.filter((row) => row.documents !== 0 && !truth.some(({ status }) => status === row.status))
      return [...wrong, ...gone].map(({ status }) => status)
    },
    /** Counts everything anew. */
    recount: () =>
      db.transaction(() => {
        sql('DELETE FROM document_counts').run()
        sql(countAll).run()
      })(),
  }
}
