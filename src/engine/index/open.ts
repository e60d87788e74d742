import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection, Session, Table } from '@lancedb/lancedb'
import { AppError } from '../../contract/errors'
import { type IndexRef, tableFolder } from './folder'
import { sealIndexFiles } from './indexFiles'
import { ensureFtsIndex } from './indices'
import { schemaOf } from './schema'
import { loadStore } from './store'

export { type IndexRef, tableFolder } from './folder'

/** A table's turn-taking and handles; it may exist before the table does. */
export interface Slot extends IndexRef {
  /** The handle writes go through; absent until the table exists. */
  table?: Table
  /** Where reads go instead while the table is being rewritten: the version before. */
  pinned?: Table
  /** Reads under way, so that no file is removed under them. */
  reads: Set<Promise<unknown>>
  /** End of the line of writes: one at a time. */
  lastWrite: Promise<unknown>
  opening?: Promise<Table | null>
  /** Documents on their way into commits; done when none waits any more. */
  writing?: Promise<void>
  /** Brings the indices up to date when writes pause. */
  idleTimer?: NodeJS.Timeout
}

const indexCacheBytes = 256n * 1024n * 1024n
const metadataCacheBytes = 64n * 1024n * 1024n
/** More open tables than this and the one unused for longest is let go. */
const maxOpenTables = 32

let session: Session | undefined
const slots = new Map<string, Slot>()
const connections = new Map<string, Promise<Connection>>()

/** Runs `read` on the table, or gives `otherwise` where there is no table yet. Throws INDEX_FAILED when it cannot be opened or read. */
export async function reading<T>(ref: IndexRef, otherwise: T, read: (table: Table) => Promise<T>): Promise<T> {
  const slot = slotOf(ref)
  const run = (async () => {
    const table = slot.pinned ?? (await openTable(slot))
    return table ? read(table) : otherwise
  })()
  slot.reads.add(run)
  try {
    return await run
  } catch (error) {
    throw indexError(error)
  } finally {
    slot.reads.delete(run)
  }
}

/** Runs `write` when everything asked before it on this table is done. */
export function inTurn<T>(ref: IndexRef, write: (slot: Slot) => Promise<T>): Promise<T> {
  return lineUp(slotOf(ref), write)
}

function lineUp<T>(slot: Slot, write: (slot: Slot) => Promise<T>): Promise<T> {
  const run = slot.lastWrite.then(() => write(slot)).catch((error: unknown) => Promise.reject(indexError(error)))
  slot.lastWrite = run.catch(() => {})
  return run
}

/** The table of a slot, or null where it was never created. Throws INDEX_FAILED when it is damaged. */
export async function openTable(slot: Slot): Promise<Table | null> {
  if (slot.table) return slot.table
  return opening(slot, async () => {
    if (!existsSync(tableFolder(slot))) return null
    await sweep(slot)
    try {
      const table = await (await connectionOf(slot.index)).openTable(slot.embedder)
      await checkColumns(table)
      await ensureFtsIndex(table)
      return table
    } catch (error) {
      throw damaged(error)
    }
  })
}

/** The table of a slot, created with its keyword index where it is missing; only from within a turn. */
export async function openOrCreateTable(slot: Slot, dimension: number): Promise<Table> {
  const existing = await openTable(slot)
  if (existing) return existing
  const created = await opening(slot, async () => {
    const { arrow } = await loadStore()
    const table = await (await connectionOf(slot.index)).createEmptyTable(slot.embedder, schemaOf(arrow, dimension))
    await ensureFtsIndex(table)
    await sealIndexFiles(slot)
    return table
  })
  return created!
}

/** One opening at a time; who asks meanwhile gets the same. */
function opening(slot: Slot, open: () => Promise<Table | null>): Promise<Table | null> {
  slot.opening ??= open()
    .then((table) => {
      if (table) slot.table = table
      letGoOfUnused(slot)
      return table
    })
    .finally(() => delete slot.opening)
  return slot.opening
}

/** A second handle on the table, with caches of its own where `cold`, so that it sees what is on the disk. */
export async function openAside(ref: IndexRef, { cold }: { cold: boolean }): Promise<Table> {
  const store = await loadStore()
  if (!cold) return (await connectionOf(ref.index)).openTable(ref.embedder)
  const fresh = new store.Session(indexCacheBytes / 8n, metadataCacheBytes / 8n)
  return (await store.connect(ref.index, { session: fresh })).openTable(ref.embedder)
}

/** A manifest of zeros opens as a table without columns and rows, which must not pass for an empty index. */
export async function checkColumns(table: Table): Promise<void> {
  const { arrow } = await loadStore()
  const names = new Set((await table.schema()).fields.map((field) => field.name))
  const missing = schemaOf(arrow, 1).fields.filter((field) => !names.has(field.name))
  if (missing.length > 0) throw new Error(`its manifest names no column ${missing.map((field) => field.name).join(', ')}`)
}

/** Drops the table of a slot; only from within a turn. */
export async function dropTable(slot: Slot): Promise<void> {
  const connection = await connectionOf(slot.index)
  slot.table?.close()
  delete slot.table
  await connection.dropTable(slot.embedder)
}

/** Waits for reads under way on a table. */
export async function settleReads(slot: Slot): Promise<void> {
  await Promise.allSettled([...slot.reads])
}

/** Lets go of every handle of a LanceDB folder once its writes and reads have ended; true when there was one. */
export async function closeIndex(index: string): Promise<boolean> {
  const own = [...slots.entries()].filter(([, slot]) => slot.index === index)
  for (const [key, slot] of own) {
    await slot.writing
    clearTimeout(slot.idleTimer)
    await slot.lastWrite
    await settleReads(slot)
    slot.table?.close()
    slots.delete(key)
  }
  const connection = connections.get(index)
  connections.delete(index)
  await connection?.then(
    (open) => open.close(),
    () => {},
  )
  return own.length > 0 || connection !== undefined
}

/** Any failure of the store as an AppError: DISK_FULL, or INDEX_FAILED with what to do. */
export function indexError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (/no space left|os error 28|disk full|os error 112/i.test(message)) {
    return new AppError('DISK_FULL', 'The disk is full: the search index could not be written. Free some space, then retry.', {
      cause: error,
    })
  }
  return new AppError('INDEX_FAILED', `The search index failed: ${plainStore(message)}. Verify the workspace to find what is damaged.`, {
    cause: error,
    details: { store: firstLine(message) },
  })
}

function damaged(error: unknown): AppError {
  const message = error instanceof Error ? error.message : String(error)
  return new AppError(
    'INDEX_FAILED',
    `The search index cannot be opened: ${plainStore(message)}. Verify the workspace with repair to rebuild it.`,
    { cause: error, details: { store: firstLine(message) } },
  )
}

/** What a failure of the store comes down to, in words of the product; its own words go into the details. */
export function plainStore(message: string): string {
  if (/not found|no such file|os error 2\b|does not exist/iu.test(message)) return 'a file of it is missing'
  if (/permission denied|os error 13|read-only|os error 30/iu.test(message)) return 'a file of it may not be read or written'
  if (/too many open files|os error 24/iu.test(message)) return 'the system allows no more open files'
  return 'a file of it is damaged'
}

/** The first sentence of a message of the store, without the places in its own source. */
function firstLine(message: string): string {
  const line = message
    .split(/\n|, \/|\s+Caused by/u, 1)[0]!
    .replace(/^lance error: /u, '')
    .trim()
    .slice(0, 300)
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** The slot of a table; asking for it makes it the last to be let go of. */
export function slotOf({ index, embedder }: IndexRef): Slot {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(embedder)) throw new AppError('BAD_REQUEST', `“${embedder}” cannot be the name of an embedder.`)
  const key = `${index}\0${embedder}`
  const slot = slots.get(key) ?? { index, embedder, reads: new Set(), lastWrite: Promise.resolve() }
  slots.delete(key)
  slots.set(key, slot)
  return slot
}

async function connectionOf(index: string): Promise<Connection> {
  const open = connections.get(index)
  if (open) return open
  const opening = loadStore().then((store) => {
    session ??= new store.Session(indexCacheBytes, metadataCacheBytes)
    // No readConsistencyInterval: reads and writes share one handle in one process, and asking the disk for a newer version at every
    // search made it 0.7 ms slower of 3.1.
    return store.connect(index, { session })
  })
  connections.set(index, opening)
  opening.catch(() => connections.delete(index))
  return opening
}

/** Partly written files a killed process leaves behind, which LanceDB never removes; safe because one process writes a workspace. */
async function sweep(ref: IndexRef): Promise<void> {
  const folder = join(tableFolder(ref), 'data')
  const names = await readdir(folder).catch(() => [])
  await Promise.all(names.filter((name) => name.startsWith('.tmp')).map((name) => rm(join(folder, name), { force: true })))
}

function letGoOfUnused(current: Slot): void {
  const open = [...slots.values()].filter((slot) => slot.table)
  for (const slot of open.slice(0, Math.max(0, open.length - maxOpenTables))) {
    if (slot === current || slot.reads.size || slot.pinned) continue
    const table = slot.table
    void lineUp(slot, async () => {
      await settleReads(slot)
      if (slot.table !== table || slot.reads.size || slot.pinned) return
      delete slot.table
      table?.close()
    })
  }
}
