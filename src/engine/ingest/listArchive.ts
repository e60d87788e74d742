import { entryNames } from '../formats/zip/entryNames'
import { openOptions } from '../formats/zip/readDirectory'

/** Most entries an archive may name. */
export const maxEntries = 10_000

/** Names in the central directory of a ZIP archive, at most 10,000 (as they stand, never used as paths); null where there is none. */
export async function listArchive(path: string): Promise<string[] | null> {
  const { openPromise } = await import('yauzl')
  try {
    const archive = await openPromise(path, openOptions)
    try {
      const entries = []
      for await (const entry of archive.eachEntry()) {
        entries.push(entry)
        if (entries.length === maxEntries) break
      }
      return entryNames(entries)
    } finally {
      archive.close()
    }
  } catch {
    return null
  }
}
