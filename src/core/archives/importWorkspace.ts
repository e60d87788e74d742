import { renameSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { ImportEvent } from '../../contract/archives'
import { AppError } from '../../contract/errors'
import { WorkspaceName, type Workspace } from '../../contract/workspaces'
import type { CoreContext } from '../context'
import { keyOf } from './archiveKey'
import { disarmCatalogue } from './disarmCatalogue'
import { fileFailure } from './fileFailure'
import { readHead, requireRoom, unsealInto } from './sealedFile'

interface Importing {
  path?: string | undefined
  /** What a browser sent, instead of a path. */
  upload?: string | undefined
  password: string
  name?: string | undefined
}

/**
 * Makes a workspace of a sealed file, in a folder aside until all of it is read and judged. An archive may come from anybody: only its
 * seal, its names and its sizes are believed after they were checked, and nothing in it makes this machine read or send anything.
 * Throws ARCHIVE_DAMAGED, ARCHIVE_PASSWORD, DATA_NEWER, DISK_FULL, FILE_MISSING, CANCELLED.
 */
export async function* importWorkspace(input: Importing, core: CoreContext, signal: AbortSignal): AsyncGenerator<ImportEvent> {
  const { password } = input
  const path = input.path ?? join(core.uploadsFolder, input.upload!)
  if (!isAbsolute(path)) throw new AppError('BAD_REQUEST', 'Name the file by its whole path.')
  const aside = join(core.archivingFolder, core.newId())
  let workspace: Workspace
  try {
    const { size } = await stat(path)
    await requireRoom(aside, size, 'for this archive')
    yield { type: 'progress', stage: 'reading', done: 0, total: size }
    const key = await keyOf(await readHead(path), password)
    const { title } = yield* unsealInto(aside, { path, key, size }, signal)
    yield { type: 'progress', stage: 'checking', done: size, total: size }
    disarmCatalogue(aside)
    signal.throwIfAborted()
    workspace = await takeIn(aside, input.name ?? title.name, core)
  } catch (error) {
    throw input.upload === undefined ? fileFailure(error, path) : uploadFailure(error)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  // Until then it stays: after a wrong passphrase it need not be sent anew.
  if (input.upload !== undefined) await rm(path, { force: true })
  yield { type: 'done', workspace }
}

function uploadFailure(error: unknown): unknown {
  const { code } = error as { code?: string }
  if (code === 'ENOENT') return new AppError('UPLOAD_NOT_FOUND', 'The archive was not sent, or was sent too long ago. Send it again.')
  return fileFailure(error, 'The archive')
}

/** Gives the folder its place among the workspaces; from here on it is one. */
async function takeIn(aside: string, wanted: string, core: CoreContext): Promise<Workspace> {
  const parsed = WorkspaceName.safeParse(wanted)
  const name = freeName(parsed.success ? parsed.data : 'Imported', core)
  const workspace: Workspace = { id: core.newId(), name, createdAt: core.now(), model: null, sealedAt: null }
  // In one breath with the row: a folder that is on no list would lie there for ever.
  renameSync(aside, core.shelf.folderOf(workspace.id))
  core.app.workspaces.insert(workspace)
  core.shelf.open(workspace.id)
  core.hub.publish({ type: 'workspace.created', workspace })
  return workspace
}

function freeName(name: string, core: CoreContext): string {
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name.slice(0, 110)} (${n})`
    if (!core.app.workspaces.find(tried)) return tried
  }
}
