import { existsSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SealEvent } from '../../contract/seals'
import { AppError, isAppError } from '../../contract/errors'
import { type HeldSecret, holdSecret, keyOf } from '../archives/archiveKey'
import { fileFailure } from '../archives/fileFailure'
import { type Progress, readHead, requireRoom, syncFolder, unsealInto } from '../archives/sealedFile'
import type { CoreContext } from '../context'
import { sealedArchive, sealedFolder } from './sealedPaths'

interface Unsealing {
  workspace: string
  password: string
}

/**
 * Opens a sealed workspace: its files are made anew beside, brought to the disk, put in place, and only then the archive goes. Being
 * cancelled or ended before leaves it sealed. Throws BAD_REQUEST, BUSY, ARCHIVE_PASSWORD, ARCHIVE_DAMAGED, FILE_MISSING, DISK_FULL.
 */
export async function* unsealWorkspace(
  { workspace: ref, password }: Unsealing,
  core: CoreContext,
  signal: AbortSignal,
): AsyncGenerator<SealEvent> {
  const { id, name, sealedAt } = core.shelf.find(ref)
  if (!sealedAt) throw new AppError('BAD_REQUEST', `“${name}” is open already.`)
  const unbar = core.shelf.bar(id, 'opening')
  const aside = join(core.archivingFolder, core.newId())
  let opened: { bytes: number; files: number }
  try {
    opened = yield* putBack({ id, password, aside }, core, signal)
  } catch (error) {
    throw inPlace(error, name, sealedArchive(core.options.data, id))
  } finally {
    await rm(aside, { recursive: true, force: true })
    unbar()
  }
  core.uses.touch(id)
  core.shelf.open(id)
  await rm(sealedFolder(core.options.data, id), { recursive: true, force: true, maxRetries: 5 })
  core.hub.publish({ type: 'workspace.changed', workspace: core.shelf.find(id) })
  yield { type: 'done', workspace: core.shelf.find(id), ...opened }
}

interface PuttingBack {
  id: string
  password: string
  aside: string
}

async function* putBack(
  { id, password, aside }: PuttingBack,
  core: CoreContext,
  signal: AbortSignal,
): AsyncGenerator<Progress, { bytes: number; files: number }> {
  const path = sealedArchive(core.options.data, id)
  const { size } = await stat(path)
  yield { type: 'progress', stage: 'reading', done: 0, total: size }
  const key = await keyOf(await readHead(path), password)
  signal.throwIfAborted()
  await requireRoom(aside, size, 'to open this workspace')
  // With a salt of its own, while the files are written: the key of one archive is never that of another.
  const secret: Promise<HeldSecret | null> = core.options.kind === 'cli' ? Promise.resolve(null) : holdSecret(password)
  secret.catch(() => {})
  const { title, files } = yield* unsealInto(aside, { path, key, size }, signal)
  if (title.workspace !== undefined && title.workspace !== id)
    throw new AppError('ARCHIVE_DAMAGED', 'The archive is that of another workspace. Nothing was imported. Take another copy of it.')
  await syncFolder(aside, { deep: true })
  const held = await secret
  const folder = core.shelf.folderOf(id)
  if (existsSync(folder)) await core.eraser.clear(id)
  // What it knew of the files of before is not so any more.
  await core.indexWorker.call((index) => index.close({ index: join(folder, 'index') }))
  signal.throwIfAborted()
  await rename(aside, folder)
  await syncFolder(dirname(folder))
  core.app.workspaces.setSeal(id, null)
  if (held) core.heldSecrets.set(id, held)
  return { bytes: size, files }
}

/** The words of an archive that is imported, for one that stands in its place. */
function inPlace(error: unknown, name: string, path: string): unknown {
  const failure = fileFailure(error, path)
  if (!isAppError(failure)) return failure
  const { code, details } = failure
  const told = (message: string) => new AppError(code, message, { cause: error, ...(details ? { details } : {}) })
  if (code === 'ARCHIVE_PASSWORD') return told(`The passphrase does not open “${name}”. Try again; without it nothing can be read.`)
  if (code === 'FILE_MISSING') return told(`The archive of “${name}” is gone: ${path}. Put a copy of it there, then open it again.`)
  if (code !== 'ARCHIVE_DAMAGED') return failure
  return told(failure.message.replace(/ Nothing was imported\..*$/s, ` It stays sealed. Put a sound copy of ${path} in its place.`))
}
