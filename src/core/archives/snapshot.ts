import { constants } from 'node:fs'
import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { AppError } from '../../contract/errors'
import type { JobKind } from '../../contract/jobs'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import type { PackedFile } from './archiveFiles'
import { hashFile } from './hashFile'

/** What changes files of a workspace while it runs. */
const changing: readonly JobKind[] = ['add', 'ingest', 'remove', 'optimise', 'learn', 'reindex']

/** Files that are being written, or mark what is left to do here. */
const unfinished = /\.(tmp|partial|unfinished|erasable)$|(^|\/)\.[^/]*$/

const tries = 3

/**
 * A workspace as it is at one moment: its files by second names in a folder of their own, so that nothing that happens afterwards
 * changes them (no file of the index, of pages or originals is ever written twice), and a copy of its catalogue. Throws DOCUMENT_BUSY.
 */
export async function takeSnapshot(workspace: OpenWorkspace, into: string, core: CoreContext): Promise<PackedFile[]> {
  for (let attempt = 1; ; attempt++) {
    requireRest(workspace)
    // The worker ends what it writes; what it reads it opens again.
    await core.indexWorker.call((index) => index.close({ index: workspace.paths.index }))
    const before = workspace.jobs.lastEvent()
    await rm(into, { recursive: true, force: true })
    const files = await copyAll(workspace, into)
    requireRest(workspace)
    if (workspace.jobs.lastEvent() === before) return files
    if (attempt === tries) throw busy()
  }
}

function requireRest(workspace: OpenWorkspace): void {
  if (workspace.jobs.runningOf(changing) > 0) throw busy()
}

function busy(): AppError {
  return new AppError('DOCUMENT_BUSY', 'Documents are being read, removed or learnt from. Export the workspace when that has ended.')
}

async function copyAll(workspace: OpenWorkspace, into: string): Promise<PackedFile[]> {
  await mkdir(into, { recursive: true })
  const db = join(into, 'workspace.db')
  await workspace.db.backup(db)
  const files = [{ path: 'workspace.db', from: db, bytes: (await stat(db)).size }]
  for (const part of ['sources', 'pages', 'tables', 'index']) files.push(...(await copyFolder(join(workspace.folder, part), part, into)))
  return [...files, ...(await referencedSources(workspace, into, new Set(files.map((file) => file.path))))]
}

async function copyFolder(folder: string, part: string, into: string): Promise<PackedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files: PackedFile[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = [part, join(entry.parentPath, entry.name).slice(folder.length + 1)].join('/').replaceAll(sep, '/')
    if (unfinished.test(path)) continue
    const to = join(into, path)
    await mkdir(dirname(to), { recursive: true })
    await linkOrCopy(join(entry.parentPath, entry.name), to)
    files.push({ path, from: to, bytes: (await stat(to)).size })
  }
  return files
}

/** Originals that stay where the user has them go along where they are still what they were. */
async function referencedSources(workspace: OpenWorkspace, into: string, there: Set<string>): Promise<PackedFile[]> {
  const files: PackedFile[] = []
  for (const { stored, origin, sha256 } of workspace.documents.all()) {
    const path = `sources/${sha256}`
    if (stored || !origin || sha256 === '' || there.has(path)) continue
    const to = join(into, path)
    await mkdir(dirname(to), { recursive: true })
    const isCopied = await copyFile(origin, to, constants.COPYFILE_FICLONE).then(
      () => true,
      () => false,
    )
    if (!isCopied || (await hashFile(to)) !== sha256) continue
    there.add(path)
    files.push({ path, from: to, bytes: (await stat(to)).size })
  }
  return files
}

/** A second name costs no room; some disks know none. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE))
}
