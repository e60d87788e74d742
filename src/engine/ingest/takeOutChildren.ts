import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
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
    for await (const child of document.children({ signal })) {
      signal.throwIfAborted()
      if (taken.size >= maxChildren) {
        yield { type: 'child', name: uniqueName('further documents', taken), ...notTaken(tooMany()) }
        return
      }
      const name = uniqueName(child.name, taken)
      yield { type: 'child', name, ...(await keep(child, input, signal)) }
    }
  } finally {
    await document.close()
  }
}

type Kept = Omit<ChildEvent, 'type' | 'name'>

async function keep(child: Child, input: IngestInput, signal: AbortSignal): Promise<Kept> {
  try {
    if ('error' in child) throw child.error
    const { depth = 0 } = input
    if (depth + 1 > maxDepth)
      throw new AppError(
        'DOCUMENT_TOO_DEEP',
        `It lies in ${depth + 1} containers within each other, and ${maxDepth} are opened: unpack it and add it by itself.`,
      )
    return { ...(await stage(child.content, input, signal)), ...(child.picture ? { picture: true } : {}) }
  } catch (error) {
    signal.throwIfAborted()
    if (!isAppError(error) || error.code === 'DISK_FULL') throw error
    return notTaken(error)
  }
}

/** Writes a child into the staging folder, named after its container and its own hash once it is whole. */
async function stage(content: Uint8Array | AsyncIterable<Uint8Array>, input: IngestInput, signal: AbortSignal): Promise<Kept> {
  const { maxFileBytes = 2 * 2 ** 30 } = input
  const place = (name: string) => join(input.staging, `${encodeURIComponent(input.document)}.${name}.child`)
  const unfinished = place('unfinished')
  const file = await open(unfinished, 'w')
  try {
    const sum = createHash('sha256')
    let bytes = 0
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      signal.throwIfAborted()
      bytes += piece.length
      if (bytes > maxFileBytes) throw tooLarge(maxFileBytes)
      sum.update(piece)
      await file.writeFile(piece)
    }
    await file.sync()
    const sha256 = sum.digest('hex')
    await rename(unfinished, place(sha256))
    return { bytes, sha256 }
  } finally {
    await file.close()
    await rm(unfinished, { force: true })
  }
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
