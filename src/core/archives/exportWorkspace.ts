import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import type { Archive, ExportEvent } from '../../contract/archives'
import { AppError } from '../../contract/errors'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { pack, type PackedFile, unpack } from './archiveFiles'
import { headBytes, keyOf, makeKey } from './archiveKey'
import { fileFailure } from './fileFailure'
import { seal, unseal } from './sealedStream'
import { takeSnapshot } from './snapshot'

interface Exporting {
  workspace: OpenWorkspace
  path: string
  password: string
}

/** Progress is told after so many bytes. */
const tellEvery = 8 * 2 ** 20

/**
 * Seals a workspace into a new file, reads it back whole, and only then gives it its name. Removing and learning wait meanwhile.
 * Throws BAD_REQUEST, DOCUMENT_BUSY, DISK_FULL, FILE_PERMISSION, CANCELLED.
 */
export async function* exportWorkspace(
  { workspace, path, password }: Exporting,
  core: CoreContext,
  signal: AbortSignal,
): AsyncGenerator<ExportEvent> {
  requireNewFile(path, core)
  const aside = join(core.archivingFolder, core.newId())
  const partial = join(dirname(path), `.${core.newId()}.carrel-part`)
  let archive: Archive
  const release = await holdTurn(workspace)
  try {
    yield { type: 'progress', stage: 'collecting', done: 0, total: 0 }
    const files = await takeSnapshot(workspace, aside, core)
    const total = files.reduce((sum, file) => sum + file.bytes, 0)
    const sha256 = yield* write(partial, { files, total, password, title: titleOf(workspace, core) }, signal)
    const bytes = yield* readBack(partial, { password, sha256, total, files: files.length }, signal)
    requireNewFile(path, core)
    await rename(partial, path)
    archive = { path, bytes, files: files.length, sha256 }
  } catch (error) {
    throw fileFailure(error, path)
  } finally {
    release()
    await rm(partial, { force: true })
    await rm(aside, { recursive: true, force: true })
  }
  yield { type: 'done', archive }
}

function titleOf(workspace: OpenWorkspace, core: CoreContext) {
  const { name, createdAt } = core.shelf.find(workspace.id)
  return { archive: 1 as const, name, createdAt, exportedAt: core.now(), writtenBy: `Carrel ${core.options.version}` }
}

/** What removes or rewrites files of the workspace waits until this is let go of. */
async function holdTurn(workspace: OpenWorkspace): Promise<() => void> {
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

interface Writing {
  files: readonly PackedFile[]
  total: number
  password: string
  title: Parameters<typeof pack>[0]
}

async function* write(
  partial: string,
  { files, total, password, title }: Writing,
  signal: AbortSignal,
): AsyncGenerator<ExportEvent, string> {
  const { head, key } = await makeKey(password)
  const file = await open(partial, 'wx', 0o600)
  const hash = createHash('sha256').update(head)
  try {
    await file.write(head)
    let done = 0
    let told = 0
    for await (const chunk of seal(pack(title, files), key)) {
      signal.throwIfAborted()
      await file.write(chunk)
      hash.update(chunk)
      done += chunk.length
      if (done - told < tellEvery) continue
      told = done
      yield { type: 'progress', stage: 'writing', done, total }
    }
    await file.sync()
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}

interface ReadingBack {
  password: string
  sha256: string
  total: number
  files: number
}

/** Opens what was written with the passphrase alone, as somebody else would, and checks every byte of it. Gives its size. */
async function* readBack(partial: string, expected: ReadingBack, signal: AbortSignal): AsyncGenerator<ExportEvent, number> {
  const hash = createHash('sha256')
  let bytes = 0
  const file = createReadStream(partial, { start: headBytes, highWaterMark: 256 * 1024 })
  const head = await readHead(partial)
  hash.update(head)
  async function* heard() {
    for await (const piece of file) {
      signal.throwIfAborted()
      hash.update(piece as Buffer)
      bytes += (piece as Buffer).length
      yield piece as Buffer
    }
  }
  yield { type: 'progress', stage: 'verifying', done: 0, total: expected.total }
  const nowhere = { write: async () => {}, close: async () => {} }
  const plain = unseal(heard(), await keyOf(head, expected.password), { offset: headBytes })
  const { files } = await unpack(plain, { title: () => {}, open: async () => nowhere })
  if (files !== expected.files || hash.digest('hex') !== expected.sha256)
    throw new AppError(
      'ARCHIVE_DAMAGED',
      'What was written could not be read back as it was. The disk may be failing: export to another one.',
    )
  return headBytes + bytes
}

/** The first bytes of an archive. */
export async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
