/** Most entries an archive may name. */
export const maxEntries = 10_000

/** Names in the central directory of a ZIP archive, at most 10,000 (as they stand, never used as paths); null where there is none. */
export async function listArchive(path: string): Promise<string[] | null> {
  const { openPromise } = await import('yauzl')
  try {
    const archive = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: false, validateEntrySizes: false })
    try {
      const names: string[] = []
      for await (const entry of archive.eachEntry()) {
        names.push(entry.fileName)
        if (names.length === maxEntries) break
      }
      return names
    } finally {
      archive.close()
    }
  } catch {
    return null
  }
}
