import { sep } from 'node:path'
import type { WatchFileRow } from '../catalog/watchRows'
import type { FoundFile, Listing } from './listFolder'

export interface Difference {
  /** New files, and files whose size or times are others than when they were last taken: their content decides. */
  candidates: FoundFile[]
  /** Files that are gone. */
  missing: WatchFileRow[]
  /** Files that were gone and are there again, as they were. */
  returned: WatchFileRow[]
}

/** What has changed in a folder since its files were last taken. What could not be looked into has not changed. */
export function differenceOf({ files, unreadable }: Listing, known: readonly WatchFileRow[]): Difference {
  const byPath = new Map(known.map((row) => [row.path, row]))
  const candidates = [...files.values()].filter((file) => !isSame(file, byPath.get(file.path)))
  const isHidden = (path: string) => unreadable.some((place) => path === place || path.startsWith(place + sep))
  return {
    candidates,
    missing: known.filter((row) => !files.has(row.path) && !isHidden(row.path)),
    returned: known.filter((row) => row.missing === 1 && isSame(files.get(row.path), row)),
  }
}

/** Whether a file is as it was: who changes its content cannot keep the time of the change as it was, whatever else is set back. */
function isSame(file: FoundFile | undefined, row: WatchFileRow | undefined): boolean {
  return (
    file !== undefined &&
    row !== undefined &&
    file.bytes === row.bytes &&
    file.modifiedMs === row.modified_ms &&
    file.changedMs === row.changed_ms
  )
}

/** More documents than this are not removed without asking, and not more than half of those that follow the folder. */
const mostRemoved = 100

/** Whether so many of so many documents are removed only when the user has said so: a drive may be gone, or a folder emptied by mistake. */
export function mustAsk({ removed, documents }: { removed: number; documents: number }): boolean {
  return removed > mostRemoved || removed * 2 > documents
}
