import { existsSync } from 'node:fs'
import { readdir, stat, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'

/** What the system and Carrel itself need beside a model. */
const restOfMemory = 1.5e9
/** Room that a download leaves on the disk. */
const roomToLeave = 200e6

/** Why this machine is too small for a model; null: it is not. */
export function tooLargeFor(memoryBytes: number, total = totalmem()): string | null {
  if (memoryBytes + restOfMemory <= total) return null
  return `It needs about ${gigabytes(memoryBytes)} GB of memory beside what the system takes, and this machine has ${gigabytes(total)} GB: it would be very slow, or not start. Choose a smaller one.`
}

/** Throws DISK_FULL where a download would not fit. */
export async function requireRoom(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder)
  if (free === null || free >= bytes + roomToLeave) return
  throw new AppError(
    'DISK_FULL',
    `There is room for ${gigabytes(free)} GB where models are kept, and this one needs ${gigabytes(bytes)} GB. Make room, or delete a model.`,
  )
}

/** Room on the disk of a folder, which may not exist yet; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  try {
    const { bavail, bsize } = await statfs(at)
    return bavail * bsize
  } catch {
    return null
  }
}

/** What lies in a folder, in bytes; 0 where it is not there. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1)
}
