import { accessStep } from './accessRows'
import { countsStep } from './activityRows'
import { egressTable } from './egressRows'
import { focusStep } from './focusRow'
import { keptAnswersStep } from './keptAnswerRows'
import type { Migration } from './openDatabase'
import { retentionStep } from './retentionRows'

/** The schema of `workspace.db`, one step a version. Landed steps never change; a new need is a new step. */
export const workspaceMigrations: Migration[] = [
  (db) =>
    db.exec(`
      CREATE TABLE documents (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        wanted_name TEXT NOT NULL,
        parent TEXT,
        origin TEXT,
        format TEXT,
        media_type TEXT,
        status TEXT NOT NULL,
        pages INTEGER NOT NULL DEFAULT 0,
        passages INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        stored INTEGER NOT NULL,
        added_at TEXT NOT NULL,
        pages_read INTEGER NOT NULL DEFAULT 0,
        pages_recognised INTEGER NOT NULL DEFAULT 0,
        pages_empty INTEGER NOT NULL DEFAULT 0,
        pages_failed INTEGER NOT NULL DEFAULT 0,
        pages_key TEXT,
        digest TEXT,
        ocr TEXT NOT NULL DEFAULT 'auto',
        written INTEGER NOT NULL DEFAULT 0,
        next_sha256 TEXT,
        next_bytes INTEGER,
        code TEXT,
        message TEXT
      ) STRICT;
      CREATE INDEX documents_origin ON documents (origin) WHERE origin IS NOT NULL;
      CREATE INDEX documents_wanted_name ON documents (wanted_name, sha256);
      CREATE INDEX documents_sha256 ON documents (sha256);
      CREATE INDEX documents_next_sha256 ON documents (next_sha256) WHERE next_sha256 IS NOT NULL;
      CREATE INDEX documents_pages_key ON documents (pages_key) WHERE pages_key IS NOT NULL;

      CREATE TABLE pages (
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        page INTEGER NOT NULL,
        state TEXT NOT NULL,
        confidence REAL,
        message TEXT,
        PRIMARY KEY (document, page)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE jobs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        parent TEXT,
        document TEXT,
        state TEXT NOT NULL,
        priority INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        lease TEXT,
        payload TEXT NOT NULL,
        progress TEXT,
        result TEXT,
        error TEXT,
        created_at TEXT NOT NULL,
        ended_at TEXT
      ) STRICT;
      CREATE INDEX jobs_runnable ON jobs (kind, state, priority, seq);
      CREATE INDEX jobs_parent ON jobs (parent) WHERE parent IS NOT NULL;
      CREATE UNIQUE INDEX jobs_one_ingest ON jobs (document) WHERE kind = 'ingest' AND state IN ('queued', 'running', 'paused');

      CREATE TABLE job_documents (
        job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        document TEXT NOT NULL,
        PRIMARY KEY (job, document)
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX job_documents_document ON job_documents (document);

      CREATE TABLE job_events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        job TEXT NOT NULL,
        event TEXT NOT NULL,
        detail TEXT,
        at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        answer TEXT,
        created_at TEXT NOT NULL
      ) STRICT;
    `),
  (db) =>
    db.exec(`
      ALTER TABLE documents ADD COLUMN language TEXT;
      CREATE INDEX documents_parent ON documents (parent, wanted_name) WHERE parent IS NOT NULL;
    `),
  (db) =>
    db.exec(`
      CREATE TABLE watches (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        ocr TEXT NOT NULL,
        offline INTEGER NOT NULL DEFAULT 0,
        message TEXT,
        looked_at TEXT,
        added_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE watch_files (
        watch TEXT NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        modified_ms REAL NOT NULL,
        changed_ms REAL NOT NULL,
        sha256 TEXT NOT NULL,
        document TEXT,
        missing INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (watch, path)
      ) STRICT, WITHOUT ROWID;
    `),
  (db) => db.exec('CREATE TABLE embedder (id TEXT NOT NULL) STRICT'),
  (db) => db.exec('CREATE TABLE pipeline (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), settings TEXT NOT NULL) STRICT'),
  (db) =>
    db.exec(`
      ALTER TABLE documents ADD COLUMN published TEXT;
      ALTER TABLE documents ADD COLUMN wanted_language TEXT;

      CREATE TABLE removed_children (
        parent TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        wanted_name TEXT NOT NULL,
        PRIMARY KEY (parent, wanted_name)
      ) STRICT, WITHOUT ROWID;
    `),
  (db) =>
    db.exec(`
      ALTER TABLE documents ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE embedder ADD COLUMN previous TEXT;
      ALTER TABLE embedder ADD COLUMN next TEXT;

      CREATE TABLE table_documents (
        embedder TEXT NOT NULL,
        document TEXT NOT NULL,
        edition INTEGER NOT NULL,
        digest TEXT NOT NULL,
        passages INTEGER NOT NULL,
        PRIMARY KEY (embedder, document)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE learnings (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        passages INTEGER NOT NULL,
        embedder TEXT,
        switched INTEGER NOT NULL,
        before REAL,
        after REAL
      ) STRICT;

      CREATE TABLE self_checks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        content TEXT NOT NULL
      ) STRICT;
    `),
  (db) => db.exec('ALTER TABLE documents ADD COLUMN picture INTEGER NOT NULL DEFAULT 0'),
  (db) => db.exec("ALTER TABLE documents ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'"),
  (db) =>
    db.exec(`
      CREATE TABLE chats (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        leaf TEXT,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
      ) STRICT;
      INSERT INTO chats (id, title, leaf, created_at, changed_at)
        SELECT lower(hex(randomblob(8))), substr(text, 1, 80), (SELECT id FROM messages ORDER BY seq DESC LIMIT 1), created_at,
          (SELECT max(created_at) FROM messages)
        FROM messages ORDER BY seq LIMIT 1;

      ALTER TABLE messages ADD COLUMN chat TEXT REFERENCES chats (id) ON DELETE CASCADE;
      ALTER TABLE messages ADD COLUMN parent TEXT;
      ALTER TABLE messages ADD COLUMN record TEXT;
      UPDATE messages SET chat = (SELECT id FROM chats),
        parent = (SELECT id FROM messages AS before WHERE before.seq < messages.seq ORDER BY seq DESC LIMIT 1);
      CREATE INDEX messages_chat ON messages (chat, seq);
    `),
  (db) =>
    db.exec(`
      CREATE TABLE egress_policy (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), policy TEXT NOT NULL) STRICT;
      ${egressTable}
    `),
  (db) =>
    db.exec(`
      CREATE TABLE acronyms (
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        short_key TEXT NOT NULL,
        long_key TEXT NOT NULL,
        short TEXT NOT NULL,
        long TEXT NOT NULL,
        PRIMARY KEY (document, short_key, long_key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX acronyms_short ON acronyms (short_key);
      CREATE INDEX acronyms_long ON acronyms (long_key);
    `),
  (db) => db.exec(countsStep),
  (db) => db.exec(retentionStep),
  (db) => db.exec(focusStep),
  (db) => db.exec(accessStep),
  (db) => db.exec(keptAnswersStep),
]
