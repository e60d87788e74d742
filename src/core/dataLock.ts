import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

/** Where the live host of a data folder is reached. */
const HostAddress = z.object({ address: z.string(), token: z.string(), pid: z.number().int() })
export type HostAddress = z.infer<typeof HostAddress>

export interface DataLock {
  /** Tells other programs of this user where the host answers. */
  announce(host: HostAddress): void
  release(): void
}

/**
 * Takes the lock of a data folder, or gives null where a live process holds it.
 * The lock is SQLite's own lock on `host.lock`: the system lets go of it when the process ends, however it ends,
 * so a stale lock cannot exist and a reused process id means nothing.
 */
export function acquireDataLock(data: string): DataLock | null {
  const addressFile = join(data, 'host.json')
  const lock = new Database(join(data, 'host.lock'), { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
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

/** The address the holder of the lock has announced, or null while there is none. */
export function readHostAddress(data: string): HostAddress | null {
  try {
    return HostAddress.parse(JSON.parse(readFileSync(join(data, 'host.json'), 'utf8')))
  } catch {
    return null
  }
}
