import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A file of a watched folder by what the system says of it; what stands in it is read in a worker. */
export interface FoundFile {
  path: string
  /** Path within the folder, with /. */
  name: string
  bytes: number
  modifiedMs: number
  changedMs: number
}

export interface Listing {
  files: Map<string, FoundFile>
  /** Folders and files that could not be looked into: what is known of them stays as it is. */
  unreadable: string[]
}

/**
 * What is no document of the user's: hidden files, locks of office programs, what is still being downloaded or written, what systems
 * and package managers leave in folders.
 */
const ignored =
  /^(\..*|~\$.*|.*~|.*\.(tmp|temp|crdownload|part|partial|download|swp|swx|lock)|node_modules|Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r|__MACOSX|\$RECYCLE\.BIN|System Volume Information)$/i

/** Whether a file or folder of this name is left out of a watched folder. */
export function isIgnored(name: string): boolean {
  return ignored.test(name)
}

/** Questions put to the system at the same time. */
const atOnce = 32

/**
 * The files below a folder, links not followed. Throws what the system says where the folder itself cannot be read, so that a drive that
 * is not there is not taken for an empty one; what cannot be read inside it is told.
 */
export async function listFolder(root: string, signal: AbortSignal): Promise<Listing> {
  const listing: Listing = { files: new Map(), unreadable: [] }
  let entries: Dirent[] | null = await readdir(root, { withFileTypes: true })
  const folders: string[] = []
  for (let folder: string | undefined = root; folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted()
    entries ??= await readdir(folder, { withFileTypes: true }).catch(() => unreadable(folder as string))
    const here = entries.filter((entry) => !isIgnored(entry.name))
    for (const entry of here) if (entry.isDirectory()) folders.push(join(folder, entry.name))
    const paths = here.filter((entry) => entry.isFile()).map((entry) => join(folder as string, entry.name))
    for (let at = 0; at < paths.length; at += atOnce) await Promise.all(paths.slice(at, at + atOnce).map(look))
    entries = null
  }
  return listing

  function unreadable(path: string): Dirent[] {
    listing.unreadable.push(path)
    return []
  }

  async function look(path: string): Promise<void> {
    try {
      const { size, mtimeMs, ctimeMs } = await stat(path)
      const name = relative(root, path).split(sep).join('/')
      listing.files.set(path, { path, name, bytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs })
    } catch (error) {
      // It went away while the folder was listed, unless its name is no Unicode; anything else keeps what is known of it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path.includes('\ufffd')) unreadable(path)
    }
  }
}
