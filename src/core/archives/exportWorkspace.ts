import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import type { Archive, ExportEvent } from '../../contract/archives'
import { AppError } from '../../contract/errors'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import type { ArchiveTitle } from './archiveFiles'
import { makeKey } from './archiveKey'
import { fileFailure } from './fileFailure'
import { sealFile } from './sealedFile'
import { takeSnapshot } from './snapshot'

interface Exporting {
  workspace: OpenWorkspace
  /** Absent: it is kept for one download. */
  path?: string | undefined
  password: string
}

/**
 * Seals a workspace into a new file, reads it back whole, and only then gives it its name. Removing and learning wait meanwhile.
 * Throws BAD_REQUEST, DOCUMENT_BUSY, DISK_FULL, FILE_PERMISSION, CANCELLED.
 */
export async function* exportWorkspace(
  { workspace, path: wanted, password }: Exporting,
  core: CoreContext,
  signal: AbortSignal,
): AsyncGenerator<ExportEvent> {
  const download = wanted === undefined ? core.downloadable.place() : null
  const path = wanted ?? download!.path
  const check = () => (wanted === undefined ? undefined : requireNewFile(wanted, core))
  check()
  const aside = join(core.archivingFolder, core.newId())
  const partial = join(dirname(path), `.${core.newId()}.carrel-part`)
  let archive: Archive
  const release = await holdTurn(workspace)
  try {
    yield { type: 'progress', stage: 'collecting', done: 0, total: 0 }
    const files = await takeSnapshot(workspace, aside, core)
    const sealing = { files, title: titleOf(workspace.id, core), archiveKey: await makeKey(password), password }
    const { bytes, sha256 } = yield* sealFile(partial, sealing, signal)
    check()
    await rename(partial, path)
    download?.offer(`${core.shelf.find(workspace.id).name}.carrel`)
    archive = { path: wanted ?? null, download: download?.id ?? null, bytes, files: files.length, sha256 }
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    release()
    await rm(partial, { force: true })
    await rm(aside, { recursive: true, force: true })
  }
  yield { type: 'done', archive }
}

/** What an archive says of the workspace in it. */
export function titleOf(id: string, core: CoreContext): ArchiveTitle {
  const { name, createdAt } = core.shelf.find(id)
  return { archive: 1, name, createdAt, exportedAt: core.now(), writtenBy: `Carrel ${core.options.version}` }
}

/** What removes or rewrites files of the workspace waits until this is let go of. */
export async function holdTurn(workspace: OpenWorkspace): Promise<() => void> {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await new Promise<void>((begun) => {
    void workspace.inTurn(async () => {
      begun()
      await held
    })
  })
  return release
}

function requireNewFile(path: string, core: CoreContext): void {
  if (!isAbsolute(path)) throw new AppError('BAD_REQUEST', 'Name the file by its whole path.')
  if (existsSync(path)) throw new AppError('BAD_REQUEST', `${path} is there already. Name a new file.`)
  if (!existsSync(dirname(path))) throw new AppError('BAD_REQUEST', `There is no folder ${dirname(path)}. Make it first, or name another.`)
  if (!relative(core.options.data, path).startsWith('..'))
    throw new AppError('BAD_REQUEST', 'An archive does not belong into the folder of Carrel’s own data. Name another place.')
}
