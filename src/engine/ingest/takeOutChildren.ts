import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, isAppError } from '../../contract/errors'
import type { IngestEvent, IngestInput } from '../../contract/worker'
import type { Child, FileHead, Format } from '../format'
import { uniqueName } from '../formats/zip/safeNames'
import { openInput } from './readPages'

type ChildEvent = Extract<IngestEvent, { type: 'child' }>

/** Most documents that are taken out of one container. */
const maxChildren = 50_000

/** Most containers within each other: an archive in a mail in an archive is three. */
export const maxDepth = 8

/**
 * Lays the documents inside a container into the staging folder and tells of each, one that cannot be taken out with the reason;
 * core fetches them from there, so that what nobody was told of is nobody's. Names are unique within the container, the same way
 * each time. Throws what opening throws, and DISK_FULL.
 */
export async function* takeOutChildren(
  { input, head, format }: { input: IngestInput; head: FileHead; format: Format },
  { signal }: { signal: AbortSignal },
): AsyncGenerator<IngestEvent> {
  const document = await format.open(openInput(input, head), { signal })
  try {
    if (!document.children) return
    await mkdir(input.staging, { recursive: true })
    const taken = new Set<string>()
    const group = new StagedGroup(input, signal)
    try {
      for await (const child of document.children({ signal })) {
        signal.throwIfAborted()
        if (taken.size >= maxChildren) {
          yield* group.tell()
          yield { type: 'child', name: uniqueName('further documents', taken), ...notTaken(tooMany()) }
          return
        }
        await group.add(uniqueName(child.name, taken), child)
        if (group.isFull()) yield* group.tell()
      }
      yield* group.tell()
    } finally {
      await group.drop()
    }
  } finally {
    await document.close()
  }
}

type Kept = Omit<ChildEvent, 'type' | 'name'>

/** Documents, bytes and time after which those that were written are brought to the disk together: waiting for each takes ten times as long. */
const groupSize = 64
const groupBytes = 16 * 2 ** 20
const groupMs = 1_000

interface Staged {
  file: FileHandle
  unfinished: string
}

/** Children that are written and not yet on the disk for certain; they are told of, in their order, once they are. */
class StagedGroup {
  private readonly input: IngestInput
  private readonly signal: AbortSignal
  private events: ChildEvent[] = []
  private staged: (Staged & { sha256: string })[] = []
  private bytes = 0
  private since = 0

  constructor(input: IngestInput, signal: AbortSignal) {
    this.input = input
    this.signal = signal
  }

  isFull(): boolean {
    return this.events.length >= groupSize || this.bytes >= groupBytes || performance.now() - this.since > groupMs
  }

  /** Writes a child; one that cannot be taken out is told of with the reason. */
  async add(name: string, child: Child): Promise<void> {
    if (this.events.length === 0) this.since = performance.now()
    this.events.push({ type: 'child', name, ...(await this.keep(child)) })
  }

  /** The children since the last time, each named after its container and its own hash now that it is whole and on the disk. */
  async *tell(): AsyncGenerator<ChildEvent> {
    await Promise.all(this.staged.map(({ file }) => file.sync()))
    for (const { file, unfinished, sha256 } of this.staged) {
      await file.close()
      await rename(unfinished, this.place(sha256))
    }
    const { events } = this
    ;[this.events, this.staged, this.bytes] = [[], [], 0]
    yield* events
  }

  /** Takes away what was written and not told of. */
  async drop(): Promise<void> {
    for (const one of this.staged) await discard(one)
    this.staged = []
  }

  private async keep(child: Child): Promise<Kept> {
    const { depth = 0 } = this.input
    try {
      if ('error' in child) throw child.error
      if (depth + 1 > maxDepth)
        throw new AppError(
          'DOCUMENT_TOO_DEEP',
          `It lies in ${depth + 1} containers within each other, and ${maxDepth} are opened: unpack it and add it by itself.`,
        )
      return { ...(await this.write(child.content)), ...(child.picture ? { picture: true } : {}) }
    } catch (error) {
      this.signal.throwIfAborted()
      if (!isAppError(error) || error.code === 'DISK_FULL') throw error
      return notTaken(error)
    }
  }

  private async write(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Kept> {
    const { maxFileBytes = 2 * 2 ** 30 } = this.input
    const unfinished = this.place(`unfinished-${this.staged.length}`)
    const file = await open(unfinished, 'w')
    try {
      const sum = createHash('sha256')
      let bytes = 0
      for await (const piece of content instanceof Uint8Array ? [content] : content) {
        this.signal.throwIfAborted()
        bytes += piece.length
        if (bytes > maxFileBytes) throw tooLarge(maxFileBytes)
        sum.update(piece)
        await file.writeFile(piece)
      }
      const sha256 = sum.digest('hex')
      this.staged.push({ file, unfinished, sha256 })
      this.bytes += bytes
      return { bytes, sha256 }
    } catch (error) {
      await discard({ file, unfinished })
      throw error
    }
  }

  private place(name: string): string {
    return join(this.input.staging, `${encodeURIComponent(this.input.document)}.${name}.child`)
  }
}

async function discard({ file, unfinished }: Staged): Promise<void> {
  await file.close().catch(() => {})
  await rm(unfinished, { force: true })
}

function notTaken({ code, message }: AppError): Kept {
  return { bytes: 0, sha256: '', code, message }
}

function tooMany(): AppError {
  return new AppError('DOCUMENT_TOO_LARGE', `Only the first ${maxChildren} documents in it are read: unpack it and add the parts you need.`)
}

function tooLarge(maxFileBytes: number): AppError {
  const megabytes = Math.floor(maxFileBytes / 2 ** 20)
  return new AppError(
    'DOCUMENT_TOO_LARGE',
    `It has more than ${megabytes} MB, and larger files are refused: split it, or raise the limit in the settings.`,
  )
}
