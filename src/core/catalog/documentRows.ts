import type { Coverage, Document, DocumentStatus, OcrMode } from '../../contract/documents'
import type { DocumentErrorCode } from '../../contract/errors'
import type { PageState } from '../../contract/worker'
import { kindOf } from './kindOf'
import { type Database, preparedStatements } from './openDatabase'

/** A row of the documents table. */
export interface DocumentRow {
  seq: number
  id: string
  name: string
  wanted_name: string
  parent: string | null
  origin: string | null
  format: string | null
  media_type: string | null
  status: DocumentStatus
  pages: number
  passages: number
  bytes: number
  sha256: string
  /** 1: the original is kept under its hash; 0: it is referred to at its origin. */
  stored: number
  added_at: string
  pages_read: number
  pages_recognised: number
  pages_empty: number
  pages_failed: number
  pages_key: string | null
  digest: string | null
  /** How often it was read and written: tables note which edition they hold. */
  edition: number
  ocr: OcrMode
  /** 1 from just before the first row is written to the index. */
  written: number
  /** Content at the same origin that waits to replace this one. */
  next_sha256: string | null
  next_bytes: number | null
  code: DocumentErrorCode | null
  message: string | null
  language: string | null
  /** 1: a picture of the document it was taken out of; where nothing is written in it, it is no document. */
  picture: number
  /** The day it says it was published. */
  published: string | null
  /** Language asked for when it was added, where the address has several. */
  wanted_language: string | null
  /** JSON: the tags, in the order they were put on. */
  tags: string
  /** How often its passages were among what was found, were cited, and the sum of the ranks they had. */
  found: number
  cited: number
  rank_sum: number
  used_at: string | null
}

/** What a scope is decided by. */
export type ScopeRow = Pick<DocumentRow, 'id' | 'parent' | 'media_type' | 'added_at' | 'published' | 'tags'>

export interface PageStateRow {
  page: number
  state: PageState
  confidence: number | null
  message: string | null
}

/** A row as the contract shows it, with how far its reading is. */
export function toDocument(row: DocumentRow, live?: { stage: DocumentStatus; done: number; total: number }): Document {
  // Which stage a reading is in is not written: it changes often, and a restart begins anew.
  const reading = row.status === 'queued' ? live : undefined
  return {
    id: row.id,
    name: row.name,
    ...(row.parent ? { parent: row.parent } : {}),
    format: row.format,
    mediaType: row.media_type,
    ...(row.media_type ? { kind: kindOf(row.media_type) } : {}),
    status: reading ? reading.stage : row.status,
    pages: row.pages,
    passages: row.passages,
    bytes: row.bytes,
    sha256: row.sha256,
    addedAt: row.added_at,
    coverage: coverageOf(row),
    ...(reading ? { progress: { stage: reading.stage, done: reading.done, total: reading.total } } : {}),
    ...(row.code ? { code: row.code } : {}),
    ...(row.message ? { message: row.message } : {}),
    origin: row.origin,
    ...(row.language ? { language: row.language } : {}),
    ...(row.published ? { published: row.published } : {}),
    ...(row.tags === '[]' ? {} : { tags: JSON.parse(row.tags) as string[] }),
    ...(row.used_at === null ? {} : { use: { ...useOf(row), lastAt: row.used_at } }),
  }
}

/** How often something was used, and its mean rank, rounded to tenths. */
export function useOf({ found, cited, rank_sum }: Pick<DocumentRow, 'found' | 'cited' | 'rank_sum'>) {
  return { found, cited, meanRank: found === 0 ? null : Math.round((rank_sum / found) * 10) / 10 }
}

export function coverageOf(row: DocumentRow): Coverage {
  return { read: row.pages_read, recognised: row.pages_recognised, empty: row.pages_empty, failed: row.pages_failed }
}

type NewDocument = Pick<
  DocumentRow,
  'id' | 'name' | 'wanted_name' | 'origin' | 'status' | 'bytes' | 'sha256' | 'stored' | 'added_at' | 'ocr'
> &
  Partial<Pick<DocumentRow, 'code' | 'message' | 'parent' | 'picture' | 'wanted_language'>>

/** Reads and writes of the documents and pages tables. */
export function documentRows(db: Database) {
  const sql = preparedStatements(db)
  const byId = sql('SELECT * FROM documents WHERE id = ?')
  const byRef = sql('SELECT * FROM documents WHERE id = ? OR name = ? ORDER BY id = ? DESC LIMIT 1')
  const byOrigin = sql('SELECT * FROM documents WHERE origin = ? ORDER BY seq LIMIT 1')
  const byContent = sql('SELECT * FROM documents WHERE wanted_name = ? AND sha256 = ? AND parent IS NULL ORDER BY seq LIMIT 1')
  const nameOf = sql('SELECT name FROM documents WHERE id = ?').pluck()
  const childrenOf = sql('SELECT * FROM documents WHERE parent = ? ORDER BY seq')
  const childOf = sql('SELECT * FROM documents WHERE parent = ? AND wanted_name = ?')
  const aboveOf = sql(`
    WITH RECURSIVE above (id, step) AS (
      SELECT parent, 1 FROM documents WHERE id = ? AND parent IS NOT NULL
      UNION ALL SELECT documents.parent, step + 1 FROM documents JOIN above ON documents.id = above.id WHERE documents.parent IS NOT NULL
    ) SELECT id FROM above ORDER BY step`).pluck()
  const belowOf = sql(`
    WITH RECURSIVE below (id) AS (
      SELECT id FROM documents WHERE parent = ?
      UNION ALL SELECT documents.id FROM documents JOIN below ON documents.parent = below.id
    ) SELECT id FROM below`).pluck()
  const totalBelow = sql(`
    WITH RECURSIVE below (id, bytes) AS (
      SELECT id, bytes FROM documents WHERE parent = ?
      UNION ALL SELECT documents.id, documents.bytes FROM documents JOIN below ON documents.parent = below.id
    ) SELECT count(*) AS documents, coalesce(sum(bytes), 0) AS bytes FROM below`)
  const insert = sql(`
    INSERT INTO documents (id, name, wanted_name, origin, status, bytes, sha256, stored, added_at, ocr, code, message, parent, picture, wanted_language)
    VALUES (@id, @name, @wanted_name, @origin, @status, @bytes, @sha256, @stored, @added_at, @ocr, @code, @message, @parent, @picture, @wanted_language)`)
  const writePage = sql(`
    INSERT INTO pages (document, page, state, confidence, message) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (document, page) DO UPDATE SET state = excluded.state, confidence = excluded.confidence, message = excluded.message`)
  return {
    get: (id: string) => byId.get(id) as DocumentRow | undefined,
    find: (ref: string) => byRef.get(ref, ref, ref) as DocumentRow | undefined,
    byOrigin: (origin: string) => byOrigin.get(origin) as DocumentRow | undefined,
    byContent: (name: string, sha256: string) => byContent.get(name, sha256) as DocumentRow | undefined,
    /** The documents taken out of a container. */
    childrenOf: (parent: string) => childrenOf.all(parent) as DocumentRow[],
    childOf: (parent: string, wantedName: string) => childOf.get(parent, wantedName) as DocumentRow | undefined,
    /** How many containers a document lies in. */
    depthOf: (id: string) => (aboveOf.all(id) as string[]).length,
    /** The outermost container a document lies in; itself where it lies in none. */
    rootOf: (id: string) => (aboveOf.all(id) as string[]).at(-1) ?? id,
    /** How many documents lie in a container, at any depth, and how many bytes they have. */
    totalBelow: (id: string) => totalBelow.get(id) as { documents: number; bytes: number },
    /** The documents in a container, at any depth. */
    below: (id: string) => (belowOf.all(id) as string[]).map((one) => byId.get(one) as DocumentRow),
    nameOf: (id: string) => nameOf.get(id) as string | undefined,
    /** Of every document what a scope is decided by. */
    scopeRows: () => sql('SELECT id, parent, media_type, added_at, published, tags FROM documents').all() as ScopeRow[],
    all: () => sql('SELECT * FROM documents ORDER BY seq').all() as DocumentRow[],
    list: (offset: number, limit: number) =>
      sql('SELECT * FROM documents ORDER BY seq LIMIT ? OFFSET ?').all(limit, offset) as DocumentRow[],
    withoutStatus: (statuses: readonly string[]) =>
      sql('SELECT * FROM documents WHERE status NOT IN (SELECT value FROM json_each(?)) ORDER BY seq').all(
        JSON.stringify(statuses),
      ) as DocumentRow[],
    count: () => sql('SELECT count(*) FROM documents').pluck().get() as number,
    insert: (row: NewDocument) => void insert.run({ code: null, message: null, parent: null, picture: 0, wanted_language: null, ...row }),
    update: (id: string, values: Partial<DocumentRow>) => {
      const names = Object.keys(values)
      sql(`UPDATE documents SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`).run({ ...values, id })
    },
    /** Notes that the reader does not want a child of a container: reading the container again does not bring it back. */
    keepAway: (parent: string, wantedName: string) =>
      void sql('INSERT OR IGNORE INTO removed_children (parent, wanted_name) VALUES (?, ?)').run(parent, wantedName),
    isKeptAway: (parent: string, wantedName: string) =>
      sql('SELECT 1 FROM removed_children WHERE parent = ? AND wanted_name = ?').get(parent, wantedName) !== undefined,
    /** Forgets what was not wanted of a container; how many these were. */
    letBack: (parent: string) => sql('DELETE FROM removed_children WHERE parent = ?').run(parent).changes,
    remove: (id: string) => void sql('DELETE FROM documents WHERE id = ?').run(id),
    /** Whether a document still needs the stored original, or the page file. */
    usesSource: (sha256: string) =>
      sql('SELECT 1 FROM documents WHERE sha256 = ? UNION ALL SELECT 1 FROM documents WHERE next_sha256 = ? LIMIT 1').get(
        sha256,
        sha256,
      ) !== undefined,
    usesPages: (key: string) => sql('SELECT 1 FROM documents WHERE pages_key = ? LIMIT 1').get(key) !== undefined,
    writePages: (document: string, pages: readonly PageStateRow[]) =>
      db.transaction(() => {
        for (const { page, state, confidence, message } of pages) writePage.run(document, page, state, confidence, message)
      })(),
    pageStates: (document: string) =>
      sql('SELECT page, state, confidence, message FROM pages WHERE document = ? ORDER BY page').all(document) as PageStateRow[],
    /** How many pages of it were kept so far. */
    pagesKept: (document: string) => sql('SELECT count(*) FROM pages WHERE document = ?').pluck().get(document) as number,
    clearPages: (document: string) => void sql('DELETE FROM pages WHERE document = ?').run(document),
    /** From kept counters, whatever the number of documents. */
    totals: (): DocumentTotals => ({
      ...(sql(`
        SELECT coalesce(sum(documents), 0) AS documents, coalesce(sum(pages), 0) AS pages, coalesce(sum(passages), 0) AS passages,
          coalesce(sum(bytes), 0) AS bytes, coalesce(sum(pages_read), 0) AS read, coalesce(sum(pages_recognised), 0) AS recognised,
          coalesce(sum(pages_empty), 0) AS empty, coalesce(sum(pages_failed), 0) AS failed FROM document_counts`).get() as Omit<
        DocumentTotals,
        'lastImportAt'
      >),
      lastImportAt: sql('SELECT max(added_at) FROM documents').pluck().get() as string | null,
    }),
    /** Documents per status. */
    statuses: () =>
      Object.fromEntries(
        (sql('SELECT status, documents FROM document_counts WHERE documents > 0').all() as { status: string; documents: number }[]).map(
          (row) => [row.status, row.documents],
        ),
      ),
  }
}

export interface DocumentTotals extends Coverage {
  documents: number
  pages: number
  passages: number
  bytes: number
  lastImportAt: string | null
}
