import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** An archive that waits to be fetched by a browser. */
export interface DownloadableArchive {
  path: string
  /** What the file is called where it goes. */
  name: string
  /** It was fetched: it goes. */
  done(): Promise<void>
}

/** Archives that were made without naming a place for them. */
export interface Downloadable {
  /** Where a new one is written; offered once it is whole. */
  place(): { id: string; path: string; offer: (name: string) => void }
  find(id: string): DownloadableArchive | null
}

/** One that nobody fetched goes after this time; it is sealed, but it takes room. */
const keptMs = 3_600_000

/** `folder`: emptied at every start of a host. */
export function createDownloadable(folder: string): Downloadable {
  const offered = new Map<string, DownloadableArchive>()
  return {
    place: () => {
      const id = randomUUID()
      const path = join(folder, `${id}.carrel`)
      const done = async () => {
        offered.delete(id)
        await rm(path, { force: true })
      }
      return {
        id,
        path,
        offer: (name) => {
          offered.set(id, { path, name, done })
          setTimeout(() => void done().catch(() => {}), keptMs).unref()
        },
      }
    },
    find: (id) => offered.get(id) ?? null,
  }
}
