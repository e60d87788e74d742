import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../contract/errors'
import type { Collected } from '../../contract/worker'

export interface CopyLimits {
  maxFileBytes: number
  signal: AbortSignal
}

const pieceBytes = 1 << 20

/** A file that changes while it is copied is copied anew so often, with a moment between. */
const attempts = 3
const pauseMs = 200

/**
 * Copies a file to `<into>/<sha256>` while hashing it, under a temporary name until it is whole; bytes that are there already are not kept
 * twice. What is kept is one version of the file, never a part of one and a part of the next: who writes to it without end is told so.
 * `into` null: only hashes. Throws DOCUMENT_TOO_LARGE by the size alone, NOT_A_FILE, FILE_PERMISSION, DISK_FULL.
 */
export async function copyByHash(
  path: string,
  into: string | null,
  limits: CopyLimits,
): Promise<Pick<Collected, 'bytes' | 'modifiedMs' | 'sha256'>> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const copied = await copyOnce(path, into, limits)
    if (copied) return copied
    await wait(pauseMs, undefined, { signal: limits.signal })
  }
  throw new AppError('FILE_PERMISSION', 'The file was changed again and again while it was read: add it once nobody writes to it.')
}

/** null where the file was changed meanwhile. */
async function copyOnce(path: string, into: string | null, { maxFileBytes, signal }: CopyLimits) {
  const found = await stat(path)
  if (!found.isFile()) throw new AppError('NOT_A_FILE', 'This is not an ordinary file, but a folder, a pipe or a device: choose a file.')
  if (found.size > maxFileBytes) throw tooLarge(found.size, maxFileBytes)
  const source = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const temporary = into === null ? null : join(into, `.${randomUUID()}.tmp`)
  try {
    const copy = temporary === null ? null : await open(temporary, 'wx')
    const begun = await source.stat({ bigint: true })
    let kept: Awaited<ReturnType<typeof hashInto>>
    try {
      kept = await hashInto(source, copy, maxFileBytes, signal)
      await copy?.sync()
    } finally {
      await copy?.close()
    }
    const ended = await source.stat({ bigint: true })
    if (ended.mtimeNs !== begun.mtimeNs || ended.size !== begun.size) return null
    if (temporary !== null) await keep(temporary, join(into!, kept.sha256), kept.bytes)
    return { ...kept, modifiedMs: found.mtimeMs }
  } finally {
    await source.close()
    if (temporary !== null) await rm(temporary, { force: true })
  }
}

async function hashInto(source: FileHandle, copy: FileHandle | null, maxFileBytes: number, signal: AbortSignal) {
  const sum = createHash('sha256')
  const buffer = Buffer.allocUnsafe(pieceBytes)
  let bytes = 0
  for (;;) {
    signal.throwIfAborted()
    const { bytesRead } = await source.read(buffer, 0, pieceBytes, null)
    if (bytesRead === 0) return { bytes, sha256: sum.digest('hex') }
    bytes += bytesRead
    if (bytes > maxFileBytes) throw tooLarge(bytes, maxFileBytes)
    const piece = buffer.subarray(0, bytesRead)
    sum.update(piece)
    await copy?.writeFile(piece)
  }
}

async function keep(temporary: string, final: string, bytes: number): Promise<void> {
  const present = await stat(final).catch(() => null)
  if (present?.size !== bytes) await rename(temporary, final)
}

function tooLarge(bytes: number, maxFileBytes: number): AppError {
  const [own, most] = [bytes, maxFileBytes].map((size) => Math.ceil(size / (1 << 20)))
  return new AppError(
    'DOCUMENT_TOO_LARGE',
    `The file has ${own} MB, and files over ${most} MB are refused: split it, or raise the limit in the settings.`,
  )
}
