import { existsSync, statSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { SealEvent } from '../../contract/seals'
import { AppError } from '../../contract/errors'
import type { JobKind } from '../../contract/jobs'
import type { PackedFile } from '../archives/archiveFiles'
import { type ArchiveKey, makeKey } from '../archives/archiveKey'
import { titleOf } from '../archives/exportWorkspace'
import { fileFailure } from '../archives/fileFailure'
import { type Progress, requireRoom, sealFile, syncFolder } from '../archives/sealedFile'
import type { CoreContext } from '../context'
import { figuresOf } from '../workspaces/figures'
import { letGo } from '../workspaces/letGo'
import { markerName, type OpenWorkspace } from '../workspaces/openWorkspaces'
import { comingArchive, sealedArchive, sealedFolder } from './sealedPaths'

/** What has to have ended: a reader or an upload has text outside of the workspace, a removal text that has to go. */
const blocking: readonly JobKind[] = ['add', 'ingest', 'remove']

/** Calls under way are waited for so long. */
const patienceMs = 10_000
const lookEveryMs = 50

interface Sealing {
  workspace: string
  password?: string | undefined
}

/**
 * Locks a workspace: its archive is written, read back and brought to the disk, the list says sealed, the open files go. Until the list
 * says so, being cancelled or ended leaves it open as it was. Throws WORKSPACE_SEALED, BAD_REQUEST, BUSY, DOCUMENT_BUSY, DISK_FULL.
 */
export async function* sealWorkspace(
  { workspace: ref, password }: Sealing,
  core: CoreContext,
  signal: AbortSignal,
): AsyncGenerator<SealEvent> {
  const { id, name, sealedAt } = core.shelf.find(ref)
  if (sealedAt) throw new AppError('WORKSPACE_SEALED', `“${name}” is sealed already.`)
  const workspace = core.shelf.open(id)
  requireRest(workspace, name)
  const unbar = core.shelf.bar(id, 'sealing')
  let isSealed = false
  try {
    yield { type: 'progress', stage: 'collecting', done: 0, total: 0 }
    const archiveKey = await keyFor({ id, password }, core)
    await callsEnded({ id, name }, core, signal)
    requireRest(workspace, name)
    core.app.figures.keep(new Map([[id, { figures: figuresOf(workspace, core.now()), bytes: 0, modifiedMs: 0 }]]))
    await letGo(id, core)
    const bytes = yield* writeArchive(workspace, { archiveKey, password }, core, signal)
    signal.throwIfAborted()
    core.app.workspaces.setSeal(id, { at: core.now(), bytes })
    isSealed = true
  } catch (error) {
    throw fileFailure(error, sealedFolder(core.options.data, id))
  } finally {
    if (!isSealed) await rm(sealedFolder(core.options.data, id), { recursive: true, force: true })
    unbar()
    // It was let go of; what waits in it goes on.
    if (!isSealed && !core.closing.aborted) core.shelf.open(id)
  }
  core.heldSecrets.delete(id)
  // Begins here and now, whoever listens.
  const erasing = core.eraser.clear(id)
  erasing.catch(() => {})
  core.hub.publish({ type: 'workspace.changed', workspace: core.shelf.find(id) })
  yield { type: 'progress', stage: 'erasing', done: 0, total: 0 }
  const { files } = await erasing.catch((cause: unknown) => Promise.reject(notErased(name, cause)))
  yield { type: 'done', workspace: core.shelf.find(id), files, bytes: statSync(sealedArchive(core.options.data, id)).size }
}

function notErased(name: string, cause: unknown): AppError {
  return new AppError(
    'FILE_PERMISSION',
    `“${name}” is sealed, but not all of its open files could be erased: ${(cause as Error).message}. Close what holds them; Carrel erases them at its next start.`,
    { cause },
  )
}

/** Throws DOCUMENT_BUSY. */
function requireRest(workspace: OpenWorkspace, name: string): void {
  if (workspace.jobs.unfinishedOf(blocking) === 0) return
  throw new AppError(
    'DOCUMENT_BUSY',
    `Documents of “${name}” are being read or removed, or wait for it. Let that end or cancel it, then seal.`,
  )
}

async function keyFor({ id, password }: { id: string; password?: string | undefined }, core: CoreContext): Promise<ArchiveKey> {
  const made = password === undefined ? core.heldSecrets.get(id)?.next() : await makeKey(password)
  if (made) return made
  throw new AppError('BAD_REQUEST', 'Give a passphrase of at least 8 characters: no key of this workspace is held in memory.')
}

async function callsEnded({ id, name }: { id: string; name: string }, core: CoreContext, signal: AbortSignal): Promise<void> {
  const until = performance.now() + patienceMs
  while (core.uses.isBusy(id)) {
    signal.throwIfAborted()
    if (performance.now() > until)
      throw new AppError('DOCUMENT_BUSY', `Something is under way in “${name}”: a question, a check or an export. Let it end, then seal.`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

async function* writeArchive(
  { id, folder }: OpenWorkspace,
  { archiveKey, password }: { archiveKey: ArchiveKey; password?: string | undefined },
  core: CoreContext,
  signal: AbortSignal,
): AsyncGenerator<Progress, number> {
  const { data } = core.options
  const coming = comingArchive(data, id)
  await mkdir(dirname(coming), { recursive: true, mode: 0o700 })
  const files = await openFiles(folder)
  await requireRoom(
    dirname(coming),
    files.reduce((sum, file) => sum + file.bytes, 0),
    'to seal this workspace',
  )
  const sealing = { files, archiveKey, password, title: { ...titleOf(id, core), workspace: id } }
  const { bytes } = yield* sealFile(coming, sealing, signal)
  await rename(coming, sealedArchive(data, id))
  await syncFolder(sealedFolder(data, id))
  await syncFolder(dirname(sealedFolder(data, id)))
  return bytes
}

/** Everything a closed workspace consists of; a file the archive has no place for ends the seal, so that none is lost. */
async function openFiles(folder: string): Promise<PackedFile[]> {
  if (existsSync(join(folder, 'workspace.db-wal'))) throw new AppError('BUSY', 'The catalogue is still in use. Try again in a moment.')
  const files: PackedFile[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name)
    const path = relative(folder, from).replaceAll(sep, '/')
    if (entry.isFile() && !isLeftOut(path)) files.push({ path, from, bytes: (await stat(from)).size })
  }
  // The catalogue first, as in every archive.
  return files.sort((a, b) => Number(b.path === 'workspace.db') - Number(a.path === 'workspace.db'))
}

/** What is being made and will be made anew, the mark of an open catalogue, and damaged catalogues that were set aside. */
function isLeftOut(path: string): boolean {
  return path === markerName || /^(staging|damaged)\//.test(path) || /\.(tmp|partial|unfinished|erasable)$|(^|\/)\.[^/]*$/.test(path)
}
