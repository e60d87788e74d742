import type { JobKind, JobState } from '../../contract/jobs'
import type { DocumentRow } from './documentRows'
import type { Database } from './openDatabase'

/** A row of the jobs table. JSON columns hold what the kind of job needs. */
export interface JobRow {
  seq: number
  id: string
  kind: JobKind
  title: string
  parent: string | null
  document: string | null
  state: JobState
  /** Lower runs first; equal ones in the order they came. */
  priority: number
  attempts: number
  /** Times a worker died or was ended while doing it. */
  crashes: number
  /** Host instance that holds it; leases of an earlier instance are void. */
  lease: string | null
  payload: string
  progress: string | null
  result: string | null
  error: string | null
  created_at: string
  ended_at: string | null
}

type NewJob = Pick<JobRow, 'id' | 'kind' | 'title' | 'priority' | 'payload' | 'created_at'> & Partial<Pick<JobRow, 'parent' | 'document'>>

/** Reads and writes of the durable queue. Every change of state leaves a row in job_events. */
export function jobRows(db: Database, now: () => string) {
  const event = db.prepare('INSERT INTO job_events (job, event, detail, at) VALUES (?, ?, ?, ?)')
  const insert = db.prepare(`
    INSERT INTO jobs (id, kind, title, parent, document, state, priority, payload, created_at)
    VALUES (@id, @kind, @title, @parent, @document, 'queued', @priority, @payload, @created_at)`)
  const byId = db.prepare('SELECT * FROM jobs WHERE id = ?')
  const track = db.prepare('INSERT OR IGNORE INTO job_documents (job, document) VALUES (?, ?)')
  const note = (job: string, name: string, detail?: unknown) =>
    event.run(job, name, detail === undefined ? null : JSON.stringify(detail), now())
  return {
    get: (id: string) => byId.get(id) as JobRow | undefined,
    insert: (job: NewJob) => {
      insert.run({ parent: null, document: null, ...job })
      note(job.id, 'queued')
    },
    /** Changes a job and notes it; `event` names what happened. */
    update: (id: string, values: Partial<JobRow>, happened?: { event: string; detail?: unknown }) =>
      db.transaction(() => {
        const names = Object.keys(values)
        db.prepare(`UPDATE jobs SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`).run({ ...values, id })
        if (happened) note(id, happened.event, happened.detail)
      })(),
    /** Queued jobs of a kind in the order they should run, skipping children of paused jobs. */
    runnable: (kinds: readonly JobKind[], limit: number) =>
      db
        .prepare(
          `SELECT jobs.* FROM jobs LEFT JOIN jobs AS parents ON parents.id = jobs.parent
           WHERE jobs.state = 'queued' AND jobs.kind IN (${kinds.map(() => '?').join(', ')}) AND (parents.state IS NULL OR parents.state <> 'paused')
           ORDER BY jobs.priority, jobs.seq LIMIT ?`,
        )
        .all(...kinds, limit) as JobRow[],
    /** Jobs of a dead host instance go back to the queue. */
    releaseStaleLeases: (instance: string) =>
      db.transaction(() => {
        const stale = db.prepare("SELECT id FROM jobs WHERE state = 'running' AND lease IS NOT ?").pluck().all(instance) as string[]
        for (const id of stale) {
          db.prepare("UPDATE jobs SET state = 'queued', lease = NULL WHERE id = ?").run(id)
          note(id, 'released')
        }
        return stale.length
      })(),
    /** How many jobs of these kinds have not come to an end. */
    unfinishedOf: (kinds: readonly JobKind[]) =>
      db
        .prepare("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running', 'paused') AND kind IN (SELECT value FROM json_each(?))")
        .pluck()
        .get(JSON.stringify(kinds)) as number,
    activeIngest: (document: string) =>
      db.prepare("SELECT * FROM jobs WHERE kind = 'ingest' AND document = ? AND state IN ('queued', 'running', 'paused')").get(document) as
        | JobRow
        | undefined,
    listTop: (limit: number) => db.prepare("SELECT * FROM jobs WHERE kind <> 'ingest' ORDER BY seq DESC LIMIT ?").all(limit) as JobRow[],
    track: (job: string, document: string) => void track.run(job, document),
    documentsOf: (job: string) =>
      db
        .prepare(
          'SELECT documents.* FROM job_documents JOIN documents ON documents.id = job_documents.document WHERE job = ? ORDER BY documents.seq',
        )
        .all(job) as DocumentRow[],
    /** Jobs of the kinds a user sees that still wait for this document. */
    watchersOf: (document: string) =>
      db
        .prepare(
          "SELECT jobs.id FROM job_documents JOIN jobs ON jobs.id = job_documents.job WHERE job_documents.document = ? AND jobs.state IN ('queued', 'running', 'paused')",
        )
        .pluck()
        .all(document) as string[],
    /** Figures for the progress of an add job, in one query each. */
    figuresOf: (job: string) =>
      db
        .prepare(
          `SELECT count(*) AS total,
             coalesce(sum(status IN ('ready', 'ready-partly', 'needs-password', 'failed', 'cancelled')), 0) AS done,
             coalesce(sum(status IN ('failed', 'needs-password')), 0) AS failed
           FROM job_documents JOIN documents ON documents.id = job_documents.document WHERE job = ?`,
        )
        .get(job) as { total: number; done: number; failed: number },
    /** Whether a document of a job has not come to an end; stops at the first one found. */
    hasOpenDocuments: (job: string, finals: readonly string[]) =>
      db
        .prepare(
          `SELECT 1 FROM job_documents JOIN documents ON documents.id = job_documents.document
           WHERE job = ? AND status NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
        )
        .get(job, JSON.stringify(finals)) !== undefined,
    /** Ingest jobs under way that only this job waits for. */
    ownIngestJobs: (job: string) =>
      db
        .prepare(
          `SELECT ingest.* FROM job_documents AS own JOIN jobs AS ingest ON ingest.document = own.document
           WHERE own.job = @job AND ingest.kind = 'ingest' AND ingest.state IN ('queued', 'running', 'paused')
             AND NOT EXISTS (
               SELECT 1 FROM job_documents AS other JOIN jobs ON jobs.id = other.job
               WHERE other.document = own.document AND other.job <> @job AND jobs.state IN ('queued', 'running', 'paused'))`,
        )
        .all({ job }) as JobRow[],
    /** Pages of a job's documents: finished, found so far, and the number of documents they were found in. */
    pagesOf: (job: string, finals: readonly string[]) =>
      db
        .prepare(
          `SELECT coalesce(sum(CASE WHEN status IN (SELECT value FROM json_each(?)) THEN pages ELSE 0 END), 0) AS done,
             coalesce(sum(pages), 0) AS total, coalesce(sum(pages > 0), 0) AS opened
           FROM job_documents JOIN documents ON documents.id = job_documents.document WHERE job = ?`,
        )
        .get(JSON.stringify(finals), job) as { done: number; total: number; opened: number },
    /** Documents of a job that are being read now. */
    activeDocumentsOf: (job: string) =>
      db
        .prepare(
          `SELECT jobs.document FROM jobs JOIN job_documents ON job_documents.document = jobs.document
           WHERE jobs.kind = 'ingest' AND jobs.state = 'running' AND job_documents.job = ? LIMIT 32`,
        )
        .pluck()
        .all(job) as string[],
    forget: (document: string) =>
      db.transaction(() => {
        db.prepare('DELETE FROM job_documents WHERE document = ?').run(document)
        db.prepare("DELETE FROM job_events WHERE job IN (SELECT id FROM jobs WHERE kind = 'ingest' AND document = ?)").run(document)
        db.prepare("DELETE FROM jobs WHERE kind = 'ingest' AND document = ?").run(document)
      })(),
  }
}
