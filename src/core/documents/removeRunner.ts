import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { JobDocument } from '../../contract/jobs'
import type { DocumentRow } from '../catalog/documentRows'
import type { CoreContext } from '../context'
import { announceJob } from '../jobs/announce'
import type { Runner } from '../jobs/queue'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { finishIfDone } from './finishAdd'
import { forgetUnusedFiles } from './storedFiles'

type Removed = Pick<DocumentRow, 'id' | 'name' | 'sha256' | 'next_sha256' | 'pages' | 'passages'>

/** What the payload of a `remove` job holds: enough to finish although the rows are gone. */
interface RemovePayload {
  documents: Removed[]
  startedAt: string
}

/** What goes in the same step as documents, and is erased by the same job. */
interface Along {
  title: string
  /** Runs within the transaction, with the id of the job. */
  forget: (job: string) => void
}

/**
 * Takes documents and what lies in them out of the catalogue at once, so that no search shows them, and queues the removal from disk.
 * Returns the job's id.
 */
export function removeDocuments(named: DocumentRow[], workspace: OpenWorkspace, core: CoreContext, along?: Along): string {
  const rows = withChildren(named, workspace)
  const id = core.newId()
  const documents = rows.map(({ id: document, name, sha256, next_sha256, pages, passages }) => ({
    id: document,
    name,
    sha256,
    next_sha256,
    pages,
    passages,
  }))
  const title = along?.title ?? (documents.length === 1 ? (documents[0] as Removed).name : `${documents.length} documents`)
  const waiting = rows.flatMap((row) => workspace.jobs.watchersOf(row.id))
  for (const row of rows) {
    const reading = workspace.jobs.activeIngest(row.id)
    if (reading) core.queue.stop(reading.id, 'cancel')
  }
  workspace.db.transaction(() => {
    const payload: RemovePayload = { documents, startedAt: core.now() }
    workspace.jobs.insert({ id, kind: 'remove', title, priority: 0, payload: JSON.stringify(payload), created_at: core.now() })
    for (const row of rows) {
      workspace.jobs.forget(row.id)
      workspace.documents.remove(row.id)
    }
    along?.forget(id)
  })()
  if (documents.length > 0)
    core.hub.publish({ type: 'documents.removed', workspace: workspace.id, documents: documents.map((document) => document.id) })
  announceJob(workspace, id, core)
  for (const job of new Set(waiting)) {
    finishIfDone(workspace, job, core).catch((error: unknown) => core.log('the end of a job could not be noted', { job, error }))
  }
  core.work()
  return id
}

/** The documents and everything taken out of them, each once. */
function withChildren(rows: readonly DocumentRow[], workspace: OpenWorkspace): DocumentRow[] {
  const all = rows.flatMap((row) => [row, ...workspace.documents.below(row.id)])
  return [...new Map(all.map((row) => [row.id, row])).values()]
}

/** Takes the passages out of the index, rewrites what still holds their text, and removes originals and pages nobody else needs. */
export function createRemoveRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace) => {
      const { documents, startedAt } = JSON.parse(job.payload) as RemovePayload
      if (documents.length > 0) await eraseDocuments(documents, workspace, core)
      workspace.jobs.update(job.id, { payload: JSON.stringify({ documents: [], startedAt }) })
      workspace.db.pragma('wal_checkpoint(TRUNCATE)')
      await workspace.renewBackup()
      announceJob(workspace, job.id, core)
      const erasedAt = core.now()
      workspace.retention.erased(job.id, erasedAt)
      const elapsedMs = Math.max(Date.parse(erasedAt) - Date.parse(startedAt), 0)
      return { state: 'done', result: { documents: documents.map(toRemoved), elapsedMs, removedAt: startedAt, erasedAt } }
    },
  }
}

async function eraseDocuments(documents: Removed[], workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  const ids = documents.map((document) => document.id)
  await core.queue.unread(ids)
  await workspace.inTurn(async () => {
    const places = workspace.tables.all().map((embedder) => ({ index: workspace.paths.index, embedder }))
    for (const place of places) await core.indexWorker.call((index) => index.remove({ ...place, documents: ids }))
    workspace.tables.forgetDocuments(ids)
    forgetUnusedFiles(documents, workspace)
    removeStaged(documents, workspace)
    for (const place of places) await core.indexWorker.call((index) => index.erase(place))
  })
}

function toRemoved({ id, name, pages, passages }: Removed): JobDocument {
  return { document: id, name, status: 'removed', pages, passages, coverage: { read: 0, recognised: 0, empty: 0, failed: 0 } }
}

function removeStaged(documents: Removed[], workspace: OpenWorkspace): void {
  for (const name of readdirSync(workspace.paths.staging)) {
    if (documents.some((document) => name.startsWith(document.id))) rmSync(join(workspace.paths.staging, name), { force: true })
  }
}
