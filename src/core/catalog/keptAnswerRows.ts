import type { Answer, AnswerRecord } from '../../contract/chat'
import { type Database, preparedStatements } from './openDatabase'

const changed = 'UPDATE answers_version SET version = version + 1; DELETE FROM kept_answers;'

/**
 * Part of a landed step, which never changes. The database itself drops every kept answer in the transaction that changes a document, the
 * settings of the search or the table that is searched, so that none outlives what it stands on.
 */
export const keptAnswersStep = `
  CREATE TABLE kept_answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, record TEXT, at TEXT NOT NULL, used_at TEXT NOT NULL) STRICT;
  CREATE TABLE answers_version (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL) STRICT;
  INSERT INTO answers_version VALUES (1, 0);
  CREATE TRIGGER answers_document_in AFTER INSERT ON documents BEGIN ${changed} END;
  CREATE TRIGGER answers_document_out AFTER DELETE ON documents BEGIN ${changed} END;
  CREATE TRIGGER answers_document_changed
    AFTER UPDATE OF name, parent, status, pages_key, digest, edition, tags, published, media_type, language, added_at ON documents
    BEGIN ${changed} END;
  CREATE TRIGGER answers_settings_in AFTER INSERT ON pipeline BEGIN ${changed} END;
  CREATE TRIGGER answers_settings_changed AFTER UPDATE ON pipeline BEGIN ${changed} END;
  CREATE TRIGGER answers_table_changed AFTER UPDATE OF id ON embedder WHEN NEW.id IS NOT OLD.id BEGIN ${changed} END;
`

/** Answers that are kept, the latest used, and characters of one. */
const mostKept = 200
const longest = 500_000

export interface KeptAnswer {
  answer: Answer
  record?: AnswerRecord
  /** When it was answered. */
  at: string
}

/** Answers to questions that may be asked again. */
export function keptAnswerRows(db: Database) {
  const sql = preparedStatements(db)
  const version = () => sql('SELECT version FROM answers_version').pluck().get() as number
  return {
    /** Changes with everything an answer may stand on. */
    version,
    get: (key: string, now: string): KeptAnswer | null => {
      const row = sql('SELECT answer, record, at FROM kept_answers WHERE key = ?').get(key) as
        | { answer: string; record: string | null; at: string }
        | undefined
      if (!row) return null
      sql('UPDATE kept_answers SET used_at = ? WHERE key = ?').run(now, key)
      const { answer, record, at } = row
      return { answer: JSON.parse(answer) as Answer, ...(record ? { record: JSON.parse(record) as AnswerRecord } : {}), at }
    },
    /** Keeps an answer that was begun at this version; one that something changed under is not kept. */
    put: (key: string, begunAt: number, { answer, record, at }: KeptAnswer) => {
      const [said, sent] = [JSON.stringify(answer), record ? JSON.stringify(record) : null]
      if (said.length + (sent?.length ?? 0) > longest) return
      db.transaction(() => {
        if (version() !== begunAt) return
        sql('INSERT OR REPLACE INTO kept_answers (key, answer, record, at, used_at) VALUES (?, ?, ?, ?, ?)').run(key, said, sent, at, at)
        sql('DELETE FROM kept_answers WHERE key NOT IN (SELECT key FROM kept_answers ORDER BY used_at DESC LIMIT ?)').run(mostKept)
      })()
    },
    count: () => sql('SELECT count(*) FROM kept_answers').pluck().get() as number,
    clear: () => void sql('DELETE FROM kept_answers').run(),
  }
}
