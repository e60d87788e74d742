import { mkdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { isAppError } from '../../contract/errors'
import type { Collected, CollectEvent, CollectInput } from '../../contract/worker'
import { copyByHash } from './copyByHash'
import { fileError } from './identify'
import { listFiles, type ListedFile } from './listFiles'

/** Files told at once, and the longest time one waits for the others, in milliseconds. */
const batchSize = 64
const batchMs = 200

/** Files hashed at the same time: reading one overlaps with writing another. */
const atOnce = 4

/**
 * Walks files and folders and copies what is there under its hash, so that hash and copy are of the same bytes.
 * A file that cannot be taken is told with a code and a message; only a full disk or an abort ends the walk.
 */
export async function* collect(input: CollectInput, { signal }: { signal: AbortSignal }): AsyncGenerator<CollectEvent> {
  if (input.into !== null) await mkdir(input.into, { recursive: true })
  const outbox = new Outbox()
  let listed = 0
  const under = new Set<Promise<void>>()
  for await (const file of listFiles(input.sources)) {
    signal.throwIfAborted()
    const order = listed++
    const work = take(file, input, signal).then((collected) => outbox.put(collected, order))
    under.add(work)
    void work.finally(() => under.delete(work)).catch(() => {})
    do {
      if (under.size >= atOnce) await Promise.race([...under, setTimeout(batchMs)])
      if (outbox.isDue()) yield* outbox.drain(listed)
    } while (under.size >= atOnce)
  }
  while (under.size > 0) {
    await Promise.race([...under, setTimeout(batchMs)])
    if (outbox.isDue()) yield* outbox.drain(listed)
  }
  yield* outbox.drain(listed)
}

/** Files taken and not told yet; those told together are told in the order they were listed in. */
class Outbox {
  private files: { collected: Collected; order: number }[] = []
  private drainedAt = performance.now()

  put(collected: Collected, order: number): void {
    this.files.push({ collected, order })
  }

  isDue(): boolean {
    return this.files.length >= batchSize || performance.now() - this.drainedAt >= batchMs
  }

  *drain(listed: number): Generator<CollectEvent> {
    yield { type: 'listed', files: listed }
    const files = this.files.toSorted((a, b) => a.order - b.order).map((file) => file.collected)
    for (let at = 0; at < files.length; at += batchSize) yield { type: 'files', files: files.slice(at, at + batchSize) }
    this.files = []
    this.drainedAt = performance.now()
  }
}

async function take(file: ListedFile, { into, maxFileBytes }: CollectInput, signal: AbortSignal): Promise<Collected> {
  const { name, origin } = file
  try {
    if (file.problem) throw file.problem
    return { name, origin, ...(await copyByHash(file.path, into, { maxFileBytes, signal })) }
  } catch (cause) {
    signal.throwIfAborted()
    return { name, origin, bytes: 0, modifiedMs: 0, sha256: '', ...reasonOf(fileError(cause)) }
  }
}

function reasonOf(error: unknown): Pick<Collected, 'code' | 'message'> {
  if (isAppError(error)) return { code: error.code, message: error.message }
  const why = error instanceof Error ? error.message : String(error)
  return { code: 'FILE_PERMISSION', message: `The file could not be read (${why}): check the disk and retry.` }
}
