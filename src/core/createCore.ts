import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Contract } from '../contract'
import { finalJobStates, type JobKind } from '../contract/jobs'
import type { Handlers } from '../rpc/handlers'
import type { SpawnWorker } from '../rpc/spawnWorker'
import { openAppCatalog } from './catalog/appCatalog'
import { createDownloadable, type DownloadableArchive } from './archives/downloadable'
import type { CoreContext, CoreOptions } from './context'
import { findDocument } from './documents'
import { originalOf } from './documents/storedFiles'
import { createAddRunner } from './documents/addRunner'
import { createIngestRunner } from './documents/ingestRunner'
import { createRemoveRunner } from './documents/removeRunner'
import { createEgressGate } from './egress'
import { createCheckRunner } from './evaluation/checkRunner'
import { checkWhenChanged } from './evaluation/checkWhenChanged'
import { createEventHub } from './events'
import { createHandlers } from './handlers'
import { announceJob } from './jobs/announce'
import { createProgressBoard } from './jobs/progress'
import { type Lane, Queue, type Runner } from './jobs/queue'
import { createLearnRunner } from './learning/learnRunner'
import { learnWhenGrown } from './learning/learnWhenGrown'
import { createReindexRunner } from './learning/reindexRunner'
import { embedByService } from './embeddings'
import { announceLocalModel } from './localModels'
import { readCatalogue } from './localModels/catalogue'
import { createDownloads } from './localModels/downloads'
import { modelsFolder } from './localModels/modelFolders'
import { keepRetention } from './retention'
import { createIdleLock } from './seals/idleLock'
import { settleSeals } from './seals/settle'
import { countUses, createUses } from './seals/uses'
import { readSettings } from './settings'
import { createGenerateWorker } from './workers/generateWorker'
import { createIndexWorker } from './workers/indexWorker'
import { createIngestPool } from './workers/ingestPool'
import { startWorker } from './workers/liveWorker'
import { createFolderWatcher } from './watches/folderWatcher'
import { adoptUnlisted } from './workspaces/adoptUnlisted'
import { createEraser } from './workspaces/eraser'
import { letGo } from './workspaces/letGo'
import { createOptimiseRunner } from './workspaces/optimiseRunner'
import { preferredEmbedder } from './workspaces/preferredEmbedder'
import { recover } from './workspaces/recover'
import { reopen, tellRestored } from './workspaces/reopen'
import { createShelf } from './workspaces/shelf'
import { createVerifyRunner } from './workspaces/verifyRunner'

const backUpEveryMs = 3_600_000
const oldUploadMs = 24 * 3_600_000

export type { CoreOptions, HostKind, Log, SecretStore } from './context'

/** An original as a host hands it to the source viewer. */
export interface SourceFile {
  path: string
  mediaType: string
  bytes: number
  name: string
}

/** The application, whatever host it runs in. */
export interface Core {
  handlers: Handlers<Contract>
  /** Throws WORKSPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, FILE_MISSING. */
  sourceOf(workspace: string, document: string): Promise<SourceFile>
  /** An archive that waits to be fetched; null where there is none of this id. */
  archiveOf(id: string): DownloadableArchive | null
  /** Where hosts put uploads, each under a UUID. */
  uploadsFolder: string
  /** Process ids of the workers, for diagnosis. */
  workerPids(): { ingest: number[]; index: number | null; generate: number | null }
  close(): Promise<void>
}

/** Wires the application on a data folder whose lock the caller holds, and goes on with what an earlier host left undone. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const instance = randomBytes(8).toString('hex')
  const closing = new AbortController()
  const core = Object.assign(assemble(options, instance), { closing: closing.signal })
  settleSeals(core)
  adoptUnlisted(core)
  const idleLock = createIdleLock(core)
  // A command fetches only what it was told to.
  if (options.kind !== 'cli') core.downloads.resume()
  if (options.processJobs !== false) for (const { id, sealedAt } of core.app.workspaces.list()) if (!sealedAt) core.shelf.open(id)
  const backups = setInterval(() => void backUpAll(core), backUpEveryMs).unref()
  const endRetention = keepRetention(core)
  return {
    handlers: countUses(createHandlers(core), core.uses, core.app),
    sourceOf: async (workspace, document) => sourceOf(core, workspace, document),
    archiveOf: (id) => core.downloadable.find(id),
    uploadsFolder: core.uploadsFolder,
    workerPids: () => ({ ingest: core.ingestPool.pids(), index: core.indexWorker.pid(), generate: core.generateWorker.pid() }),
    close: async () => {
      clearInterval(backups)
      endRetention()
      closing.abort()
      await idleLock.close()
      await core.shelf.unbarred()
      await core.watcher.close()
      await core.downloads.close()
      await core.eraser.close()
      await core.queue.close()
      core.hub.close()
      core.ingestPool.close()
      core.generateWorker.close()
      await core.indexWorker.close()
      await core.shelf.close()
      await core.app.backUp().catch((error: unknown) => core.log('a backup could not be made', { error }))
      core.app.close()
    },
  }
}

/** A host that runs for days makes its daily backups while it runs; each is at most one a day. */
async function backUpAll(core: CoreContext): Promise<void> {
  for (const workspace of [...core.shelf.opened()]) {
    await workspace.backUp().catch((error: unknown) => core.log('a backup could not be made', { workspace: workspace.id, error }))
  }
  await core.app.backUp().catch((error: unknown) => core.log('a backup could not be made', { error }))
}

function assemble(options: CoreOptions, instance: string): CoreContext {
  const now = () => (options.clock?.() ?? new Date()).toISOString()
  const log = options.log ?? (() => {})
  const uploadsFolder = openUploads(options.data)
  const archivingFolder = emptyFolder(options.data, 'archiving')
  const app = openAppCatalog(options.data, { now, log })
  const scratch = emptyFolder(options.data, 'tmp')
  const env = {
    TMPDIR: scratch,
    TMP: scratch,
    TEMP: scratch,
    CARREL_RESOURCES: options.resources,
    CARREL_MODELS: modelsFolder(options.data),
  }
  const spawn: SpawnWorker = (entry, how) => options.spawnWorker(entry, { ...how, env })
  // Workers hold no key and open no connection: what a service makes for them is asked of the host.
  const answers = { embed: async (ask: unknown) => embedByService(ask, core) }
  const workers = { spawn, entry: options.workerEntry, answers }
  const core = {
    options,
    uploadsFolder,
    archivingFolder,
    downloadable: createDownloadable(archivingFolder),
    app,
    log,
    now,
    newId: () => randomBytes(8).toString('hex'),
    hub: createEventHub(),
    board: createProgressBoard(),
    ingestPool: createIngestPool(workers),
    indexWorker: createIndexWorker(workers),
    generateWorker: createGenerateWorker(workers),
    startLearner: () => startWorker(workers, 'learn'),
    egress: createEgressGate({ userAgent: `Carrel/${options.version}`, allowed: () => readSettings(app).network.allow }),
    passwords: new Map(),
    heldSecrets: new Map(),
    uses: createUses(now),
    sessionKeys: new Map(),
    modelCatalogue: readCatalogue(options.resources),
  } as CoreContext
  core.downloads = createDownloads(core.modelCatalogue, core, { changed: (id) => announceLocalModel(id, core) })
  let active = options.processJobs !== false
  const queue = new Queue({
    instance,
    now,
    log,
    lanes: lanesOf(core),
    runners: runnersOf(core),
    workspaces: () => (active ? core.shelf.opened() : []),
    onChange: (job, workspace) => {
      announceJob(workspace, job.id, core)
      // Another table, or fewer documents, may rank otherwise.
      if (finalJobStates.includes(job.state) && ['learn', 'reindex', 'remove'].includes(job.kind)) checkWhenChanged(workspace, core)
    },
  })
  const activate = () => {
    if (active) return
    active = true
    for (const workspace of core.shelf.opened()) recover(workspace, core, instance)
  }
  core.queue = queue
  core.watcher = createFolderWatcher(core)
  core.work = () => {
    activate()
    queue.wake()
  }
  core.reopen = (id, job) =>
    setImmediate(() =>
      reopen(id, job, core).catch((error: unknown) => log('a workspace could not be opened again', { workspace: id, error })),
    )
  core.shelf = createShelf(options.data, {
    app,
    now,
    log,
    embedder: preferredEmbedder(options.resources),
    onOpen: (workspace) => {
      if (workspace.restored) tellRestored(workspace, core)
      if (!active) return
      recover(workspace, core, instance)
      queue.wake()
      learnWhenGrown(workspace, core)
      checkWhenChanged(workspace, core)
      // A command ends with its work; what changes afterwards is found by the next host.
      if (options.kind !== 'cli') core.watcher.follow(workspace)
    },
  })
  core.eraser = createEraser({
    data: options.data,
    deletions: app.deletions,
    now,
    log,
    letGo: (id) => letGo(id, core),
    onChange: (deletion) => core.hub.publish({ type: 'deletion.changed', deletion }),
  })
  return core
}

/** What does the work of each kind of job. */
function runnersOf(core: CoreContext): Record<JobKind, Runner> {
  return {
    add: createAddRunner(core),
    ingest: createIngestRunner(core),
    remove: createRemoveRunner(core),
    verify: createVerifyRunner(core),
    optimise: createOptimiseRunner(core),
    learn: createLearnRunner(core),
    reindex: createReindexRunner(core),
    check: createCheckRunner(core),
  }
}

/** Where temporary files go, those of workers and their libraries too, so that no text of a document lies outside the data folder. */
function emptyFolder(data: string, name: string): string {
  const scratch = join(data, name)
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  return scratch
}

/** The folder of uploads; one nobody has made a document of for a day never will be one, and goes. */
function openUploads(data: string): string {
  const folder = join(data, 'uploads')
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).mtimeMs < Date.now() - oldUploadMs) rmSync(path, { recursive: true, force: true })
  }
  return folder
}

/** Listing runs beside reading, so that a small drop does not wait for a huge one; the index has one writer. */
function lanesOf(core: CoreContext): Lane[] {
  const cores = Math.max(1, Math.min(4, availableParallelism() - 1))
  return [
    { kinds: ['add'], size: () => 2 },
    { kinds: ['ingest'], size: () => readSettings(core.app).ingestWorkers ?? cores },
    { kinds: ['remove', 'verify', 'optimise'], size: () => 1 },
    { kinds: ['learn', 'reindex'], size: () => 1 },
    { kinds: ['check'], size: () => 1 },
  ]
}

function sourceOf(core: CoreContext, ref: string, document: string): SourceFile {
  const workspace = core.shelf.open(ref)
  core.uses.touch(workspace.id)
  const row = findDocument(workspace, document)
  return { path: originalOf(row, workspace), mediaType: row.media_type ?? 'application/octet-stream', bytes: row.bytes, name: row.name }
}
