import { createReadStream, renameSync } from 'node:fs'
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { ImportEvent } from '../../contract/archives'
import { AppError } from '../../contract/errors'
import { WorkspaceName, type Workspace } from '../../contract/workspaces'
import type { CoreContext } from '../context'
import { type ArchiveTitle, unpack } from './archiveFiles'
import { headBytes, keyOf } from './archiveKey'
import { disarmCatalogue } from './disarmCatalogue'
import { readHead } from './exportWorkspace'
import { fileFailure } from './fileFailure'
import { unseal } from './sealedStream'

interface Importing {
  path: string
  password: string
  name?: string | undefined
}

/**
 * Makes a workspace of a sealed file, in a folder aside until all of it is read and judged. An archive may come from anybody: only its
 * seal, its names and its sizes are believed after they were checked, and nothing in it makes this machine read or send anything.
 * Throws ARCHIVE_DAMAGED, ARCHIVE_PASSWORD, DATA_NEWER, DISK_FULL, FILE_MISSING, CANCELLED.
 */
export async function* importWorkspace(input: Importing, core: CoreContext, signal: AbortSignal): AsyncGenerator<ImportEvent> {
  const { path, password } = input
  if (!isAbsolute(path)) throw new AppError('BAD_REQUEST', 'Name the file by its whole path.')
  const aside = join(core.archivingFolder, core.newId())
  let workspace: Workspace
  try {
    const { size } = await stat(path)
    await requireRoom(aside, size)
    yield { type: 'progress', stage: 'reading', done: 0, total: size }
    const key = await keyOf(await readHead(path), password)
    const title = yield* unpackInto(aside, { path, key, size }, signal)
    yield { type: 'progress', stage: 'checking', done: size, total: size }
    disarmCatalogue(aside)
    signal.throwIfAborted()
    workspace = await takeIn(aside, input.name ?? title.name, core)
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  yield { type: 'done', workspace }
}

/** What is sealed is about as large as what comes out. */
async function requireRoom(aside: string, bytes: number): Promise<void> {
  await mkdir(aside, { recursive: true })
  const { bavail, bsize } = await statfs(aside)
  if (bavail * bsize < bytes)
    throw new AppError('DISK_FULL', 'There is not enough room on the disk for this archive. Make room, then import it again.')
}

interface Reading {
  path: string
  key: Buffer
  size: number
}

async function* unpackInto(aside: string, { path, key, size }: Reading, signal: AbortSignal): AsyncGenerator<ImportEvent, ArchiveTitle> {
  let title: ArchiveTitle | undefined
  const place = { offset: headBytes }
  const sealed = createReadStream(path, { start: headBytes, highWaterMark: 256 * 1024, signal })
  const unpacking = unpack(unseal(sealed, key, place), {
    title: (read) => void (title = read),
    open: async (name, bytes) => {
      if (bytes > size) throw new AppError('ARCHIVE_DAMAGED', `The archive is damaged at ${name}: it would be larger than the archive.`)
      const to = join(aside, name)
      await mkdir(dirname(to), { recursive: true })
      const file = await open(to, 'wx', 0o600)
      return {
        write: async (piece) => void (await file.write(piece)),
        close: async () => {
          await file.datasync()
          await file.close()
        },
      }
    },
  })
  const ended = unpacking.then(
    () => true,
    () => true,
  )
  for (;;) {
    const isOver = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(() => resolve(false), 500))])
    if (isOver) break
    yield { type: 'progress', stage: 'reading', done: place.offset, total: size }
  }
  await unpacking
  return title!
}

/** Gives the folder its place among the workspaces; from here on it is one. */
async function takeIn(aside: string, wanted: string, core: CoreContext): Promise<Workspace> {
  const parsed = WorkspaceName.safeParse(wanted)
  const name = freeName(parsed.success ? parsed.data : 'Imported', core)
  const workspace: Workspace = { id: core.newId(), name, createdAt: core.now(), model: null }
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
