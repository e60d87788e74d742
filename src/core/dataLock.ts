import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { AppError } from '../contract/errors'

/** Where the live host of a data folder is reached. */
const HostAddress = z.object({ address: z.string(), token: z.string(), pid: z.number().int() })
export type HostAddress = z.infer<typeof HostAddress>

export interface DataLock {
  /** Tells other programs of this user where the host answers. */
  announce(host: HostAddress): void
  release(): void
}

/**
 * Takes the lock of a data folder, or gives null where a live process holds it. Throws FILE_PERMISSION, DISK_FULL, DATA_DAMAGED.
 * The lock is SQLite's own lock on `host.lock`: the system lets go of it when the process ends, however it ends,
 * so a stale lock cannot exist and a reused process id means nothing.
 */
export function acquireDataLock(data: string): DataLock | null {
  const addressFile = join(data, 'host.json')
  let lock: Database.Database | undefined
  try {
    lock = new Database(join(data, 'host.lock'), { timeout: 0 })
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw unusable(data, error)
  }
  rmSync(addressFile, { force: true })
  return {
    announce: (host) => {
      writeFileSync(addressFile, JSON.stringify(host), { mode: 0o600 })
      chmodSync(addressFile, 0o600)
    },
    release: () => {
      rmSync(addressFile, { force: true })
      lock.close()
    },
  }
}

function unusable(data: string, cause: unknown): unknown {
  const code = cause instanceof Database.SqliteError ? cause.code : ''
  if (code === 'SQLITE_FULL')
    return new AppError('DISK_FULL', `The disk of the data folder ${data} is full. Make room, then start again.`, { cause })
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    const message = `The file host.lock in the data folder ${data} is not the lock of a Carrel. Delete it, then start again: it holds no data.`
    return new AppError('DATA_DAMAGED', message, { cause })
  }
  if (!/^SQLITE_(?:CANTOPEN|READONLY|IOERR|PERM)/u.test(code)) return cause
  const message = `The data folder ${data} cannot be used: Carrel may not write there. Choose another folder with --data.`
  return new AppError('FILE_PERMISSION', message, { cause })
}

/** The address the holder of the lock has announced, or null while there is none. */
export function readHostAddress(data: string): HostAddress | null {
  try {
    return HostAddress.parse(JSON.parse(readFileSync(join(data, 'host.json'), 'utf8')))
  } catch {
    return null
  }
}
