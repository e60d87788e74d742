import type { DocumentRow } from './documentRows'
import type { JobRow } from './jobRows'
import { type Database, preparedStatements } from './openDatabase'

/** Reads and writes of which job waits for which documents. */
export function jobDocumentRows(db: Database) {
  const sql = preparedStatements(db)
  const track = sql('INSERT OR IGNORE INTO job_documents (job, document) VALUES (?, ?)')
  return {
    track: (job: string, document: string) => void track.run(job, document),
    documentsOf: (job: string) =>
      sql(
        'SELECT documents.* FROM job_documents JOIN documents ON documents.id = job_documents.document WHERE job = ? ORDER BY documents.seq',
      ).all(job) as DocumentRow[],
    /** Jobs of the kinds a user sees that still wait for this document. */
    watchersOf: (document: string) =>
      sql(
        "SELECT jobs.id FROM job_documents JOIN jobs ON jobs.id = job_documents.job WHERE job_documents.document = ? AND jobs.state IN ('queued', 'running', 'paused')",
      )
        .pluck()
        .all(document) as string[],
    /** Figures for the progress of an add job, in one query each. */
    figuresOf: (job: string) =>
      sql(
        `SELECT count(*) AS total,
             coalesce(sum(status IN ('ready', 'ready-partly', 'needs-password', 'failed', 'cancelled')), 0) AS done,
             coalesce(sum(status = 'failed'), 0) AS failed
           FROM job_documents JOIN documents ON documents.id = job_documents.document WHERE job = ?`,
      ).get(job) as { total: number; done: number; failed: number },
    /** Whether a document of a job has not come to an end; stops at the first one found. */
    hasOpenDocuments: (job: string, finals: readonly string[]) =>
      sql(
        `SELECT 1 FROM job_documents JOIN documents ON documents.id = job_documents.document
           WHERE job = ? AND status NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
      ).get(job, JSON.stringify(finals)) !== undefined,
    /** Ingest jobs under way that only this job waits for. */
    ownIngestJobs: (job: string) =>
      sql(
        `SELECT ingest.* FROM job_documents AS own JOIN jobs AS ingest ON ingest.document = own.document
           WHERE own.job = @job AND ingest.kind = 'ingest' AND ingest.state IN ('queued', 'running', 'paused')
             AND NOT EXISTS (
               SELECT 1 FROM job_documents AS other JOIN jobs ON jobs.id = other.job
               WHERE other.document = own.document AND other.job <> @job AND jobs.state IN ('queued', 'running', 'paused'))`,
      ).all({ job }) as JobRow[],
    /**
     * Pages of a job's documents: finished, found so far, and the number of documents they were found in. Of a document that was held
     * half-way the pages count that it keeps; of one being read, what the supervisor hears is newer.
     */
    pagesOf: (job: string, finals: readonly string[]) =>
      sql(
        `SELECT coalesce(sum(CASE WHEN status IN (SELECT value FROM json_each(?)) THEN pages
               WHEN pages > 0 AND digest IS NULL AND NOT EXISTS (
                 SELECT 1 FROM jobs WHERE jobs.document = documents.id AND jobs.kind = 'ingest'
                   AND jobs.state IN ('queued', 'running', 'paused') AND jobs.state = 'running')
               THEN (SELECT count(*) FROM pages WHERE pages.document = documents.id) ELSE 0 END), 0) AS done,
             coalesce(sum(pages), 0) AS total, coalesce(sum(pages > 0), 0) AS opened
           FROM job_documents JOIN documents ON documents.id = job_documents.document WHERE job = ?`,
      ).get(JSON.stringify(finals), job) as { done: number; total: number; opened: number },
    /** Documents of a job that are being read now. */
    activeDocumentsOf: (job: string) =>
      sql(
        `SELECT jobs.document FROM jobs JOIN job_documents ON job_documents.document = jobs.document
           WHERE jobs.kind = 'ingest' AND jobs.state = 'running' AND job_documents.job = ? LIMIT 32`,
      )
        .pluck()
        .all(job) as string[],
  }
}
