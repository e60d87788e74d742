import { join } from 'node:path'

/** Folder of everything that is kept of a sealed workspace. */
export function sealedFolder(data: string, id: string): string {
  return join(data, 'sealed', id)
}

/** The archive of a sealed workspace. */
export function sealedArchive(data: string, id: string): string {
  return join(sealedFolder(data, id), 'archive.carrel')
}

/** The archive while it is written: what is left of it by a host that was ended means nothing. */
export function comingArchive(data: string, id: string): string {
  return join(sealedFolder(data, id), 'coming')
}
