import { statfs } from 'node:fs/promises'
import type { DiskSpace } from '../../contract/workspaces'

/** Below this an import is likely to fill the disk. */
export const lowDiskBytes = 2 * 2 ** 30

/** Room left on the disk of a folder. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  return { freeBytes, low: freeBytes < lowDiskBytes }
}
