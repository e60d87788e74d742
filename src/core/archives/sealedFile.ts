import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ArchiveProgress } from '../../contract/archives'
import { AppError } from '../../contract/errors'
import { type ArchiveTitle, pack, type PackedFile, unpack } from './archiveFiles'
import { type ArchiveKey, headBytes, keyOf } from './archiveKey'
import { seal, unseal } from './sealedStream'

export type Progress = typeof ArchiveProgress._output

/** Progress is told after so many bytes, or so long. */
const tellEvery = 8 * 2 ** 20
const tellEveryMs = 500

export interface Sealing {
  title: ArchiveTitle
  files: readonly PackedFile[]
  archiveKey: ArchiveKey
  /** Where it is known, reading back begins with it alone, as somebody else would. */
  password?: string | undefined
}

/**
 * Writes an archive to a new file, brings it to the disk and reads it back whole. Gives its size and SHA-256.
 * Throws ARCHIVE_DAMAGED where it is not what was written; what is left of the file is the caller's.
 */
export async function* sealFile(
  path: string,
  sealing: Sealing,
  signal: AbortSignal,
): AsyncGenerator<Progress, { bytes: number; sha256: string }> {
  const total = sealing.files.reduce((sum, file) => sum + file.bytes, 0)
  const sha256 = yield* write(path, sealing, { total, signal })
  yield { type: 'progress', stage: 'verifying', done: 0, total }
  const back = await readBack(path, sealing, signal)
  if (back.files !== sealing.files.length || back.sha256 !== sha256)
    throw new AppError(
      'ARCHIVE_DAMAGED',
      'What was written could not be read back as it was. The disk may be failing: export to another one.',
    )
  return { bytes: back.bytes, sha256 }
}

async function* write(
  path: string,
  { title, files, archiveKey: { head, key } }: Sealing,
  { total, signal }: { total: number; signal: AbortSignal },
): AsyncGenerator<Progress, string> {
  const file = await open(path, 'wx', 0o600)
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

/** Opens what was written and checks every byte of it. */
async function readBack(path: string, { archiveKey, password }: Sealing, signal: AbortSignal) {
  const head = await readHead(path)
  const key = password === undefined ? archiveKey.key : await keyOf(head, password)
  const hash = createHash('sha256').update(head)
  let bytes = head.length
  async function* heard() {
    for await (const piece of createReadStream(path, { start: headBytes, highWaterMark: 256 * 1024 })) {
      signal.throwIfAborted()
      hash.update(piece as Buffer)
      bytes += (piece as Buffer).length
      yield piece as Buffer
    }
  }
  const nowhere = { write: async () => {}, close: async () => {} }
  const { files } = await unpack(unseal(heard(), key, { offset: headBytes }), { title: () => {}, open: async () => nowhere })
  return { files, bytes, sha256: hash.digest('hex') }
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

export interface Unsealing {
  path: string
  key: Buffer
  size: number
}

/** Takes an archive apart into a folder, every file of it brought to the disk. Throws ARCHIVE_DAMAGED with the place. */
export async function* unsealInto(
  folder: string,
  { path, key, size }: Unsealing,
  signal: AbortSignal,
): AsyncGenerator<Progress, { title: ArchiveTitle; files: number }> {
  let title: ArchiveTitle | undefined
  const place = { offset: headBytes }
  const sealed = createReadStream(path, { start: headBytes, highWaterMark: 256 * 1024, signal })
  const unpacking = unpack(unseal(sealed, key, place), {
    title: (read) => void (title = read),
    open: async (name, bytes) => {
      if (bytes > size) throw new AppError('ARCHIVE_DAMAGED', `The archive is damaged at ${name}: it would be larger than the archive.`)
      const to = join(folder, name)
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
    const isOver = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(() => resolve(false), tellEveryMs))])
    if (isOver) break
    yield { type: 'progress', stage: 'reading', done: place.offset, total: size }
  }
  const { files } = await unpacking
  return { title: title!, files }
}

/** Throws DISK_FULL where a folder, which is made, has no room for so many bytes. */
export async function requireRoom(folder: string, bytes: number, what: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < bytes) throw new AppError('DISK_FULL', `There is not enough room on the disk ${what}. Make room, then try again.`)
}

/** Brings the names in a folder, and in those below it, to the disk; Windows keeps them by itself and cannot be told to. */
export async function syncFolder(folder: string, { deep = false } = {}): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (!deep) return
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await syncFolder(join(folder, entry.name), { deep })
}
