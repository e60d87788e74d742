import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { opendir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deletion } from '../../contract/deletions'
import type { AppCatalog } from '../catalog/appCatalog'
import type { Log } from '../context'
import { createGraces } from './graces'

/** Takes deleted workspaces off the disk, one after the other, in the background. */
export interface Eraser {
  /** There is something to erase, or something that could not be erased may be tried again. */
  wake(): void
  /** Resolves when a deletion that can still be taken back is not being let go of: its workspace may be opened again. */
  rested(id: string): Promise<void>
  /** Takes the open files of a sealed workspace off the disk, its backups too; what is left when the host ends, the next one takes. Throws what the file system says. */
  clear(id: string): Promise<{ files: number }>
  /** Goes on for a second, ends after the file it is at, and leaves the rest to the next host. */
  close(): Promise<void>
}

interface EraserOptions {
  data: string
  deletions: AppCatalog['deletions']
  now: () => string
  log: Log
  /** Lets go of the files of a workspace, so that they can be moved and erased. */
  letGo: (id: string) => Promise<void>
  onChange: (deletion: Deletion) => void
}

/** A short command erases thousands of files in this time, so that what is deleted does not wait for a long one. */
const graceMs = 1_000
const tellEveryMs = 250
/** A file another program holds open is let go of sooner or later. */
const againAfterMs = 15_000

/** Every folder that holds something readable of a workspace, below the data folder. */
const openPartsOf = (id: string) => [join('workspaces', id), join('backups', id)]

/** Every folder that holds something of a workspace. */
const partsOf = (id: string) => [...openPartsOf(id), join('sealed', id)]

/** Goes on at once with what an earlier host did not finish. */
export function createEraser({ data, deletions, now, log, letGo, onChange }: EraserOptions): Eraser {
  const trash = join(data, 'trash')
  mkdirSync(trash, { recursive: true })
  let endsAt = Number.POSITIVE_INFINITY
  const isClosed = () => performance.now() > endsAt
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  const clearing = createClearing({ data, trash, isClosed })
  const tell = (id: string) => {
    const deletion = deletions.get(id)
    if (deletion) onChange(deletion)
  }
  const graces = createGraces({ now, letGo, log, onOver: () => wake() })
  const eraseOne = async ({ id, files, bytes }: Deletion) => {
    if (!deletions.begin(id, now())) return
    await graces.rested(id)
    await letGo(id)
    const counted = { files, bytes }
    let told = performance.now()
    const onFile = (size: number) => {
      counted.files += 1
      counted.bytes += size
      if (performance.now() - told < tellEveryMs) return
      told = performance.now()
      deletions.progress(id, counted)
      tell(id)
    }
    // Out of its place at once: whatever ends this host, nobody opens it again.
    for (const [i, part] of partsOf(id).entries()) {
      const from = join(data, part)
      const aside = join(trash, `${id}-${i}`)
      if (existsSync(from) && !existsSync(aside)) renameSync(from, aside)
      await eraseFolder(aside, { onFile, isClosed })
      await eraseFolder(from, { onFile, isClosed })
    }
    deletions.progress(id, counted)
    if (isClosed()) return
    deletions.erased(id, now())
    tell(id)
  }
  const run = async () => {
    for (const deletion of deletions.pending().filter(graces.isOver)) {
      if (isClosed()) return
      try {
        await eraseOne(deletion)
      } catch (error) {
        deletions.progress(deletion.id, { message: (error as Error).message })
        log('a deleted workspace could not be erased; it is tried again', { workspace: deletion.id, error })
        tell(deletion.id)
        timer ??= setTimeout(() => ((timer = undefined), wake()), againAfterMs).unref()
      }
    }
  }
  const sweep = async () => {
    for (const name of readdirSync(trash)) if (!clearing.owns(name)) await eraseFolder(join(trash, name), { onFile: () => {}, isClosed })
  }
  const wake = () => {
    if (isClosed() || running) return
    running = run()
      .then(sweep)
      .catch((error: unknown) => log('what was deleted could not be erased', { error }))
      .finally(() => {
        running = null
        // What came meanwhile is not waited for by anybody else.
        if (!timer && !isClosed() && deletions.pending().some(graces.isOver)) wake()
      })
  }
  wake()
  return {
    wake,
    rested: graces.rested,
    clear: clearing.clear,
    close: async () => {
      endsAt = Math.min(endsAt, performance.now() + graceMs)
      clearTimeout(timer)
      graces.close()
      await Promise.all([running, clearing.settled()])
    },
  }
}

interface Clearing {
  /** Whether something in the trash is being cleared: nobody else erases it. */
  owns: (name: string) => boolean
  clear: Eraser['clear']
  settled: () => Promise<unknown>
}

/** Takes what is readable of sealed workspaces away. */
function createClearing({ data, trash, isClosed }: { data: string; trash: string; isClosed: () => boolean }): Clearing {
  const clearing = new Set<string>()
  const clears = new Set<Promise<unknown>>()
  const takeAway = async (id: string) => {
    let files = 0
    const names: string[] = []
    for (const from of openPartsOf(id).map((part) => join(data, part))) {
      if (!existsSync(from)) continue
      const name = `${id}-${randomUUID()}`
      clearing.add(name)
      names.push(name)
      renameSync(from, join(trash, name))
    }
    try {
      for (const name of names) await eraseFolder(join(trash, name), { onFile: () => (files += 1), isClosed })
    } finally {
      for (const name of names) clearing.delete(name)
    }
    return { files }
  }
  return {
    owns: (name) => clearing.has(name),
    settled: () => Promise.all(clears),
    clear: (id) => {
      const taken = takeAway(id)
      const over: Promise<unknown> = taken.then(
        () => clears.delete(over),
        () => clears.delete(over),
      )
      clears.add(over)
      return taken
    },
  }
}

interface Erasing {
  onFile: (bytes: number) => void
  isClosed: () => boolean
}

/** File by file, so that it can be followed and ended; what is gone already is no failure. */
async function eraseFolder(folder: string, { onFile, isClosed }: Erasing): Promise<void> {
  if (!existsSync(folder)) return
  for await (const entry of await opendir(folder)) {
    if (isClosed()) return
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await eraseFolder(path, { onFile, isClosed })
    else {
      const size = await stat(path).then(
        (file) => file.size,
        () => 0,
      )
      await rm(path, { force: true, maxRetries: 5 })
      onFile(size)
    }
  }
  if (!isClosed()) await rmdir(folder)
}
