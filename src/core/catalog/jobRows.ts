import type { JobKind, JobState } from '../../contract/jobs'
import { jobDocumentRows } from './jobDocumentRows'
import { type Database, preparedStatements } from './openDatabase'

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
  const sql = preparedStatements(db)
  const event = sql('INSERT INTO job_events (job, event, detail, at) VALUES (?, ?, ?, ?)')
  const insert = sql(`
    INSERT INTO jobs (id, kind, title, parent, document, state, priority, payload, created_at)
    VALUES (@id, @kind, @title, @parent, @document, 'queued', @priority, @payload, @created_at)`)
  const byId = sql('SELECT * FROM jobs WHERE id = ?')
  const note = (job: string, name: string, detail?: unknown) =>
    event.run(job, name, detail === undefined ? null : JSON.stringify(detail), now())
  return {
    ...jobDocumentRows(db),
    get: (id: string) => byId.get(id) as JobRow | undefined,
    insert: (job: NewJob) => {
      insert.run({ parent: null, document: null, ...job })
      note(job.id, 'queued')
    },
    /** Changes a job and notes it; `event` names what happened. */
    update: (id: string, values: Partial<JobRow>, happened?: { event: string; detail?: unknown }) =>
      db.transaction(() => {
        const names = Object.keys(values)
        sql(`UPDATE jobs SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`).run({ ...values, id })
        if (happened) note(id, happened.event, happened.detail)
      })(),
    /** Queued jobs of a kind in the order they should run, skipping children of paused jobs. */
    runnable: (kinds: readonly JobKind[], limit: number) =>
      sql(
        `SELECT jobs.* FROM jobs LEFT JOIN jobs AS parents ON parents.id = jobs.parent
           WHERE jobs.state = 'queued' AND jobs.kind IN (${kinds.map(() => '?').join(', ')}) AND (parents.state IS NULL OR parents.state <> 'paused')
           ORDER BY jobs.priority, jobs.seq LIMIT ?`,
      ).all(...kinds, limit) as JobRow[],
    /** Jobs of a dead host instance go back to the queue. */
    releaseStaleLeases: (instance: string) =>
      db.transaction(() => {
        const stale = sql("SELECT id FROM jobs WHERE state = 'running' AND lease IS NOT ?").pluck().all(instance) as string[]
        for (const id of stale) {
          sql("UPDATE jobs SET state = 'queued', lease = NULL WHERE id = ?").run(id)
          note(id, 'released')
        }
        return stale.length
      })(),
    /** How many jobs of these kinds have not come to an end. */
    unfinishedOf: (kinds: readonly JobKind[]) =>
      sql("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running', 'paused') AND kind IN (SELECT value FROM json_each(?))")
        .pluck()
        .get(JSON.stringify(kinds)) as number,
    /** How many jobs of these kinds run at this moment. */
    runningOf: (kinds: readonly JobKind[]) =>
      sql("SELECT count(*) FROM jobs WHERE state = 'running' AND kind IN (SELECT value FROM json_each(?))")
        .pluck()
        .get(JSON.stringify(kinds)) as number,
    /** Place of the latest change of any job, that of a forgotten one too. */
    lastEvent: () => (sql("SELECT seq FROM sqlite_sequence WHERE name = 'job_events'").pluck().get() as number | undefined) ?? 0,
    /** The oldest job of these kinds that has not come to an end. */
    oldestUnfinished: (kinds: readonly JobKind[]) =>
      sql(
        "SELECT * FROM jobs WHERE state IN ('queued', 'running', 'paused') AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT 1",
      ).get(JSON.stringify(kinds)) as JobRow | undefined,
    activeIngest: (document: string) =>
      sql("SELECT * FROM jobs WHERE kind = 'ingest' AND document = ? AND state IN ('queued', 'running', 'paused')").get(document) as
        | JobRow
        | undefined,
    listTop: (limit: number) => sql("SELECT * FROM jobs WHERE kind <> 'ingest' ORDER BY seq DESC LIMIT ?").all(limit) as JobRow[],
    forget: (document: string) =>
      db.transaction(() => {
        sql('DELETE FROM job_documents WHERE document = ?').run(document)
        sql("DELETE FROM job_events WHERE job IN (SELECT id FROM jobs WHERE kind = 'ingest' AND document = ?)").run(document)
        sql("DELETE FROM jobs WHERE kind = 'ingest' AND document = ?").run(document)
      })(),
  }
}
