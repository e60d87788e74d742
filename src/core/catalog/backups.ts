import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import { type Database, isSound, type Migration, openDatabase } from './openDatabase'

/** Backups of one catalogue that are kept, one a day. */
const kept = 7
const named = /^\d{4}-\d{2}-\d{2}\.db$/

/** Newest first. */
export function backupsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => named.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name))
}

/** Copies an open catalogue, a few pages at a time, where there is none of today (`now`, ISO 8601); gives whether it did. */
export async function backUp(db: Database, folder: string, now: string): Promise<boolean> {
  const path = join(folder, `${now.slice(0, 10)}.db`)
  if (existsSync(path)) return false
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const coming = join(folder, '.coming')
  rmSync(coming, { force: true })
  await db.backup(coming)
  renameSync(coming, path)
  for (const old of backupsIn(folder).slice(kept)) rmSync(old, { force: true })
  return true
}

/** What a restored catalogue is from. */
export interface Restored {
  /** Day of the backup; null: there was none that is sound, and an empty one was begun. */
  from: string | null
  /** Folder with what was set aside. */
  aside: string
  /** Nothing was put back: the log of a host that was cut short is gone, and with it what was written last. */
  isLogLost?: boolean
}

/** Sets a damaged catalogue aside and puts the newest sound backup in its place. Throws what the file system says. */
export function restoreCatalogue(path: string, folder: string, migrations: readonly Migration[], now: string): Restored {
  const aside = join(dirname(path), 'damaged', now.replaceAll(':', '-'))
  mkdirSync(aside, { recursive: true })
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(path + ending)) renameSync(path + ending, join(aside, `catalogue.db${ending}`))
  }
  for (const backup of backupsIn(folder)) {
    copyFileSync(backup, path)
    if (opensSoundly(path, migrations)) return { from: backup.slice(-13, -3), aside }
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
  }
  return { from: null, aside }
}

function opensSoundly(path: string, migrations: readonly Migration[]): boolean {
  try {
    const db = openDatabase(path, migrations)
    try {
      return isSound(db, { whole: true })
    } finally {
      db.close()
    }
  } catch {
    return false
  }
}

/**
 * Opens a catalogue that may have been left by a crash, and looks through it then. `marker` is a file that stands while it is open.
 * Throws DATA_DAMAGED, also where the file is gone although `isBegun` says that there was one.
 */
export function openChecked(
  path: string,
  migrations: readonly Migration[],
  { marker, isBegun }: { marker: string; isBegun: () => boolean },
): { db: Database; wasCutShort: boolean } {
  const wasCutShort = existsSync(marker)
  const hasLog = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0
  const isEmpty = !existsSync(path) || statSync(path).size === 0
  if (isEmpty && isBegun()) throw new AppError('DATA_DAMAGED', `${path} is missing or empty, although there was more.`)
  const db = openDatabase(path, migrations)
  if ((wasCutShort || hasLog) && !isSound(db)) {
    db.close()
    throw new AppError('DATA_DAMAGED', `${path} is damaged: its pages do not fit together.`)
  }
  return { db, wasCutShort }
}
