import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Size in bytes of all files below a folder; what vanishes while it is counted counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  let total = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null)
    total += found?.size ?? 0
  }
  return total
}
