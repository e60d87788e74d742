import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { finalStatuses } from '../../contract/documents'
import { AppError } from '../../contract/errors'
import { finalJobStates } from '../../contract/jobs'
import type { Collected, CollectInput } from '../../contract/worker'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceDocument, announceJob } from '../jobs/announce'
import { toJob, toJobDocument } from '../jobs/jobView'
import type { Outcome, Runner } from '../jobs/queue'
import { sweepUnfinished } from './storedFiles'
import { supervise } from '../workers/supervise'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { type AddPayload, enqueueIngest } from './add'
import { resolveCollected } from './resolveCollected'
import { readSettings } from '../settings'

/** Walking and copying: silence above this means a disk that does not answer. */
const collectLimits = { silenceMs: 120_000, totalMs: () => Number.POSITIVE_INFINITY, memoryBytes: 2 ** 30 }

/** From this many new passages on, an import ends with an upkeep of the index, so that searches stay quick. */
const upkeepPassages = 500

/** Walks the sources of an `add` job, queues the reading of what is new, and then waits for its documents. */
export function createAddRunner(core: CoreContext): Runner {
  return {
    run: async (job, workspace, { signal }) => {
      const payload = JSON.parse(job.payload) as AddPayload
      if (!payload.collected) {
        await collect(job, payload, workspace, core, signal)
        workspace.jobs.update(job.id, { payload: JSON.stringify({ ...payload, collected: true }) }, { event: 'collected' })
        forgetUploads(payload, core)
      }
      announceJob(workspace, job.id, core)
      core.work()
      await finishIfDone(workspace, job.id, core)
      return waiting
    },
  }
}

/** The job stays open: its documents end it. */
const waiting: Outcome = { state: 'waiting' }

/** How many jobs are copying files into a workspace: only the last one may sweep. */
const collecting = new Map<string, number>()

async function collect(job: JobRow, payload: AddPayload, workspace: OpenWorkspace, core: CoreContext, signal: AbortSignal): Promise<void> {
  const settings = readSettings(core.app)
  const stored = settings.sources === 'copy' || payload.sources.some((source) => source.kind === 'upload')
  const input: CollectInput = {
    sources: payload.sources.flatMap((source) =>
      source.kind === 'url' ? [] : source.kind === 'path' ? { path: source.path } : uploadSource(source, core),
    ),
    into: stored ? workspace.paths.sources : null,
    maxFileBytes: settings.maxFileMegabytes * 2 ** 20,
  }
  let listed = 0
  collecting.set(workspace.id, (collecting.get(workspace.id) ?? 0) + 1)
  const collected = core.ingestPool.use((worker) =>
    supervise(
      worker,
      async ({ touch, signal: stop }) => {
        for await (const event of await worker.client.ingest.collect(input, { signal: stop })) {
          touch()
          if (event.type === 'listed') listed = event.files
          else take(event.files, Math.max(listed, event.files.length))
        }
      },
      { signal, limits: collectLimits, name: job.title },
    ),
  )
  await collected.finally(() => {
    collecting.set(workspace.id, (collecting.get(workspace.id) ?? 1) - 1)
    if (collecting.get(workspace.id) === 0) sweepUnfinished(workspace)
  })

  function take(files: Collected[], siblings: number) {
    const ids = workspace.db.transaction(() => {
      const touched: string[] = []
      for (const file of files) {
        const { row, read } = resolveCollected(file, { ocr: payload.ocr, stored }, workspace, core)
        workspace.jobs.track(job.id, row.id)
        if (read) enqueueIngest(row, { parent: job.id, siblings }, workspace, core)
        touched.push(row.id)
      }
      return touched
    })()
    for (const id of ids) announceDocument(workspace, id, core)
    announceJob(workspace, job.id, core)
    core.work()
  }
}

function uploadSource(source: { upload: string; name: string }, core: CoreContext): CollectInput['sources'][number] {
  if (!/^[0-9a-f-]{36}$/.test(source.upload))
    throw new AppError('UPLOAD_NOT_FOUND', 'That is not the id of an upload. Upload the file again.')
  return { path: join(core.uploadsFolder, source.upload), name: source.name, origin: null }
}

function forgetUploads(payload: AddPayload, core: CoreContext): void {
  for (const source of payload.sources) {
    if (source.kind === 'upload') rmSync(join(core.uploadsFolder, basename(source.upload)), { force: true })
  }
}

/** Ends every `add` job that waited for this document and now has all of its own. */
export async function finishJobsOf(document: string, workspace: OpenWorkspace, core: CoreContext): Promise<void> {
  for (const id of workspace.jobs.watchersOf(document)) await finishIfDone(workspace, id, core)
}

const finishing = new Set<string>()

/** Ends an `add` job once all its documents have come to an end. */
export async function finishIfDone(workspace: OpenWorkspace, id: string, core: CoreContext): Promise<boolean> {
  const row = workspace.jobs.get(id)
  if (!row || row.kind !== 'add' || finalJobStates.includes(row.state) || finishing.has(id)) return false
  const payload = JSON.parse(row.payload) as AddPayload
  announceJob(workspace, id, core)
  if (!payload.collected || workspace.jobs.hasOpenDocuments(id, finalStatuses)) return false
  finishing.add(id)
  try {
    await upkeep(workspace, id, core)
    if (workspace.db.open) end(workspace, id, payload, core)
    return true
  } finally {
    finishing.delete(id)
  }
}

/** An import that cannot be tidied up is an import all the same: the next one tidies up. */
async function upkeep(workspace: OpenWorkspace, id: string, core: CoreContext): Promise<void> {
  const passages = workspace.jobs.documentsOf(id).reduce((sum, one) => sum + one.passages, 0)
  try {
    await core.indexWorker.call((index) =>
      index.optimise({ index: workspace.paths.index, embedder: workspace.embedder, always: passages >= upkeepPassages }),
    )
  } catch (error) {
    core.log('the upkeep of the index failed', { workspace: workspace.id, error })
  }
}

function end(workspace: OpenWorkspace, id: string, payload: AddPayload, core: CoreContext): void {
  const row = workspace.jobs.get(id)
  if (!row || finalJobStates.includes(row.state)) return
  const documents = workspace.jobs.documentsOf(id).map(toJobDocument)
  const elapsedMs = Math.max(Date.parse(core.now()) - Date.parse(payload.startedAt), 0)
  const { progress } = toJob(row, workspace, core)
  workspace.jobs.update(
    id,
    {
      state: 'done',
      lease: null,
      ended_at: core.now(),
      progress: JSON.stringify({ ...progress, stage: 'done', etaMs: 0, current: [] }),
      result: JSON.stringify({ documents, elapsedMs }),
    },
    { event: 'done' },
  )
  core.board.forget(id)
  announceJob(workspace, id, core)
}
