import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { SourceRef } from '../../contract/documents'
import { AppError } from '../../contract/errors'
import type { CollectInput } from '../../contract/worker'
import type { JobRow } from '../catalog/jobRows'
import type { CoreContext } from '../context'
import { announceDocument, announceJob } from '../jobs/announce'
import { readSettings } from '../settings'
import { supervise } from '../workers/supervise'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { type AddPayload, enqueueIngest } from './add'
import { fetchAddress } from './fetchAddress'
import { type Found, type Resolved, resolveCollected } from './resolveCollected'
import { sweepUnfinished } from './storedFiles'

/** Walking and copying: silence above this means a disk that does not answer. */
const collectLimits = { silenceMs: 120_000, totalMs: () => Number.POSITIVE_INFINITY, memoryBytes: 2 ** 30 }

/** Addresses fetched at the same time. */
const addressesAtOnce = 3

/** The part of an `add` job that finds out what there is to read. */
export interface Collecting {
  job: JobRow
  payload: AddPayload
  workspace: OpenWorkspace
  core: CoreContext
  signal: AbortSignal
}

/** How many jobs are copying files into a workspace: only the last one may sweep. */
const collecting = new Map<string, number>()

/** Keeps half-written files from being swept while they are written, and sweeps them when nobody writes any more. */
export async function whileCollecting(workspace: OpenWorkspace, work: () => Promise<void>): Promise<void> {
  collecting.set(workspace.id, (collecting.get(workspace.id) ?? 0) + 1)
  await work().finally(() => {
    collecting.set(workspace.id, (collecting.get(workspace.id) ?? 1) - 1)
    if (collecting.get(workspace.id) === 0) sweepUnfinished(workspace)
  })
}

/** Walks paths, takes uploads and fetches addresses: everything becomes a document, and what is new is queued to be read. */
export async function collectSources(collection: Collecting): Promise<void> {
  const { payload, workspace, core, signal } = collection
  const copied = readSettings(core.app).sources === 'copy'
  const paths = payload.sources.flatMap((source) => (source.kind === 'path' ? { path: source.path } : []))
  const uploads = payload.sources.flatMap((source) => (source.kind === 'upload' ? uploadSource(source, core) : []))
  const addresses = payload.sources.flatMap((source) => (source.kind === 'url' ? source : []))
  await walk(paths, { stored: copied }, collection, (files, siblings) =>
    take(files.map(whereNamed), { siblings, stored: copied }, collection),
  )
  await walk(uploads, { stored: true }, collection, (files, siblings) => take(files, { siblings, stored: true }, collection))
  const context = core.egress.forSources(signal, workspace.egress)
  await sideBySide(addresses, async (address) => {
    for await (const found of fetchAddress(address, workspace, context))
      take([found], { siblings: addresses.length, stored: true }, collection)
  })

  /** What was named itself and is not there is a mistake in the name, not a document. */
  function whereNamed(file: Found): Found {
    if (file.code !== 'FILE_MISSING') return file
    const message = `There is no file or folder ${file.origin}. Check the name and the path.`
    return { ...file, mistaken: true, ...(paths.some(({ path }) => path === file.origin) ? { message } : {}) }
  }
}

/** Lets a worker list, hash and copy files; hands over what it found, with the number of files listed so far. */
export async function walk(
  sources: CollectInput['sources'],
  { stored }: { stored: boolean },
  { job, workspace, core, signal }: Collecting,
  found: (files: Found[], listed: number) => void,
): Promise<void> {
  if (sources.length === 0) return
  const maxFileBytes = readSettings(core.app).maxFileMegabytes * 2 ** 20
  const input: CollectInput = { sources, into: stored ? workspace.paths.sources : null, maxFileBytes }
  let listed = 0
  await core.ingestPool.use(
    (worker) =>
      supervise(
        worker,
        async ({ touch, signal: stop }) => {
          for await (const event of await worker.client.ingest.collect(input, { signal: stop })) {
            touch()
            if (event.type === 'listed') listed = event.files
            else found(event.files, Math.max(listed, event.files.length))
          }
        },
        { signal, limits: collectLimits, name: job.title },
      ),
    signal,
  )
}

interface Taking {
  /** How many come with it: a small drop is read before a huge one. */
  siblings: number
  /** Whether the bytes lie in the workspace. */
  stored: boolean
  /** Which document a file stands for, where not by its origin and content alone. */
  resolve?: (file: Found) => Resolved | null
}

/** Puts what was found into the catalogue and queues what has to be read. */
export function take(files: Found[], { siblings, stored, resolve }: Taking, { job, payload, workspace, core }: Collecting): void {
  const known = resolve ?? ((file: Found) => resolveCollected(file, { ocr: payload.ocr, stored, added: !payload.again }, workspace, core))
  const ids = workspace.db.transaction(() => {
    const touched: string[] = []
    for (const file of files) {
      const resolved = known(file)
      if (!resolved) {
        const { name, code = 'FILE_MISSING', message = '' } = file
        payload.refused = [...(payload.refused ?? []), { name, code, message }]
        continue
      }
      workspace.jobs.track(job.id, resolved.row.id)
      // What lies in a container that needs no reading belongs to the answer all the same.
      if (!resolved.read) for (const one of workspace.documents.below(resolved.row.id)) workspace.jobs.track(job.id, one.id)
      if (resolved.read) enqueueIngest(resolved.row, { parent: job.id, siblings }, workspace, core)
      touched.push(resolved.row.id)
    }
    return touched
  })()
  for (const id of ids) announceDocument(workspace, id, core)
  announceJob(workspace, job.id, core)
  core.work()
}

/** Works on all items, a few at a time; the first error ends it when what runs has ended. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const worker = async () => {
    for (const item of waiting) await work(item)
  }
  const results = await Promise.allSettled(Array.from({ length: addressesAtOnce }, worker))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

function uploadSource(source: Extract<SourceRef, { kind: 'upload' }>, core: CoreContext): CollectInput['sources'][number] {
  if (!/^[0-9a-f-]{36}$/.test(source.upload))
    throw new AppError('UPLOAD_NOT_FOUND', 'That is not the id of an upload. Upload the file again.')
  return { path: join(core.uploadsFolder, source.upload), name: source.name, origin: null }
}

/** Uploads that have become documents are not needed any more. */
export function forgetUploads(sources: readonly SourceRef[], core: CoreContext): void {
  for (const source of sources) {
    if (source.kind === 'upload') rmSync(join(core.uploadsFolder, basename(source.upload)), { force: true })
  }
}
