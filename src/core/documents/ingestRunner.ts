import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { AppError, type DocumentErrorCode, documentErrorCodes } from '../../contract/errors'
import type { IngestEvent, IngestInput } from '../../contract/worker'
import { coverageOf, type DocumentRow } from '../catalog/documentRows'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceDocument } from '../jobs/announce'
import type { Runner } from '../jobs/queue'
import { withoutSync } from '../catalog/openDatabase'
import { supervise } from '../workers/supervise'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { finishIfDone, finishJobsOf } from './finishAdd'
import { type ChildrenRecord, createChildrenRecord, missingChildren } from './children'
import { doubtfulPages, illegiblePages, missingPages, settledStatus, statusOfCoverage } from './coverage'
import { createReadingRecord, type ReadingRecord } from './readingRecord'
import { passwordOf } from './passwords'
import { forgetUnusedFiles } from './storedFiles'
import { readLanguageFiles } from '../languageFiles'
import { readSettings } from '../settings'
import { markCancelled } from './stopAdd'

type Done = Extract<IngestEvent, { type: 'done' }>
/** With the embedder whose vectors they are. */
type Embedded = Done & { embedder: string }

/** Longest silence of a reader (trust.md section 3); OCR says how far it is several times a page. */
const silenceMs = 30_000
/** Longest time for one document: a base, and so much for each page found. */
const baseMs = 120_000
const perPageMs = 30_000
/** … and for each document taken out of it, which is written to the disk and waited for. */
const perChildMs = 100
/** Largest resident memory of a reader. */
const memoryBytes = 900 * 2 ** 20

/** Reads one document in a worker, writes its passages to the index, and only then calls it ready. */
export function createIngestRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal, leaveLane }) => {
      const row = workspace.documents.get(job.document as string)
      if (!row) return { state: 'done' }
      const { embedder } = workspace
      const record = createReadingRecord(row, workspace, core)
      const children = createChildrenRecord(row, workspace, core)
      try {
        const done = await read(row, embedder, { record, children }, workspace, core, signal)
        leaveLane()
        await index(row, { ...done, embedder }, record, workspace, core)
        settle(job, row, { ...done, embedder }, { record, children }, workspace, core)
      } finally {
        record.close()
        children.close()
      }
      announceDocument(workspace, row.id, core)
      await finishJobsOf(row.id, workspace, core)
      return { state: 'ended' }
    },
    failed: (job, workspace, error) => fail(job, workspace, error, core),
    cancelled: async (job, workspace) => {
      markCancelled(job, workspace)
      core.passwords.delete(job.document as string)
      await dropUnfinishedRows(job, workspace, core)
      if (job.document) announceDocument(workspace, job.document, core)
      await finishJobsOf(job.document as string, workspace, core)
    },
  }
}

interface Records {
  record: ReadingRecord
  children: ChildrenRecord
}

async function read(
  row: DocumentRow,
  embedder: string,
  { record, children }: Records,
  workspace: OpenWorkspace,
  core: CoreContext,
  signal: AbortSignal,
): Promise<Done> {
  const sha256 = row.next_sha256 ?? row.sha256
  const input: IngestInput = {
    document: row.id,
    name: row.name,
    file: row.stored ? join(workspace.paths.sources, sha256) : (row.origin as string),
    sha256,
    pages: workspace.paths.pages,
    staging: workspace.paths.staging,
    ocr: row.ocr,
    languages: (await readLanguageFiles(core.options.data)).usable,
    threads: threadsFor(core.board.count()),
    embedder,
    chunking: workspace.pipeline.get().chunking,
    depth: workspace.documents.depthOf(row.id),
    maxFileBytes: readSettings(core.app).maxFileMegabytes * 2 ** 20,
    ...passwordOf(row, core),
  }
  record.stage('extracting', 0, 0)
  const totalMs = () => baseMs + perPageMs * record.pages() + perChildMs * children.count()
  return core.ingestPool
    .use(
      (worker) =>
        supervise(
          worker,
          async ({ touch, signal: stop }) => {
            for await (const event of await worker.client.ingest.read(input, { signal: stop })) {
              touch()
              if (event.type === 'done') return event
              if (event.type === 'child') children.take(event)
              else record.take(event)
            }
            throw new AppError('READER_CRASHED', `The reader of ${row.name} ended without a result.`)
          },
          { signal, name: row.name, limits: { silenceMs, memoryBytes, totalMs } },
        ),
      signal,
    )
    .catch((error: unknown) => {
      throw giveUpEarly(error, record)
    })
}

/** Threads of recognition for one of so many documents: all cores but one, which answers; each takes 70 to 100 MB. */
function threadsFor(documents: number): number {
  return Math.max(1, Math.min(3, Math.floor((availableParallelism() - 1) / Math.max(1, documents))))
}

/** A reader that was ended for its time before it finished a single new page would only do so again. */
function giveUpEarly(error: unknown, record: ReadingRecord): unknown {
  if (!(error instanceof AppError) || error.code !== 'READER_TIMEOUT' || record.newPages() > 0) return error
  return new AppError(error.code, error.message, { details: { final: true } })
}

async function index(row: DocumentRow, done: Embedded, record: ReadingRecord, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  record.stage('indexing', 0, done.passages)
  const fresh = row.written === 0
  if (fresh) withoutSync(workspace.db, () => workspace.documents.update(row.id, { written: 1 }))
  let attempt = 0
  await core.indexWorker.call((worker) =>
    worker.write({
      index: workspace.paths.index,
      embedder: done.embedder,
      document: row.id,
      passagesFile: done.passagesFile,
      fresh: fresh && attempt++ === 0,
    }),
  )
  record.stage('validating', done.passages, done.passages)
}

/** In one transaction, so that no crash can part the document from its job. */
function settle(
  job: JobRow,
  row: DocumentRow,
  done: Embedded,
  { record, children }: Records,
  workspace: OpenWorkspace,
  core: CoreContext,
): void {
  if (!workspace.documents.get(row.id)) throw new AppError('DOCUMENT_NOT_FOUND', `${row.name} was removed while it was read.`)
  // Its vectors are of the embedding before: what was written is not searched any more, and reading it again takes them from the pages.
  if (workspace.embedder !== done.embedder) {
    workspace.tables.forgetDocuments([row.id])
    throw new AppError('BUSY', `The embedding of the workspace was changed while ${row.name} was read. It is read again.`)
  }
  workspace.db.transaction(() => {
    const pages = record.finish()
    const failed = pages.filter((page) => page.state === 'failed')
    const doubtful = illegiblePages(pages)
    const legible = {
      ...done.coverage,
      recognised: done.coverage.recognised - doubtful.length,
      failed: done.coverage.failed + doubtful.length,
    }
    const missing = missingChildren(children.finish())
    const notes = [
      ...(failed.length > 0 ? [missingPages(failed)] : []),
      ...(doubtful.length > 0 ? [doubtfulPages(doubtful)] : []),
      ...(missing ? [missing] : []),
    ]
    workspace.documents.update(row.id, {
      status: missing ? 'ready-partly' : statusOfCoverage(legible),
      language: done.language ?? null,
      published: done.published ?? null,
      sha256: row.next_sha256 ?? row.sha256,
      bytes: row.next_bytes ?? row.bytes,
      next_sha256: null,
      next_bytes: null,
      pages: done.pages,
      passages: done.passages,
      digest: done.digest,
      edition: row.edition + 1,
      pages_key: done.pagesKey,
      pages_read: done.coverage.read,
      pages_recognised: done.coverage.recognised,
      pages_empty: done.coverage.empty,
      pages_failed: done.coverage.failed,
      code: null,
      message: notes.length > 0 ? notes.join(' ') : null,
    })
    workspace.acronyms.replace(row.id, done.acronyms ?? [])
    workspace.jobs.update(job.id, { state: 'done', lease: null, ended_at: core.now() }, { event: 'read' })
  })()
  rmSync(done.passagesFile, { force: true })
  if (row.next_sha256 !== null || (row.pages_key !== null && row.pages_key !== done.pagesKey)) forgetUnusedFiles([row], workspace)
  core.board.drop(row.id)
  core.passwords.delete(row.id)
}

async function fail(job: JobRow, workspace: OpenWorkspace, error: AppError, core: CoreContext): Promise<void> {
  const row = workspace.documents.get(job.document as string)
  if (!row) return
  const code = documentCodeOf(error)
  if (row.picture === 1 && row.digest === null && code === 'DOCUMENT_NO_TEXT') return dropPicture(row, job, workspace, core)
  if (row.digest !== null) {
    const what =
      row.next_sha256 === null
        ? 'It could not be read again, so what was read before'
        : 'The changed file could not be read, so the earlier version'
    workspace.documents.update(row.id, {
      status: settledStatus(row),
      next_sha256: null,
      next_bytes: null,
      message: `${what} is still searched: ${error.message}`,
    })
    if (row.next_sha256) forgetUnusedFiles([{ sha256: row.next_sha256, next_sha256: null }], workspace)
  } else if (error.code === 'DOCUMENT_PASSWORD') {
    workspace.documents.update(row.id, { status: 'needs-password', code: null, message: error.message })
  } else {
    workspace.documents.update(row.id, { status: 'failed', code, message: error.message, ...coverageAfterFailure(row) })
  }
  core.passwords.delete(row.id)
  await dropUnfinishedRows(job, workspace, core)
  announceDocument(workspace, row.id, core)
  await finishJobsOf(row.id, workspace, core)
}

/** A picture without writing was worth a look, and is no document that failed: nobody added it. */
async function dropPicture(row: DocumentRow, job: JobRow, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  const waiting = workspace.jobs.watchersOf(row.id)
  await dropUnfinishedRows(job, workspace, core)
  workspace.db.transaction(() => {
    workspace.jobs.forget(row.id)
    workspace.documents.remove(row.id)
  })()
  forgetUnusedFiles([row], workspace)
  core.hub.publish({ type: 'documents.removed', workspace: workspace.id, documents: [row.id] })
  for (const id of waiting) await finishIfDone(workspace, id, core)
}

/** The document code of a failure: what goes wrong in embedding has many names, and is one thing to the reader of a document. */
function documentCodeOf({ code }: AppError): DocumentErrorCode {
  const known = documentErrorCodes.find((one) => one === code)
  if (known) return known
  return code === 'EMBEDDING_MISMATCH' || code === 'EGRESS_BLOCKED' || code.startsWith('MODEL_') ? 'EMBEDDING_FAILED' : 'READER_CRASHED'
}

/** A document that failed as a whole has no page that was read, whatever its single pages gave before. */
function coverageAfterFailure(row: DocumentRow): Partial<DocumentRow> {
  const { read, recognised, empty, failed } = coverageOf(row)
  const total = Math.max(row.pages, read + recognised + empty + failed)
  return row.digest === null ? { pages_failed: total - empty, pages_read: 0, pages_recognised: 0 } : {}
}

/** Rows that a broken-off write may have left behind must not be found. */
async function dropUnfinishedRows(job: JobRow, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  const row = workspace.documents.get(job.document as string)
  core.board.drop(job.document as string)
  rmSync(join(workspace.paths.staging, `${encodeURIComponent(job.document as string)}.passages`), { force: true })
  if (!row || row.written === 0 || row.digest !== null) return
  await core.indexWorker.call((index) => index.remove({ index: workspace.paths.index, embedder: workspace.embedder, documents: [row.id] }))
  workspace.documents.update(row.id, { written: 0 })
}
